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
/// definition states"). Emulators that are started anew do give numbers again: so what was read counts only
/// for deployments that were there at that time. What names no revision is never kept.
actor TaskDefinitionShelf {
    private let cache: (any TaskDefinitionCache)?
    private var kept: [String: Kept]?

    /// A definition, and the newest deployment for which it was read.
    private struct Kept: Hashable {
        let definition: TaskDefinition
        let deployed: Int64
    }

    init(_ cache: (any TaskDefinitionCache)?) { self.cache = cache }

    /// Those of the task definitions that are known.
    ///
    /// - Parameter wanted: When each was deployed last, in milliseconds since 1970.
    /// - Returns: The task definitions, by ARN.
    func known(_ wanted: [String: Int64]) async -> [String: TaskDefinition] {
        let all = await loaded()
        return wanted.reduce(into: [:]) { known, pair in
            if let kept = all[pair.key], kept.deployed >= pair.value {
                known[pair.key] = kept.definition
            }
        }
    }

    /// Takes new ones in; of the others, only those that are wanted stay where all that are in use are.
    func keep(
        _ definitions: [TaskDefinition], wanted: [String: Int64], isAll: Bool
    ) async {
        let before = await loaded()
        var all = before
        for definition in definitions where ECSName.namesRevision(definition.arn) {
            all[definition.arn] = Kept(
                definition: definition, deployed: wanted[definition.arn] ?? 0)
        }
        if isAll { all = all.filter { wanted[$0.key] != nil } }
        kept = all
        guard all != before, let cache else { return }
        let list = all.sorted { $0.key < $1.key }.map { _, kept in
            [
                "deployed": .number(JSONNumber(Int(kept.deployed))),
                "definition": kept.definition.cached,
            ] as JSONText
        }
        await cache.write((["schema": 1, "definitions": .array(list)] as JSONText).bytes())
    }

    private func loaded() async -> [String: Kept] {
        if let kept { return kept }
        let read = await cache?.read().map(Self.definitions) ?? [:]
        kept = kept ?? read
        return kept ?? read
    }

    private static func definitions(_ document: [UInt8]) -> [String: Kept] {
        // A damaged cache is an empty one.
        guard let root = try? JSONNode(parsing: document, named: "cache"),
            root["schema"]?.int == 1
        else { return [:] }
        let list = (root["definitions"]?.array ?? []).compactMap { entry -> Kept? in
            guard let deployed = entry["deployed"]?.int,
                let definition = entry["definition"].flatMap(TaskDefinition.init(cached:))
            else { return nil }
            return Kept(definition: definition, deployed: Int64(deployed))
        }
        return Dictionary(list.map { ($0.definition.arn, $0) }) { first, _ in first }
    }
}
