/// The `standard` retry mode.
///
/// AWS SDKs and Tools Reference Guide, "Retry behavior": three attempts, exponential back-off with full jitter of at most 20 s, and
/// a quota of tokens shared by all calls of a client, so that an outage does not multiply the load.
struct RetryPolicy: Hashable, Sendable {
    /// How often a call is sent at most.
    var attempts = 3
    /// How often a throttled call is sent at most; more than others, since waiting is all that helps.
    var throttledAttempts = 8
    /// The longest pause.
    var longestPause: Duration = .seconds(20)

    /// The pause after an attempt, from 1.
    func pause(after attempt: Int, jitter: Double) -> Duration {
        let full = min(longestPause, .seconds(1) * (1 << min(max(attempt - 1, 0), 10)))
        return full * min(max(jitter, 0), 1)
    }
}
