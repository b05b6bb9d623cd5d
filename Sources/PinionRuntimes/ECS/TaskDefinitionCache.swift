import FoundationEssentials
import PinionSyntax

/// A store for one small document between runs: the immutable images of task definitions.
///
/// It holds names and images only, no variables, and may be lost or damaged at any time.
protocol TaskDefinitionStore: Sendable {
    /// Returns the document; `nil` if there is none.
    func read() async -> [UInt8]?

    /// Replaces the document; failures are ignored.
    func write(_ document: [UInt8]) async
}

/// The task definitions that were read in this and earlier runs, by ARN.
///
/// A revision is immutable and its number is never reused (Amazon ECS Developer Guide, "Task
/// definition states"). Restarted emulators do reuse numbers, so a cached entry is valid only for
/// deployments that existed when it was read. References without a revision are not cached.
actor TaskDefinitionCache {
    private let cache: (any TaskDefinitionStore)?
    private var kept: [String: Kept]?

    /// A definition with the time of the newest deployment for which it was read.
    private struct Kept: Hashable {
        let definition: TaskDefinition
        let deployed: Int64
    }

    init(_ cache: (any TaskDefinitionStore)?) { self.cache = cache }

    /// Returns the cached task definitions by ARN; `wanted` has the times of their latest
    /// deployments, in milliseconds since 1970.
    func known(_ wanted: [String: Int64]) async -> [String: TaskDefinition] {
        let all = await loaded()
        return wanted.reduce(into: [:]) { known, pair in
            if let kept = all[pair.key], kept.deployed >= pair.value {
                known[pair.key] = kept.definition
            }
        }
    }

    /// Adds new definitions; with `isAll`, removes those that are not wanted.
    func keep(_ definitions: [TaskDefinition], wanted: [String: Int64], isAll: Bool) async {
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
        // A damaged cache counts as empty.
        guard let root = try? JSONNode(parsing: document, named: "cache"), root["schema"]?.int == 1
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

/// The task definitions of one cluster, kept in a file of a folder that can be deleted any time.
struct TaskDefinitionFile: TaskDefinitionStore {
    /// The largest file that is read, in bytes.
    private static let largest = 64 << 20

    private let folder: String
    private let path: String

    /// Finds the file for the settings' cluster; nothing is read or created.
    init(folder: String, of settings: ECSSettings) {
        self.folder = folder
        let name = "\(settings.knownRegion ?? "region") \(settings.cluster)".map { character in
            character.isASCII && (character.isLetter || character.isNumber) ? character : "-"
        }
        path = "\(folder)/\(String(name)).json"
    }

    func read() async -> [UInt8]? {
        guard let data = FileManager.default.contents(atPath: path), data.count <= Self.largest
        else { return nil }
        return Array(data)
    }

    /// Replaces the whole file, so that parallel runs read either the old or the new one.
    func write(_ document: [UInt8]) async {
        // If writing fails, the next run requests the definitions again.
        try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try? Data(document).write(to: URL(filePath: path), options: .atomic)
    }
}
