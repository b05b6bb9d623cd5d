import PinionModel
import PinionSyntax

/// What ECS resolved for services' revisions, or why it could not be asked.
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

    /// The newest revision of what a service should run; nil if ECS names none.
    func newest(of service: ECSService) -> ECSServiceRevision? {
        service.revisions.compactMap { found[$0] }
            .filter { $0.taskDefinition == service.taskDefinition }
            .max { ($0.created?.milliseconds ?? 0) < ($1.created?.milliseconds ?? 0) }
    }

    /// The newest revision of another deployment; with the same task definition the second newest.
    func revision(of deployment: ECSDeployment, in service: ECSService) -> ECSServiceRevision? {
        service.revisions.compactMap { found[$0] }
            .filter { $0.taskDefinition == deployment.taskDefinition }
            .sorted { ($0.created?.milliseconds ?? 0) > ($1.created?.milliseconds ?? 0) }
            .dropFirst(deployment.taskDefinition == service.taskDefinition ? 1 : 0).first
    }

    /// Why a service's revisions could not be looked at; nil if they could.
    package func problem(of service: ECSService) -> RuntimeError? {
        service.revisions.lazy.compactMap { problems[$0] }.first
    }
}

/// What ECS resolved for one revision of a service.
struct ECSServiceRevision: Hashable, Sendable {
    let arn: String
    /// The task definition that it was made of.
    let taskDefinition: String
    let created: ECSTime?
    /// The digest of each container's image, if one was resolved.
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
