/// A service of AWS that Pinion uses.
package enum AWSService: String, Hashable, Sendable, CaseIterable {
    case ecs
    case ecr
    case cloudFormation
    case codePipeline
    case sts

    /// The name in the scope of a signature.
    package var signingName: String { rawValue.lowercased() }

    /// The first part of the host's name: AWS General Reference, "Service endpoints and quotas".
    var hostPrefix: String { self == .ecr ? "api.ecr" : signingName }

    /// The first part of the FIPS host's name: "FIPS endpoints by service".
    var fipsHostPrefix: String { "\(signingName)-fips" }

    /// The key in a `services` section, and, in upper case, the end of `AWS_ENDPOINT_URL_…`.
    var settingsKey: String { signingName }

    /// The text before the operation in `X-Amz-Target`; `nil` for the Query protocol.
    var targetPrefix: String? {
        switch self {
        case .ecs: "AmazonEC2ContainerServiceV20141113"
        case .ecr: "AmazonEC2ContainerRegistry_V20150921"
        case .codePipeline: "CodePipeline_20150709"
        case .cloudFormation, .sts: nil
        }
    }

    /// The version of the Query protocol's interface; `nil` for the JSON protocol.
    var queryVersion: String? {
        switch self {
        case .cloudFormation: "2010-05-15"
        case .sts: "2011-06-15"
        case .ecs, .ecr, .codePipeline: nil
        }
    }

    /// The name in messages.
    package var label: String {
        switch self {
        case .ecs: "ECS"
        case .ecr: "ECR"
        case .cloudFormation: "CloudFormation"
        case .codePipeline: "CodePipeline"
        case .sts: "STS"
        }
    }
}
