/// The limits of the HTTP client.
package struct HTTPPolicy: Hashable, Sendable {
    /// The time limit for making a connection, TLS included.
    package var connectTimeout: Duration = .seconds(10)
    /// The maximum number of attempts for an idempotent request.
    package var attempts: Int = 4
    /// The pause before the second attempt, before jitter; it doubles with every attempt.
    package var firstPause: Duration = .milliseconds(250)
    /// The longest pause that Pinion chooses by itself.
    package var longestPause: Duration = .seconds(10)
    /// The longest `Retry-After` that is obeyed; a longer one ends the attempts.
    package var longestRetryAfter: Duration = .seconds(30)
    /// The number of failures in a row after which a host is not asked again in the run.
    package var failuresUntilSuspended: Int = 8
    /// The maximum number of concurrent requests to one host.
    package var concurrentRequests: Int = 8
    /// The maximum number of redirects that are followed.
    package var redirects: Int = 3

    package init() {}

    /// Returns the pause after an attempt: exponential, capped, and spread over its upper half.
    ///
    /// Attempts count from 1; `jitter` is a random number from 0 up to 1.
    package func pause(after attempt: Int, jitter: Double) -> Duration {
        let full = min(longestPause, firstPause * (1 << min(max(attempt - 1, 0), 16)))
        return full * (0.5 + 0.5 * min(max(jitter, 0), 1))
    }
}
