/// The limits of AWS's `standard` retry mode.
///
/// AWS SDKs and Tools Reference Guide, "Retry behavior": three attempts, exponential back-off with
/// full jitter of at most 20 s, and one quota of tokens for all calls of a client.
struct RetryPolicy: Hashable, Sendable {
    /// The maximum number of attempts, including the first.
    var attempts = 3
    /// The maximum number for throttled calls: more, because only waiting helps.
    var throttledAttempts = 12
    var longestPause: Duration = .seconds(20)

    init() {}

    /// Takes the number of attempts from `AWS_MAX_ATTEMPTS` or the profile's `max_attempts`.
    init(_ settings: AWSSettings) throws(AWSError) {
        guard let text = settings.value("AWS_MAX_ATTEMPTS", "max_attempts") else { return }
        guard let number = Int(text), (1...100).contains(number) else {
            throw .settings("AWS_MAX_ATTEMPTS (max_attempts) is not a number from 1 to 100")
        }
        attempts = number
        throttledAttempts = number == 1 ? 1 : max(number, throttledAttempts)
    }

    /// Returns the maximum number of attempts if a call fails this way; 0 means no retry.
    func attempts(after failure: Failure) -> Int {
        switch failure {
        case .final, .expired: 0
        case .transient: attempts
        case .throttled: throttledAttempts
        }
    }

    /// Returns the pause after an attempt; attempts count from 1, and `jitter` is from 0 to 1.
    func pause(after attempt: Int, jitter: Double) -> Duration {
        let full = min(longestPause, .seconds(1) * (1 << min(max(attempt - 1, 0), 10)))
        return full * min(max(jitter, 0), 1)
    }
}

/// The retry tokens shared by all calls of one client.
///
/// It starts with 500; a retry costs 5, and a success returns its last retry's cost, or 1. Retries
/// after throttling cost nothing, because the ``RateLimiter`` already limits them.
actor RetryQuota {
    private(set) var tokens = 500

    /// Takes the tokens for a retry and returns their number; `nil` if too few are left.
    func take(for failure: Failure) -> Int? {
        guard failure != .throttled else { return 0 }
        guard tokens >= 5 else { return nil }
        tokens -= 5
        return 5
    }

    /// Returns what a successful call spent, and at least 1 token.
    func giveBack(_ spent: Int) { tokens = min(500, tokens + max(spent, 1)) }
}
