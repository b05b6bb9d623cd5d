import PinionModel
import PinionReading
@testable import PinionRuntimes
import PinionSyntax
import Testing

@testable import PinionFiles

@Suite(.timeLimit(.minutes(10)))
struct SchemaTests {
    private func verdict(_ schema: String, on text: String) throws -> Bool {
        let path = "schemas/\(schema).schema.json"
        let validator = try SchemaValidator(#require(ProjectFolder.bytes(of: path)), named: path)
        let tree = try YAMLNode(parsing: SourceText(path: "case", bytes: Array(text.utf8)))
        return try validator.accepts(SchemaValue(tree))
    }

    private func check(_ row: DocumentCase, against schema: String) throws {
        guard row.judge != .notATree else { return }
        let isExpected = row.refusals.isEmpty || row.judge == .readerOnly
        #expect(try verdict(schema, on: row.text) == isExpected)
    }

    @Test(arguments: PinsCases.valid + TrackCases.valid + PinsCases.invalid + TrackCases.invalid)
    func `the schema of pins judges like the reader`(row: DocumentCase) throws {
        try check(row, against: "pins")
    }

    @Test(
        arguments: EnvironmentCases.valid + EnvironmentCases.invalid + ECSCases.valid
            + ECSCases.invalid + ProposalsCases.valid + ProposalsCases.invalid)
    func `the schema of environments judges like the reader`(row: DocumentCase) throws {
        try check(row, against: "environment")
    }

    @Test(
        arguments: SettingsCases.valid + SettingsCases.invalid + ForgeCases.valid
            + ForgeCases.invalid)
    func `the schema of the settings judges like the reader`(row: DocumentCase) throws {
        try check(row, against: "pinion")
    }

    @Test(arguments: ["pins", "environment", "pinion"])
    func `a schema names its draft, and every key has a description`(name: String) throws {
        let path = "schemas/\(name).schema.json"
        let root = try JSONNode(parsing: #require(ProjectFolder.bytes(of: path)), named: path)
        #expect(root["$schema"]?.string == "https://json-schema.org/draft/2020-12/schema")
        #expect(undescribed(root, at: name).isEmpty)
    }

    @Test func `the schema has every kind of runtime with its keys`() throws {
        let path = "schemas/environment.schema.json"
        let root = try JSONNode(parsing: #require(ProjectFolder.bytes(of: path)), named: path)
        let kinds = try #require(root["properties"]?["runtime"]?["properties"]?.members)
        #expect(kinds.map(\.key) == RuntimeKinds.all.map { $0.kind })
        for (kind, settings) in zip(RuntimeKinds.all, kinds.map(\.value)) {
            #expect(Set(settings["properties"]?.members?.map(\.key) ?? []) == Set(kind.keys))
        }
    }

    /// The keys that an editor could not explain.
    private func undescribed(_ node: JSONNode, at place: String) -> [String] {
        let here = (node["properties"]?.members ?? []).filter { property in
            property.value["description"] == nil && property.value["$ref"] == nil
        }
        let below = (node.members ?? []).flatMap { undescribed($0.value, at: "\(place).\($0.key)") }
        let elements = (node.array ?? []).flatMap { undescribed($0, at: place) }
        return here.map { "\(place).\($0.key)" } + below + elements
    }

    @Test(arguments: [
        ("pins", "services"), ("environment", "runtime"), ("pinion", "branch"),
    ])
    func `a schema offers the reader's keys`(name: String, key: String) throws {
        let path = "schemas/\(name).schema.json"
        let root = try JSONNode(parsing: #require(ProjectFolder.bytes(of: path)), named: path)
        #expect(root["properties"]?[key] != nil)
    }
}

@Suite(.timeLimit(.minutes(10)))
struct SampleTests {
    static let paths = ["staging", "production"].flatMap {
        ["environments/\($0)/environment.yaml", "environments/\($0)/pins.yaml"]
    }

    private func environments() throws -> [ReadEnvironment] {
        let files = try (["pinion.yaml"] + Self.paths).map { try #require(ProjectFolder.file($0)) }
        return try Reading.reader.project(from: files).environments
    }

    @Test func `this project's own environments are sound`() throws {
        let environments = try environments().map { try $0.result.get() }
        #expect(environments.map(\.name.description) == ["production", "staging"])
        for environment in environments {
            #expect(environment.services.map(\.name.description) == ["api", "web", "worker"])
            #expect(environment.services.first?.pins.map(\.container) == ["app", "proxy"])
            #expect(environment.rules.apply == .automatic)
        }
    }

    @Test func `every pinned image is in the sample's layout under its tag`() throws {
        let path = "examples/images/index.json"
        let index = try JSONNode(parsing: #require(ProjectFolder.bytes(of: path)), named: path)
        let images = (index["manifests"]?.array ?? []).compactMap { manifest -> String? in
            guard let digest = manifest["digest"]?.string,
                let name = manifest["annotations"]?["org.opencontainers.image.ref.name"]?.string
            else { return nil }
            return "\(name)@\(digest)"
        }
        for environment in try environments() {
            for pin in try environment.result.get().services.flatMap(\.pins) {
                #expect(images.contains(pin.image.description))
            }
        }
    }
}
