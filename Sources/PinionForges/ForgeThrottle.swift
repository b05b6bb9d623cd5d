import PinionHTTP
import PinionModel
import PinionSyntax

/// The wait that a forge asks for.
///
/// GitHub REST API, "Rate limits", "Exceeding the rate limit": 403 or 429; `Retry-After`, else
/// `x-ratelimit-reset` where `x-ratelimit-remaining` is 0, else a minute. GitLab, "Rate limits",
/// "Response headers": 429 with `Retry-After` and `RateLimit-Reset`. Gitea and the proxies before
/// it: 429, mostly with `Retry-After`.
enum ForgeThrottle {
    /// Returns the wait; `nil` if the answer asks for none.
    ///
    /// A 503 may come after the work was done: even with `Retry-After` it asks for a wait only if
    /// the request may be repeated.
    static func wait(askedBy response: HTTPResponse, mayRepeat: Bool, now: Timestamp) -> Duration? {
        let isAway = response.status == 503 && response.headers["Retry-After"] != nil
        guard response.status == 429 || isThrottling403(response) || (isAway && mayRepeat) else {
            return nil
        }
        if let asked = response.retryAfter { return max(asked, .seconds(1)) }
        return reset(in: response.headers, now: now) ?? .seconds(60)
    }

    private static func isThrottling403(_ response: HTTPResponse) -> Bool {
        guard response.status == 403 else { return false }
        return response.headers["Retry-After"] != nil
            || response.headers["X-RateLimit-Remaining"] == "0" || namesSecondaryLimit(response)
    }

    /// Whether the answer links to the page on rate limits; a secondary limit may lack headers.
    private static func namesSecondaryLimit(_ response: HTTPResponse) -> Bool {
        let root = try? JSONNode(parsing: response.body, named: "error")  // not JSON: no link
        return root?["documentation_url"]?.string?.contains("rate-limits") == true
    }

    /// Returns the time until the reset, which headers give since 1970 or, if small, from now.
    private static func reset(in headers: Headers, now: Timestamp) -> Duration? {
        for name in ["X-RateLimit-Reset", "RateLimit-Reset"] {
            guard let value = headers[name].flatMap({ Int64($0) }), value >= 0 else { continue }
            let left = value > 1_000_000_000 ? value - now.secondsSinceEpoch : value
            return .seconds(min(max(left, 0), 86_400) + 1)
        }
        return nil
    }
}
