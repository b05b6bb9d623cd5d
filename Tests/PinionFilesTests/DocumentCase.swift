import PinionFiles
import PinionModel
@testable import PinionRuntimes
import Testing

/// A file's text with every mistake that the reader finds in it.
struct DocumentCase: Sendable, CustomTestStringConvertible {
    /// Who refuses the document.
    enum Judge: Sendable {
        /// The reader, and the schema too.
        case both
        /// The reader alone: no schema can say it.
        case readerOnly
        /// YAML itself: there is no tree to hold against a schema.
        case notATree
    }

    let name: String
    let text: String
    let refusals: [String]
    let judge: Judge
    var testDescription: String { name }

    init(_ name: String, _ text: String, refusals: [String] = [], by judge: Judge = .both) {
        self.name = name
        self.text = text
        self.refusals = refusals
        self.judge = judge
    }
}

/// A reader that knows three zones, and what it finds in files.
enum Reading {
    static let reader = ProjectReader(kinds: RuntimeKinds.all) {
        ["UTC", "Pacific/Auckland", "Europe/Berlin"].contains($0)
    }

    static let environment = "runtime: { sandbox: { state: production.json } }\n"
    static let pins = "services:\n  web: \(PinsCases.web)\n"

    static func file(_ path: String, _ text: String) -> RepositoryFile {
        RepositoryFile(path: path, contents: Array(text.utf8))
    }

    /// An environment with a text in the place of one of its files, and a sound one beside it.
    static func files(_ texts: [String: String]) -> [RepositoryFile] {
        let sound = [
            "environments/production/environment.yaml": environment,
            "environments/production/pins.yaml": pins,
            "environments/staging/environment.yaml":
                "runtime: { sandbox: { state: staging.json } }\n",
            "environments/staging/pins.yaml": pins,
        ]
        return sound.merging(texts) { _, text in text }.sorted { $0.key < $1.key }
            .map { file($0.key, $0.value) }
    }

    /// One environment of some files, or its mistakes.
    static func environment(
        _ name: String = "production", of files: [RepositoryFile]
    ) throws -> Result<Environment, FileMistakes> {
        let project = try reader.project(from: files)
        return try #require(project.environments.first { $0.name == name }).result
    }

    /// The mistakes of one environment, a line each.
    static func mistakes(
        _ name: String = "production", of files: [RepositoryFile]
    ) throws -> [String] {
        guard case .failure(let mistakes) = try environment(name, of: files) else { return [] }
        return mistakes.mistakes.map(\.description)
    }
}
