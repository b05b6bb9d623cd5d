/// The parts of ECS's ARNs and references that Pinion reads.
enum ECSName {
    /// The name of a service or cluster: what stands behind the last slash of its ARN.
    static func last(of arn: String) -> String {
        arn.split(separator: "/").last.map(String.init) ?? arn
    }

    /// The short form of a task definition's reference: `web:42`.
    static func shortDefinition(_ reference: String) -> String { last(of: reference) }

    /// Whether a reference to a task definition names a revision; one that names only the family
    /// means the newest active revision.
    static func namesRevision(_ reference: String) -> Bool {
        let parts = shortDefinition(reference).split(separator: ":")
        return parts.count == 2 && Int(parts[1]) != nil
    }
}
