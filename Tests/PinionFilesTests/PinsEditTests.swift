import PinionFiles
import PinionModel
import Testing

@Suite(.timeLimit(.minutes(10)))
struct PinsEditTests {
    static let a = PinsCases.a
    static let b = PinsCases.b
    static let old = "registry.example.com/shop/web:1.8.3@\(a)"
    static let new = "registry.example.com/shop/web:1.9.0@\(b)"
    static let leak = "hold: { refuse: [\(b)], reason: leak, until: 2026-12-01 }"

    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let change: @Sendable () throws -> [PinChange]
        let before: String
        let after: String

        init(
            _ name: String, _ change: @autoclosure @escaping @Sendable () throws -> PinChange,
            _ before: String, becomes after: String
        ) {
            self.init(name, all: { [try change()] }, before, becomes: after)
        }

        init(
            _ name: String, all changes: @escaping @Sendable () throws -> [PinChange],
            _ before: String, becomes after: String
        ) {
            testDescription = name
            change = changes
            self.before = before
            self.after = after
        }
    }

    // MARK: Changes

    static func image(_ text: String) throws -> PinnedImage {
        try #require(PinnedImage(ImageReference(parsing: text)))
    }

    static func key(_ text: String = "web") throws -> PinKey {
        let parts = text.split(separator: "/").map(String.init)
        return PinKey(
            service: try #require(Service.Name(parsing: parts[0])),
            container: parts.count > 1 ? parts[1] : nil)
    }

    static func hold(_ name: String = "web", because reason: String? = nil) throws -> PinChange {
        let full = Hold(
            refuse: [try Digest(parsing: b)], reason: "leak",
            until: CalendarDate(parsing: "2026-12-01"))
        return .hold(try key(name), reason.map { Hold(reason: $0) } ?? full)
    }

    static func release(_ name: String = "web") throws -> PinChange { .release(try key(name)) }

    static func move(_ name: String = "web", to text: String = new) throws -> PinChange {
        .move(try key(name), from: try image(old), to: try image(text))
    }

    static func add(_ name: String, as runtimeName: String? = nil, _ pins: Pin...) throws
        -> PinChange
    {
        .add(Service(name: try key(name).service, runtimeName: runtimeName, pins: pins))
    }

    static func pin(_ container: String? = nil, _ text: String = old, track: Track? = nil) throws
        -> Pin
    {
        Pin(
            container: container, image: try image(text), track: track,
            site: FilePosition(path: "x", line: 9, column: 9))
    }

    // MARK: Running

    static func apply(_ changes: [PinChange], to text: String) throws -> String {
        let files = Reading.files([ReaderTests.pinsPath: text])
        let environment = try Reading.environment(of: files).get()
        let changed = try PinsEdit.applying(
            changes, to: files, folder: "environments", environment: environment)
        #expect(changed.count <= 1)
        return changed.first.map { String(decoding: $0.contents, as: UTF8.self) } ?? text
    }

    @Test(arguments: holds + releases + additions + several)
    func `a change edits exactly its bytes`(row: Case) throws {
        #expect(try Self.apply(row.change(), to: row.before) == row.after)
    }

    static let several: [Case] = [
        Case(
            "a rollback of the short form", all: { [try move(), try hold(because: "x")] },
            "services:\n  web: '\(old)' # y\n  x: redis@\(a)\n",
            becomes:
                "services:\n  web: { image: '\(new)', hold: { reason: x } } # y\n  x: redis@\(a)\n"
        ),
        Case(
            "a rollback behind >-", all: { [try move(), try hold(because: "x")] },
            "services:\n  web: >-\n    \(old)\n",
            becomes: "services:\n  web: { image: \"\(new)\", hold: { reason: x } }\n"),
        Case(
            "a rollback of a mapping", all: { [try hold("web", because: "x"), try move()] },
            "services:\n  web:\n    hold: {reason: y}\n    image: \(old)\n",
            becomes: "services:\n  web:\n    hold: { reason: x }\n    image: \(new)\n"),
        Case(
            "a pin that is moved twice",
            all: {
                [
                    try move(to: "redis@\(b)"),
                    .move(try key(), from: try image("redis@\(b)"), to: try image(new)),
                ]
            }, "services:\n  web: \(old)\n", becomes: "services:\n  web: \(new)\n"),
        Case(
            "everything at once",
            all: {
                [
                    try hold("z", because: "x"), try release("api/app"), try move(),
                    try add("new", pin()), try add("api", pin("side")),
                ]
            },
            "services:\n  api:\n    containers:\n      app:\n        image: \(old)\n        hold: { reason: y }\n  web: \(old)\n  z: redis@\(a)\n",
            becomes:
                "services:\n  api:\n    containers:\n      app:\n        image: \(old)\n      side: \(old)\n  web: \(new)\n  z: { image: redis@\(a), hold: { reason: x } }\n  new: \(old)\n"
        ),
        Case(
            "what is so already",
            all: { [try hold(because: "x"), try .move(key(), from: image(new), to: image(old))] },
            "services:\n  web: {image: '\(old)', hold: {reason: x}}\n",
            becomes: "services:\n  web: {image: '\(old)', hold: {reason: x}}\n"),
        Case(
            "no change", all: { [] }, "services: {web: '\(old)'}",
            becomes: "services: {web: '\(old)'}"),
    ]

    // MARK: Several files

    private func files(_ texts: [String: String]) throws -> ([RepositoryFile], Environment) {
        let files =
            Reading.files([ReaderTests.pinsPath: "services: { x: 'redis@\(Self.a)' }\n"])
            .filter { $0.path != ReaderTests.pinsPath || texts["pins.yaml"] == nil }
            .filter { $0.path != ReaderTests.pinsPath || texts["no pins.yaml"] == nil }
            + texts.filter { $0.key.hasSuffix("pins.yaml") && $0.key != "no pins.yaml" }
            .sorted { $0.key < $1.key }
            .map { Reading.file("environments/production/\($0.key)", $0.value) }
        return (files, try Reading.environment(of: files).get())
    }

    private func changed(_ changes: [PinChange], _ texts: [String: String]) throws -> [String] {
        let (files, environment) = try files(texts)
        return try PinsEdit.applying(
            changes, to: files, folder: "environments", environment: environment
        ).map {
            "\($0.path.split(separator: "/").last ?? ""):\(String(decoding: $0.contents, as: UTF8.self))"
        }
    }

    @Test
    func `each change goes to the file that holds its service, and only changed files are given`()
        throws
    {
        let texts = [
            "a.pins.yaml": "services: {web: '\(Self.old)'}\n",
            "b.pins.yaml": "services: {api: '\(Self.old)'}\n",
            "c.pins.yaml": "services: {db: '\(Self.old)'}\n",
        ]
        #expect(
            try changed([Self.move("web"), Self.move("db")], texts) == [
                "a.pins.yaml:services: {web: '\(Self.new)'}\n",
                "c.pins.yaml:services: {db: '\(Self.new)'}\n",
            ])
        #expect(
            try changed([Self.add("new", Self.pin())], texts) == [
                "pins.yaml:services: { x: 'redis@\(Self.a)', new: \(Self.old) }\n"
            ])
    }

    @Test func `a new service goes to the only pins file, or a fresh one beside several`() throws {
        let one = ["no pins.yaml": "", "a.pins.yaml": "services:\n web: \(Self.old)\n"]
        #expect(
            try changed([Self.add("new", Self.pin())], one) == [
                "a.pins.yaml:services:\n web: \(Self.old)\n new: \(Self.old)\n"
            ])
        let two = one.merging(["b.pins.yaml": "services:\n api: \(Self.old)\n"]) { one, _ in one }
        let fresh = try changed([Self.add("new", Self.pin())], two)
        #expect(fresh.count == 1)
        #expect(fresh.first?.hasPrefix("pins.yaml:# What runs") == true)
        #expect(fresh.first?.hasSuffix("services:\n  new: \(Self.old)\n") == true)
    }

    @Test func `a thousand changes are made at once`() throws {
        let names = (0..<1_000).map { "s\($0)" }
        let text = "services:\n" + names.map { "  \($0): \(Self.old) # x\n" }.joined()
        let result = try Self.apply(
            names.flatMap { [try Self.move($0), try Self.hold($0, because: "x")] }, to: text)
        #expect(
            result
                == "services:\n"
                + names.map { "  \($0): { image: \(Self.new), hold: { reason: x } } # x\n" }
                .joined())
    }

    // MARK: Refusals

    private func refusal(_ change: PinChange, _ text: String) -> String? {
        let error = #expect(throws: FilesError.self) { try Self.apply([change], to: text) }
        return error?.description
    }

    private static let short = "services:\n  web: \(old)\n"

    @Test func `a pin that moved meanwhile is not changed`() throws {
        #expect(
            try refusal(Self.move(), "services:\n  web: redis@\(Self.a)\n")
                == "cannot change the pin of `web`: it is redis@\(Self.a), and the change was planned on "
                + "\(Self.old); run the command again")
    }

    @Test func `what is not there is named`() throws {
        #expect(
            try refusal(Self.move("wbe"), Self.short)
                == "cannot change the pin of `wbe`: it is not in environments/production; did you mean `web`?"
        )
        #expect(
            try refusal(Self.release(), Self.short)
                == "cannot change the pin of `web`: it has no hold; name a pin that is held")
        let two = "services: {web: {containers: {app: '\(Self.old)', side: '\(Self.old)'}}}\n"
        #expect(
            try refusal(Self.hold("web/x"), two)
                == "cannot change the pin of `web/x`: the service has no such container in "
                + "environments/production; name app or side")
        #expect(
            try refusal(Self.hold("web"), two)
                == "cannot change the pin of `web`: it has several containers in environments/production; "
                + "name one of them: `web/app` or `web/side`"
                .replacing("`", with: ""))
    }

    @Test func `a container is not added beside one that is there, or to the short form`() throws {
        #expect(
            try refusal(Self.add("web", Self.pin("app")), Self.short)
                == "cannot change the pin of `web/app`: web is pinned without `containers`; "
                + "write all its containers under `containers` by hand")
        #expect(
            try refusal(
                Self.add("web", Self.pin("app")),
                "services: {web: {containers: {app: '\(Self.old)'}}}\n")
                == "cannot change the pin of `web/app`: it is pinned already; run the command again"
        )
    }

    @Test func `a change that the reader would refuse is not made`() throws {
        #expect(
            try refusal(
                Self.hold(), "services:\n  web: redis@\(Self.b)\n"
            )?.contains("pins.yaml:2:17: the pin's own hold refuses sha256:bbbbbbbbbbbb") == true)
        #expect(
            try refusal(Self.add("WEB", Self.pin()), Self.short)?
                .contains("differs only in letter case") == true)
        #expect(
            try refusal(.hold(Self.key(), Hold()), Self.short)?.contains("`hold` says nothing")
                == true)
    }

    @Test func `two digests for one environment tag are refused`() throws {
        let files = Reading.files([
            ReaderTests.environmentPath: Reading.environment + "tag: production\n",
            ReaderTests.pinsPath: "services:\n  web: \(Self.old)\n  job: \(Self.old)\n",
        ])
        let environment = try Reading.environment(of: files).get()
        let error = #expect(throws: FilesError.self) {
            try PinsEdit.applying(
                [Self.move()], to: files, folder: "environments", environment: environment)
        }
        #expect(error?.description.contains("cannot stand for two digests") == true)
    }

    @Test func `files of another commit are not changed`() throws {
        let environment = try Reading.environment(of: Reading.files([:])).get()
        let files = Reading.files([ReaderTests.pinsPath: "services: {web: 'redis@\(Self.a)'}\n"])
        let error = #expect(throws: FilesError.self) {
            try PinsEdit.applying(
                [Self.move()], to: files, folder: "environments", environment: environment)
        }
        #expect(error?.description.contains("the files are not those of this commit") == true)
    }
}
