extension AWSError {
    /// An error that a service answered with.
    package struct Refusal: Hashable, Sendable {
        /// The service's name in messages.
        package let service: String
        /// The operation: `UpdateService`.
        package let operation: String
        package let status: Int
        /// The error's code without its namespace: `AccessDeniedException`.
        package let code: String
        /// The service's message, with the request's confidential texts hidden.
        package internal(set) var message: String
        /// The request's id, for a support case; `nil` if there is none.
        package let requestID: String?
    }
}

extension AWSError.Refusal {
    /// Whether the service asks for fewer requests.
    ///
    /// AWS SDKs and Tools Reference Guide, "Retry behavior". `LimitExceededException` is not
    /// included: our services use it for a full quota, and waiting does not help then.
    package var isThrottling: Bool { status == 429 || Self.throttling.contains(code) }

    /// Whether a repetition may help.
    package var isTransient: Bool {
        [500, 502, 503, 504].contains(status)
            || ["RequestTimeout", "RequestTimeoutException"].contains(code)
    }

    /// Whether the session's keys have expired.
    package var isExpired: Bool { ["ExpiredToken", "ExpiredTokenException"].contains(code) }

    /// Whether a right is missing.
    package var isDenied: Bool {
        ["AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "NotAuthorized"]
            .contains(code)
    }

    /// Whether the access key is unknown to the service.
    package var isUnknownKey: Bool {
        [
            "UnrecognizedClientException", "InvalidClientTokenId", "InvalidAccessKeyId",
            "AuthFailure",
        ].contains(code)
    }

    /// Whether the signature is refused; the message then repeats the signed request and its token.
    package var isSignatureRefused: Bool { Self.signature.contains(code) }

    private static let throttling: Set<String> = [
        "Throttling", "ThrottlingException", "ThrottledException", "RequestThrottled",
        "RequestThrottledException", "TooManyRequestsException", "RequestLimitExceeded",
        "BandwidthLimitExceeded", "SlowDown", "PriorRequestNotComplete", "EC2ThrottledException",
        "ProvisionedThroughputExceededException", "TransactionInProgressException",
    ]

    private static let signature: Set<String> = [
        "SignatureDoesNotMatch", "InvalidSignature", "InvalidSignatureException",
        "IncompleteSignature", "IncompleteSignatureException", "RequestTimeTooSkewed",
        "RequestExpired", "MissingAuthenticationToken", "MissingAuthenticationTokenException",
    ]
}

extension AWSError.Refusal: CustomStringConvertible {
    /// The reason as a sentence, and the remedy; `nil` if only the service knows one.
    package var explanation: (reason: String, remedy: String?) {
        if isExpired {
            return ("the AWS credentials have expired", "log in again, or look at what renews them")
        }
        if isSignatureRefused {
            return (
                "AWS \(service) does not accept the signature of \(operation) (\(code))",
                "look whether this machine's clock is right, and whether the secret key belongs to "
                    + "the access key"
            )
        }
        if isUnknownKey {
            return (
                "AWS \(service) does not know the access key (\(code))",
                "look whether it was deleted or switched off"
            )
        }
        if isDenied {
            return (
                "AWS \(service) denies \(operation): \(message)",
                "allow `\(missingRight)` for this identity"
            )
        }
        return ("AWS \(service) refuses \(operation): \(code): \(message)", nil)
    }

    /// The request, for a support case, in parentheses.
    package var request: String { requestID.map { " (request \($0))" } ?? "" }

    /// A sentence for the operator; says which right to grant if one is missing.
    package var description: String {
        let (reason, remedy) = explanation
        return reason + (remedy.map { "; \($0)" } ?? "") + request
    }

    /// The missing action: the one in the message, since a call may need others too
    /// (`iam:PassRole`, `ecs:TagResource`), else the call's own.
    ///
    /// AWS names it only in the message (IAM User Guide, "Access denied error messages").
    package var missingRight: String {
        let own = "\(service.lowercased()):\(operation)"
        let words = message.split(separator: " ")
        guard let verb = words.firstIndex(of: "perform:"), verb + 1 < words.count else {
            return own
        }
        let named = words[verb + 1].prefix {
            $0.isASCII && ($0.isLetter || $0.isNumber || $0 == ":" || $0 == "-")
        }
        let parts = named.split(separator: ":", omittingEmptySubsequences: false)
        return parts.count == 2 && parts.allSatisfy { !$0.isEmpty } ? String(named) : own
    }
}
