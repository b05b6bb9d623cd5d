import PinionAWS
import PinionModel

extension RuntimeError {
    /// Converts an AWS error to a runtime error.
    ///
    /// `operation` completes "cannot …"; `region` is `nil` until AWS has answered once.
    init(_ error: AWSError, to operation: String, in region: String?) {
        let location = region.map { " in \($0)" } ?? ""
        switch error {
        case .settings(let sentence):
            self = .refused(
                operation: operation, reason: sentence, remedy: "then run the command again")
        case .noCredentials(let searched):
            self = .refused(
                operation: operation,
                reason: "no AWS credentials were found in \(searched.joined(separator: ", "))",
                remedy: "set AWS_PROFILE, or give this machine a role")
        case .credentials(let origin, let reason, let remedy):
            self = .refused(
                operation: operation,
                reason: "the AWS credentials of \(origin) cannot be used: \(reason)",
                remedy: remedy)
        case .unreachable(let service, let reason):
            self = .unreachable(
                endpoint: "AWS \(service)\(location)", reason: reason,
                remedy: "look at the network, and at AWS_ENDPOINT_URL where it is set")
        case .throttled(let service, let asked):
            self = .unreachable(
                endpoint: "AWS \(service)\(location)",
                reason: "it throttles \(asked) again and again",
                remedy: "run the command again later, or ask AWS for a higher rate")
        case .cancelled:
            self = .refused(
                operation: operation, reason: "it was interrupted", remedy: "run the command again")
        case .refused(let refusal): self.init(refusal, to: operation, at: location)
        case .malformed(let service, let asked, _):
            // The reason may quote a line of a task definition.
            self = .refused(
                operation: operation,
                reason: "the answer of AWS \(service) to \(asked) is not the document expected",
                remedy: "look at AWS_ENDPOINT_URL where it is set, and run the command again")
        }
    }

    private init(_ refusal: AWSError.Refusal, to operation: String, at location: String) {
        let (reason, remedy) = refusal.explanation
        if remedy == nil, refusal.status >= 500 {
            self = .unreachable(
                endpoint: "AWS \(refusal.service)\(location)",
                reason: "it answers \(refusal.operation) with \(refusal.code)\(refusal.request)",
                remedy: "run the command again later")
        } else {
            self = .refused(
                operation: operation, reason: reason + refusal.request,
                remedy: remedy ?? Self.advice(on: refusal.service))
        }
    }

    /// Returns the command that shows what a service refused; each service has its own.
    private static func advice(on service: String) -> String {
        switch service {
        case AWSService.cloudFormation.label:
            "look at the stack with `aws cloudformation describe-stacks` and "
                + "`aws cloudformation describe-stack-events`"
        case AWSService.codePipeline.label:
            "look at the pipeline with `aws codepipeline get-pipeline-state`"
        case AWSService.ecr.label:
            "look at the repository with `aws ecr describe-repositories`"
        case AWSService.sts.label: "look at who asks with `aws sts get-caller-identity`"
        default: "look at the service with `aws ecs describe-services`"
        }
    }
}

extension AWSError {
    /// The error code in a service's answer; `nil` for all other errors.
    var code: String? {
        if case .refused(let refusal) = self { refusal.code } else { nil }
    }

    /// Returns the same error with secrets of the request removed from the service's message.
    func hiding(_ secrets: [String]) -> AWSError {
        guard case .refused(let refusal) = self else { return self }
        return .refused(refusal.hiding(secrets))
    }
}
