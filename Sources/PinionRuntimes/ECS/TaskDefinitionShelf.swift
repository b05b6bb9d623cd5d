import PinionSyntax

/// Keeps one small document between runs: the images of task definitions, which never change.
///
/// It holds names and image references only, never an environment variable. It may be lost or
/// damaged at any time: what cannot be read is asked for again.
package protocol TaskDefinitionCache: Sendable {
    /// The document; nil where there is none.
    func read() async -> [UInt8]?

    /// Replaces the document; whether that succeeds does not matter.
    func write(_ document: [UInt8]) async
}

/// The task definitions that were asked for, in this run and in earlier ones, by ARN.
///
/// A revision is immutable and its number is never given again (Amazon ECS Developer Guide, "Task
/// definition states"). What names no revision is never kept.
actor TaskDefinitionShelf {
    private let cache: (any TaskDefinitionCache)?
    private var known: [String: TaskDefinition]?

    init(_ cache: (any TaskDefinitionCache)?) { self.cache = cache }

    /// Those of the task definitions that are known.
    func known(_ arns: Set<String>) async -> [String: TaskDefinition] {
        let all = await loaded()
        return all.filter { arns.contains($0.key) }
    }

    /// Takes new ones in; of the others, only those in use are kept where that is known.
    func keep(_ definitions: [TaskDefinition], inUse: Set<String>?) async {
        let before = await loaded()
        var all = before
        for definition in definitions where ECSName.namesRevision(definition.arn) {
            all[definition.arn] = definition
        }
        if let inUse { all = all.filter { inUse.contains($0.key) } }
        known = all
        guard all != before, let cache else { return }
        let list = all.sorted { $0.key < $1.key }.map(\.value.cached)
        await cache.write((["schema": 1, "definitions": .array(list)] as JSONText).bytes())
    }

    private func loaded() async -> [String: TaskDefinition] {
        if let known { return known }
        let read = await cache?.read().map(Self.definitions) ?? [:]
        known = known ?? read
        return known ?? read
    }

    private static func definitions(_ document: [UInt8]) -> [String: TaskDefinition] {
        // A damaged cache is an empty one.
        guard let root = try? JSONNode(parsing: document, named: "cache"),
            root["schema"]?.int == 1
        else { return [:] }
        let list = (root["definitions"]?.array ?? []).compactMap(TaskDefinition.init(cached:))
        return Dictionary(list.map { ($0.arn, $0) }) { first, _ in first }
    }
}
