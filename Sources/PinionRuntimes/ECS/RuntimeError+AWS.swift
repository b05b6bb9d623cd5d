package import PinionAWS
package import PinionModel

extension RuntimeError {
    /// What an error of AWS means for a runtime: the one place where the two meet.
    ///
    /// - Parameters:
    ///   - error: The error.
    ///   - operation: What could not be done, as the end of "cannot …".
    ///   - region: The region that was asked; nil where none is known yet.
    package init(_ error: AWSError, to operation: String, in region: String?) {
        let place = region.map { " in \($0)" } ?? ""
        switch error {
        case .settings(let sentence):
            self = .refused(
                operation: operation, reason: sentence, remedy: "then run the command again")
        case .noCredentials(let looked):
            self = .refused(
                operation: operation,
                reason: "no AWS credentials were found in \(looked.joined(separator: ", "))",
                remedy: "set AWS_PROFILE, or give this machine a role")
        case .credentials(let origin, let reason, let remedy):
            self = .refused(
                operation: operation,
                reason: "the AWS credentials of \(origin) cannot be used: \(reason)",
                remedy: remedy)
        case .unreachable(let service, let reason):
            self = .unreachable(
                endpoint: "AWS \(service)\(place)", reason: reason,
                remedy: "look at the network, and at AWS_ENDPOINT_URL where it is set")
        case .throttled(let service, let asked):
            self = .unreachable(
                endpoint: "AWS \(service)\(place)",
                reason: "it throttles \(asked) again and again",
                remedy: "run the command again later, or ask AWS for a higher rate")
        case .cancelled:
            self = .refused(
                operation: operation, reason: "it was interrupted", remedy: "run the command again")
        case .refused(let refusal): self.init(refusal, to: operation, at: place)
        case .malformed(let service, let asked, _):
            // The reason may quote a line of a task definition.
            self = .refused(
                operation: operation,
                reason: "the answer of AWS \(service) to \(asked) is not the document expected",
                remedy: "look at AWS_ENDPOINT_URL where it is set, and run the command again")
        }
    }

    private init(_ refusal: AWSError.Refusal, to operation: String, at place: String) {
        let request = refusal.requestID.map { " (request \($0))" } ?? ""
        let says = "AWS \(refusal.service)"
        if refusal.isExpired {
            self = .refused(
                operation: operation, reason: "the AWS credentials have expired\(request)",
                remedy: "log in again, or look at what renews them")
        } else if refusal.isSignatureRefused {
            self = .refused(
                operation: operation,
                reason:
                    "\(says) does not accept the signature of \(refusal.operation) "
                    + "(\(refusal.code))\(request)",
                remedy:
                    "look whether this machine's clock is right, and whether the secret key belongs "
                    + "to the access key")
        } else if refusal.isUnknownKey {
            self = .refused(
                operation: operation,
                reason: "\(says) does not know the access key (\(refusal.code))\(request)",
                remedy: "look whether it was deleted or switched off")
        } else if refusal.isDenied {
            self = .refused(
                operation: operation,
                reason: "\(says) denies \(refusal.operation): \(refusal.message)\(request)",
                remedy: "allow `\(refusal.missingRight)` for this identity")
        } else if refusal.status >= 500 {
            self = .unreachable(
                endpoint: "\(says)\(place)",
                reason: "it answers \(refusal.operation) with \(refusal.code)\(request)",
                remedy: "run the command again later")
        } else {
            let reason =
                "\(says) refuses \(refusal.operation): \(refusal.code): \(refusal.message)\(request)"
            self = .refused(
                operation: operation, reason: reason,
                remedy: "look at the service with `aws ecs describe-services`")
        }
    }
}

extension AWSError {
    /// The code that a service refused with; nil for every other error.
    var code: String? {
        if case .refused(let refusal) = self { refusal.code } else { nil }
    }

    /// The same error, with texts that came from a request taken out of what the service says.
    func hiding(_ secrets: [String]) -> AWSError {
        guard case .refused(let refusal) = self else { return self }
        let message = secrets.sorted { $0.count > $1.count }.reduce(refusal.message) {
            $0.split(separator: $1, omittingEmptySubsequences: false).joined(separator: "•••")
        }
        return .refused(
            Refusal(
                service: refusal.service, operation: refusal.operation, status: refusal.status,
                code: refusal.code, message: message, requestID: refusal.requestID))
    }
}

extension AWSError.Refusal {
    /// The action that is not allowed: the one that the message names, for a call may need others too (`iam:PassRole`,
    /// `ecs:TagResource`), else the call's own.
    ///
    /// AWS tells it nowhere but in the message (IAM User Guide, "Access denied error messages").
    var missingRight: String {
        let own = "\(service.lowercased()):\(operation)"
        let words = message.split(separator: " ")
        guard let place = words.firstIndex(of: "perform:"), place + 1 < words.count else {
            return own
        }
        let named = words[place + 1].prefix {
            $0.isASCII && ($0.isLetter || $0.isNumber || $0 == ":" || $0 == "-")
        }
        let parts = named.split(separator: ":", omittingEmptySubsequences: false)
        return parts.count == 2 && parts.allSatisfy { !$0.isEmpty } ? String(named) : own
    }
}
