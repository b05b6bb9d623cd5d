import PinionModel
import PinionSyntax

/// The revisions of services with their resolved digests, or errors where they could not be read.
struct ECSRevisions: Sendable {
    private var found: [String: ECSServiceRevision] = [:]
    private var problems: [String: RuntimeError] = [:]

    mutating func take(_ answer: Result<JSONNode, RuntimeError>, for batch: ArraySlice<String>) {
        switch answer {
        case .success(let node):
            for revision in (node["serviceRevisions"]?.array ?? []).compactMap(
                ECSServiceRevision.init)
            {
                found[revision.arn] = revision
            }
        case .failure(let error): for arn in batch { problems[arn] = error }
        }
    }

    /// Returns the newest revision of a service's current task definition; `nil` if there is none.
    func newest(of service: ECSService) -> ECSServiceRevision? {
        service.revisions.compactMap { found[$0] }
            .filter { $0.taskDefinition == service.taskDefinition }
            .max { ($0.created?.milliseconds ?? 0) < ($1.created?.milliseconds ?? 0) }
    }

    /// Returns the newest revision of another deployment: the second newest if both deployments
    /// have the same task definition.
    func revision(of deployment: ECSDeployment, in service: ECSService) -> ECSServiceRevision? {
        service.revisions.compactMap { found[$0] }
            .filter { $0.taskDefinition == deployment.taskDefinition }
            .sorted { ($0.created?.milliseconds ?? 0) > ($1.created?.milliseconds ?? 0) }
            .dropFirst(deployment.taskDefinition == service.taskDefinition ? 1 : 0).first
    }

    /// Returns the error in reading a service's revisions; `nil` if there was none.
    package func problem(of service: ECSService) -> RuntimeError? {
        service.revisions.lazy.compactMap { problems[$0] }.first
    }
}

/// A revision of a service with the digests that ECS resolved.
struct ECSServiceRevision: Hashable, Sendable {
    let arn: String
    /// The task definition of the revision.
    let taskDefinition: String
    let created: ECSTime?
    /// The digests of the containers' images, if they were resolved.
    let digests: [String: Digest]

    /// Reads an element of `serviceRevisions`.
    init?(_ node: JSONNode) {
        guard let arn = node["serviceRevisionArn"]?.string,
            let definition = node["taskDefinition"]?.string
        else { return nil }
        self.arn = arn
        taskDefinition = definition
        created = ECSTime(node["createdAt"])
        var digests: [String: Digest] = [:]
        for image in node["containerImages"]?.array ?? [] {
            guard let name = image["containerName"]?.string else { continue }
            digests[name] = image["imageDigest"]?.string.flatMap { Digest(seen: $0) }
        }
        self.digests = digests
    }
}
