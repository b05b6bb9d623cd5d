import PinionDecisions
import PinionModel
import PinionTesting
import Testing

/// Since when pins are held: in these files a line `web reason` is a hold, and `!` a mistake.
@Suite(.timeLimit(.minutes(10)))
struct HoldAgesTests {
    private let path = "environments/production/pins.yaml"

    private func file(_ text: String) -> RepositoryFile {
        RepositoryFile(path: path, contents: Array(text.utf8))
    }

    private static func holds(_ file: RepositoryFile) -> [PinKey: Hold]? {
        let text = String(decoding: file.contents, as: UTF8.self)
        guard !text.hasPrefix("!") else { return nil }
        var holds: [PinKey: Hold] = [:]
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ").map(String.init)
            guard words.count == 2, let name = Service.Name(parsing: words[0]) else { continue }
            holds[PinKey(service: name)] = Hold(reason: words[1])
        }
        return holds
    }

    private func environment(_ text: String) throws -> Environment {
        let holds = try #require(Self.holds(file(text)))
        let site = FilePosition(path: path, line: 1, column: 1)
        let names = ["api", "web"].compactMap { Service.Name(parsing: $0) }
        return Environment(
            name: try #require(Environment.Name(parsing: "production")),
            runtime: .sandbox(state: "s"),
            services: names.map { name in
                let hold = holds[PinKey(service: name)]
                let pin = Pin(image: .test("web:1", .numbered(1)), hold: hold, site: site)
                return Service(name: name, pins: [pin])
            })
    }

    /// Since when, a day a version: `web 3` or, where it may be longer, `web <3`.
    private func ages(_ texts: [String?]) async throws -> [String] {
        var history = InMemoryHistory()
        var tip: CommitID?
        for (day, text) in texts.enumerated() {
            let moment = Timestamp.test + .seconds(day * 86_400)
            tip = history.commit(text.map { [file($0)] } ?? [], at: moment)
        }
        let environment = try environment((texts.last ?? "") ?? "")
        let since = try await HoldAges(history, holds: Self.holds)
            .since(in: environment, at: try #require(tip))
        return since.sorted { $0.key < $1.key }.map { key, since in
            let day = (since.moment - .test).components.seconds / 86_400
            return if case .before = since { "\(key) <\(day)" } else { "\(key) \(day)" }
        }
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let versions: [String?]
        let ages: [String]

        init(_ name: String, _ versions: [String?], _ ages: [String]) {
            testDescription = name
            self.versions = versions
            self.ages = ages
        }
    }

    @Test(arguments: [
        Case("no hold", ["", "x"], []),
        Case("the first version", ["web leak"], ["web 0"]),
        Case("a later version", ["", "web leak"], ["web 1"]),
        Case("unchanged since", ["", "web leak", "web leak\n\n", "web leak\nx"], ["web 1"]),
        Case("another reason is another hold", ["web leak", "web freeze"], ["web 1"]),
        Case("released and held again", ["web leak", "", "web leak"], ["web 2"]),
        Case("a file that was gone", ["web leak", nil, "web leak"], ["web 2"]),
        Case("a version with mistakes tells nothing", ["web leak", "!", "web leak\n"], ["web 0"]),
        Case("two holds", ["web a", "web a\napi b", "web a\napi b\n"], ["api 1", "web 0"]),
    ])
    func `a hold is as old as the commit that brought it`(row: Case) async throws {
        #expect(try await ages(row.versions) == row.ages)
    }

    @Test func `a hold that is older than what is read is over that age`() async throws {
        var history = InMemoryHistory()
        history.commit([])
        history.commit([file("web leak")])
        var tip: CommitID?
        for number in 0..<HoldAges.mostCommits {
            tip = history.commit(
                [file("web leak"), RepositoryFile(path: "x", contents: [UInt8(number % 250)])],
                at: .test + .seconds(60 + number))
        }
        let since = try await HoldAges(history, holds: Self.holds)
            .since(in: environment("web leak"), at: try #require(tip))
        #expect(since.count == 1)
        guard case .before(let revision)? = since.first?.value else {
            Issue.record("\(since)")
            return
        }
        #expect(revision.authored == .test + .seconds(60))
    }

    @Test func `where nothing is held, nothing is asked`() async throws {
        var history = InMemoryHistory()
        let tip = history.commit([file("")])
        history.failure = .noSuchRevision("x", remedy: "y")
        let ages = HoldAges(history, holds: Self.holds)
        #expect(try await ages.since(in: environment(""), at: tip).isEmpty)
        let held = try environment("web leak")
        await #expect(throws: SourceError.self) { try await ages.since(in: held, at: tip) }
    }
}
