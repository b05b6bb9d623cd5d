/// A service of AWS that Pinion speaks to.
package enum AWSService: String, Hashable, Sendable, CaseIterable {
    case ecs
    case ecr
    case cloudFormation
    case codePipeline
    case sts

    /// The name in the scope of a signature.
    package var signingName: String { rawValue.lowercased() }

    /// The first part of its host's name: AWS General Reference, "Service endpoints and quotas".
    var hostPrefix: String { self == .ecr ? "api.ecr" : signingName }

    /// The first part of its host's name with validated cryptography: "FIPS endpoints by service".
    var fipsHostPrefix: String { "\(signingName)-fips" }

    /// Its key in a `services` section, and, in upper case, the end of `AWS_ENDPOINT_URL_…`.
    var settingsKey: String { signingName }

    /// What stands before the operation in `X-Amz-Target`; nil if it speaks the Query protocol.
    var targetPrefix: String? {
        switch self {
        case .ecs: "AmazonEC2ContainerServiceV20141113"
        case .ecr: "AmazonEC2ContainerRegistry_V20150921"
        case .codePipeline: "CodePipeline_20150709"
        case .cloudFormation, .sts: nil
        }
    }

    /// The version of the Query protocol's interface; nil if it speaks JSON.
    var queryVersion: String? {
        switch self {
        case .cloudFormation: "2010-05-15"
        case .sts: "2011-06-15"
        case .ecs, .ecr, .codePipeline: nil
        }
    }

    /// What people call it.
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
