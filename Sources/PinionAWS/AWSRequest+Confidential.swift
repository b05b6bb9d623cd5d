import PinionSyntax

extension AWSRequest {
    /// The texts of the input that no error may show, although a service's message may repeat them.
    ///
    /// `nil` if they cannot be told from the rest: then no message may be shown.
    ///
    /// In a task definition: environments, secrets, log options, commands, labels, credentials. For
    /// STS: the identity's token and the external id.
    var confidential: [String]? {
        switch input {
        case .query(let parameters):
            return parameters.filter { Self.secretParameters.contains($0.name) }.map(\.value)
        case .json(let bytes):
            do throws(SyntaxError) {
                let root = try JSONNode(parsing: bytes, named: operation)
                return Self.texts(below: root, isSecret: false)
            } catch {
                return nil
            }
        }
    }

    private static let secretParameters: Set<String> = ["WebIdentityToken", "ExternalId"]

    private static let secretMembers: Set<String> = [
        "environment", "environmentFiles", "secrets", "options", "secretOptions", "command",
        "entryPoint", "healthCheck", "dockerLabels", "repositoryCredentials", "driverOpts",
        "credentialSpecs", "dockerSecurityOptions",
    ]

    private static func texts(below node: JSONNode, isSecret: Bool) -> [String] {
        if let text = node.string { return isSecret ? [text] : [] }
        if let elements = node.array {
            return elements.flatMap { texts(below: $0, isSecret: isSecret) }
        }
        return (node.members ?? []).flatMap { member -> [String] in
            if isSecret && member.key == "name" { return [] }
            let isSecret = isSecret || secretMembers.contains(member.key)
            return texts(below: member.value, isSecret: isSecret)
        }
    }
}
