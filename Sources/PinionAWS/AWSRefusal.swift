extension AWSError {
    /// An error that a service answered with.
    package struct Refusal: Hashable, Sendable {
        /// The service, for people.
        package let service: String
        /// The operation: `UpdateService`.
        package let operation: String
        /// The status.
        package let status: Int
        /// The error's code, without the namespace that may stand before it:
        /// `AccessDeniedException`.
        package let code: String
        /// What the service says; what the request had to keep secret is hidden in it.
        package let message: String
        /// The request's id, for a support case; nil where there is none.
        package let requestID: String?

        /// A refusal as it was read.
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
    }
}

extension AWSError.Refusal {
    /// Whether the service asks to be asked less.
    ///
    /// AWS SDKs and Tools Reference Guide, "Retry behavior", lists the codes.
    /// `LimitExceededException` is not here: our services say so of a full quota, which waiting
    /// does not empty.
    package var isThrottling: Bool { status == 429 || Self.throttling.contains(code) }

    /// Whether asking again may help.
    package var isTransient: Bool {
        [500, 502, 503, 504].contains(status)
            || ["RequestTimeout", "RequestTimeoutException"].contains(code)
    }

    /// Whether the session's keys have ended.
    package var isExpired: Bool { ["ExpiredToken", "ExpiredTokenException"].contains(code) }

    /// Whether a right is missing.
    package var isDenied: Bool {
        ["AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "NotAuthorized"]
            .contains(code)
    }

    /// Whether the access key is not known.
    package var isUnknownKey: Bool {
        [
            "UnrecognizedClientException", "InvalidClientTokenId", "InvalidAccessKeyId",
            "AuthFailure",
        ]
        .contains(code)
    }

    /// Whether the signature is refused; what the service says then repeats the signed request,
    /// token included.
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
    /// A sentence for the person who is paged; says what to grant where a right is missing.
    package var description: String {
        let request = requestID.map { " (request \($0))" } ?? ""
        if isExpired {
            return "AWS \(service) says that the credentials have expired; log in again, "
                + "or look at what renews them\(request)"
        }
        if isSignatureRefused {
            return "AWS \(service) does not accept the signature of \(operation) (\(code)); "
                + "look whether this machine's clock is right, and whether the secret key belongs "
                + "to the access key\(request)"
        }
        if isUnknownKey {
            return "AWS \(service) does not know the access key (\(code)); look whether it was "
                + "deleted or switched off\(request)"
        }
        if isDenied {
            return "AWS \(service) denies \(operation): \(message); allow "
                + "`\(service.lowercased()):\(operation)` for this identity\(request)"
        }
        return "AWS \(service) refuses \(operation): \(code): \(message)\(request)"
    }
}
