/// Why AWS could not be asked, or what it refused.
package enum AWSError: Error, Hashable, Sendable, CustomStringConvertible {
    /// A setting is missing or cannot be read; the sentence says which, and what to write.
    case settings(String)
    /// No credentials were found; lists where they were looked for.
    case noCredentials(looked: [String])
    /// Credentials were found and cannot be used.
    case credentials(origin: String, reason: String, remedy: String)
    /// A service does not answer.
    case unreachable(service: String, reason: String)
    /// A service asks to wait, and went on asking after every retry.
    case throttled(service: String, operation: String)
    /// A service answered with an error of its own.
    case refused(Refusal)
    /// A service answered something that cannot be read.
    case malformed(service: String, operation: String, reason: String)

    /// An error that a service answered with.
    package struct Refusal: Hashable, Sendable {
        /// The service, for people.
        package let service: String
        /// The operation: `UpdateService`.
        package let operation: String
        /// The status.
        package let status: Int
        /// The error's code, without the namespace that may stand before it: `AccessDeniedException`.
        package let code: String
        /// What the service says.
        package let message: String
        /// The request's id, for a support case; nil where there is none.
        package let requestID: String?

        /// Puts a refusal together.
        package init(
            service: String, operation: String, status: Int, code: String, message: String,
            requestID: String?
        ) {
            self.service = service
            self.operation = operation
            self.status = status
            self.code = code
            self.message = message
            self.requestID = requestID
        }

        /// Whether the service asks to be asked less.
        package var isThrottling: Bool {
            status == 429 || Self.throttling.contains(code)
        }

        /// Whether the keys' own validity is refused.
        package var isExpired: Bool {
            ["ExpiredToken", "ExpiredTokenException", "RequestExpired"].contains(code)
        }

        /// Whether a right is missing.
        package var isDenied: Bool {
            ["AccessDenied", "AccessDeniedException", "UnauthorizedOperation"].contains(code)
        }

        /// AWS SDKs and Tools Reference Guide, "Retry behavior": the codes that count as throttling.
        private static let throttling: Set<String> = [
            "Throttling", "ThrottlingException", "ThrottledException", "RequestThrottled",
            "RequestThrottledException", "TooManyRequestsException", "RequestLimitExceeded",
            "BandwidthLimitExceeded", "LimitExceededException", "SlowDown",
            "PriorRequestNotComplete",
            "EC2ThrottledException", "ProvisionedThroughputExceededException",
            "TransactionInProgressException",
        ]
    }

    /// Whether asking again later may help without anybody doing anything.
    package var isTransient: Bool {
        switch self {
        case .unreachable, .throttled: true
        case .settings, .noCredentials, .credentials, .refused, .malformed: false
        }
    }

    /// A sentence for the person who is paged.
    package var description: String {
        switch self {
        case .settings(let sentence): sentence
        case .noCredentials(let looked):
            "no AWS credentials were found in \(looked.joined(separator: ", ")); set AWS_PROFILE, or give this machine a role"
        case .credentials(let origin, let reason, let remedy):
            "the AWS credentials of \(origin) cannot be used: \(reason); \(remedy)"
        case .unreachable(let service, let reason): "AWS \(service) does not answer: \(reason)"
        case .throttled(let service, let operation):
            "AWS \(service) throttles \(operation) again and again; run the command again later"
        case .refused(let refusal): refusal.description
        case .malformed(let service, let operation, let reason):
            "the answer of AWS \(service) to \(operation) cannot be read: \(reason)"
        }
    }
}

extension AWSError.Refusal: CustomStringConvertible {
    /// A sentence for the person who is paged; says what to grant where a right is missing.
    package var description: String {
        let request = requestID.map { " (request \($0))" } ?? ""
        if isExpired {
            return
                "AWS \(service) says that the credentials have expired; log in again, or look at what renews them\(request)"
        }
        if isDenied {
            return "AWS \(service) denies \(operation): \(message); allow "
                + "`\(service.lowercased()):\(operation)` for this identity\(request)"
        }
        return "AWS \(service) refuses \(operation): \(code): \(message)\(request)"
    }
}
