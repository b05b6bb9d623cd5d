/// The `standard` retry mode.
///
/// AWS SDKs and Tools Reference Guide, "Retry behavior": three attempts, exponential back-off with
/// full jitter of at most 20 s, and one quota of tokens for all calls of a client.
struct RetryPolicy: Hashable, Sendable {
    /// How often a call is sent at most.
    var attempts = 3
    /// How often a throttled call is sent at most; waiting is all that helps.
    var throttledAttempts = 12
    var longestPause: Duration = .seconds(20)

    init() {}

    /// The limits with the attempts that `AWS_MAX_ATTEMPTS` or the profile's `max_attempts` names.
    init(_ settings: AWSSettings) throws(AWSError) {
        guard let text = settings.value("AWS_MAX_ATTEMPTS", "max_attempts") else { return }
        guard let number = Int(text), (1...100).contains(number) else {
            throw .settings("AWS_MAX_ATTEMPTS (max_attempts) is not a number from 1 to 100")
        }
        attempts = number
        throttledAttempts = number == 1 ? 1 : max(number, throttledAttempts)
    }

    /// How often a call is sent at most after such a failure.
    func attempts(after failure: Failure) -> Int {
        switch failure {
        case .final, .expired: 0
        case .transient: attempts
        case .throttled: throttledAttempts
        }
    }

    /// The pause after an attempt, from 1.
    func pause(after attempt: Int, jitter: Double) -> Duration {
        let full = min(longestPause, .seconds(1) * (1 << min(max(attempt - 1, 0), 10)))
        return full * min(max(jitter, 0), 1)
    }
}

/// The tokens that retries of one client share.
///
/// 500 at first; a retry costs 5, a success gives back what its last retry cost, or 1. A retry
/// after throttling costs nothing: the ``RateLimiter`` keeps those from multiplying.
actor RetryQuota {
    private(set) var tokens = 500

    /// What a retry costs; nil if too little is left.
    func take(for failure: Failure) -> Int? {
        guard failure != .throttled else { return 0 }
        guard tokens >= 5 else { return nil }
        tokens -= 5
        return 5
    }

    /// Gives back what a call that succeeded had taken.
    func giveBack(_ spent: Int) { tokens = min(500, tokens + max(spent, 1)) }
}
