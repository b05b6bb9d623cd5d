import PinionAWS
import PinionModel

extension RegistryError {
    /// Translates an AWS error on a login to a registry.
    init(_ error: AWSError, loginTo host: String) {
        switch error {
        case .throttled: self = .throttled(host: host, retryAfter: nil)
        case .noCredentials:
            self = .unauthorized(host: host, reason: "it asks for a login, and \(error)")
        case .refused(let refusal) where refusal.isDenied:
            self = .unauthorized(host: host, reason: Self.denial(error))
        default:
            self =
                error.isTransient
                ? .unreachable(host: host, reason: error.description)
                : .unauthorized(host: host, reason: error.description)
        }
    }

    /// Translates an AWS error on a query about a repository.
    init(_ error: AWSError, about reference: ImageReference) {
        let host = reference.repository.registry
        switch error {
        case .refused(let refusal) where refusal.code == "RepositoryNotFoundException":
            self = .notFound(reference)
        case .refused(let refusal) where refusal.isDenied:
            self = .forbidden(reference, reason: Self.denial(error))
        case .malformed: self = .malformed(reference, reason: error.description)
        default: self.init(error, loginTo: host)
        }
    }

    /// Adds to the error's text the AWS managed policy that has all rights needed here.
    private static func denial(_ error: AWSError) -> String {
        "\(error); the managed policy AmazonEC2ContainerRegistryReadOnly does so"
    }
}
