/// The reason why a call to AWS failed.
package enum AWSError: Error, Hashable, Sendable, CustomStringConvertible {
    /// A setting is missing or cannot be read; the sentence says which, and what to write.
    case settings(String)
    /// No credentials were found in any of these places.
    case noCredentials(searched: [String])
    /// Credentials were found but cannot be used.
    case credentials(origin: String, reason: String, remedy: String)
    /// A service does not answer.
    case unreachable(service: String, reason: String)
    /// A service still throttled the call after all retries.
    case throttled(service: String, operation: String)
    /// The caller was cancelled; this says nothing about the network or the service.
    case cancelled(service: String, operation: String)
    /// A service answered with an error of its own.
    case refused(Refusal)
    /// A service's answer cannot be parsed.
    case malformed(service: String, operation: String, reason: String)

    package var isCancellation: Bool {
        if case .cancelled = self { true } else { false }
    }

    /// Whether a later retry may succeed without intervention.
    package var isTransient: Bool {
        switch self {
        case .unreachable, .throttled: true
        case .refused(let refusal): refusal.isTransient
        case .settings, .noCredentials, .credentials, .malformed, .cancelled: false
        }
    }

    /// A sentence for the operator.
    package var description: String {
        switch self {
        case .settings(let sentence): sentence
        case .noCredentials(let searched):
            "no AWS credentials were found in \(searched.joined(separator: ", ")); "
                + "set AWS_PROFILE, or give this machine a role"
        case .credentials(let origin, let reason, let remedy):
            "the AWS credentials of \(origin) cannot be used: \(reason); \(remedy)"
        case .unreachable(let service, let reason): "AWS \(service) does not answer: \(reason)"
        case .throttled(let service, let operation):
            "AWS \(service) throttles \(operation) again and again; run the command again later"
        case .cancelled(let service, let operation):
            "\(operation) of AWS \(service) was interrupted; run the command again"
        case .refused(let refusal): refusal.description
        case .malformed(let service, let operation, let reason):
            "the answer of AWS \(service) to \(operation) cannot be read: \(reason)"
        }
    }
}
