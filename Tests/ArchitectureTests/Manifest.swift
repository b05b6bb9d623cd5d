import FoundationEssentials
import Subprocess

/// The part of `swift package dump-package` that says which target depends on what.
struct Manifest: Decodable {
    struct Target: Decodable {
        let name: String
        let type: String
        let dependencies: [Dependency]
    }

    /// `{"byName": [NAME, …]}`, `{"target": [NAME, …]}` or `{"product": [NAME, PACKAGE, …]}`.
    struct Dependency: Decodable {
        let name: String

        init(from decoder: any Decoder) throws {
            let forms = try decoder.singleValueContainer().decode([String: FirstName].self)
            name = forms.values.first?.name ?? ""
        }
    }

    /// An array of which only the first element matters.
    struct FirstName: Decodable {
        let name: String

        init(from decoder: any Decoder) throws {
            var parts = try decoder.unkeyedContainer()
            name = try parts.decode(String.self)
        }
    }

    struct Failure: Error {
        let output: String
    }

    let targets: [Target]

    /// Asks SwiftPM; a scratch folder of its own keeps it from waiting for the lock of the build that runs the tests.
    static func load() async throws -> Manifest {
        let scratch = FileManager.default.temporaryDirectory.path + "/pinion-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: scratch) }
        let result = try await run(
            .name("swift"),
            arguments: [
                "package", "--package-path", SourceTree.root, "--scratch-path", scratch,
                "dump-package",
            ],
            output: .string(limit: 1 << 24), error: .string(limit: 1 << 24))
        guard result.terminationStatus.isSuccess else {
            throw Failure(output: result.standardError)
        }
        return try JSONDecoder().decode(Manifest.self, from: Data(result.standardOutput.utf8))
    }
}
