package import PinionModel

extension Digest {
    /// A digest of one letter, so that its short form tells it apart too.
    package static func letter(_ letter: Character) -> Digest {
        guard let digest = try? Digest(parsing: "sha256:" + String(repeating: letter, count: 64))
        else { fatalError("\(letter) is no hexadecimal digit") }
        return digest
    }
}

extension CommitID {
    /// A commit whose id ends in a number.
    package static func test(_ number: Int) -> CommitID {
        let digits = String(number, radix: 16)
        guard let id = CommitID(parsing: digits + String(repeating: "0", count: 40 - digits.count))
        else { fatalError("\(number) is no commit") }
        return id
    }
}

extension Environment.Name {
    /// The environment of most tests.
    package static var production: Environment.Name { named("production") }
    package static var staging: Environment.Name { named("staging") }
    package static var dev: Environment.Name { named("dev") }

    /// A name that a test knows to be right.
    package static func named(_ text: String) -> Environment.Name {
        guard let name = Environment.Name(parsing: text) else { fatalError("\(text) is no name") }
        return name
    }
}

extension LookRecord.Look {
    /// The commit of a test's looks.
    package static let testCommit: CommitID = {
        guard let id = CommitID(parsing: String(repeating: "a", count: 40)) else {
            preconditionFailure("no commit")
        }
        return id
    }()

    /// A look some minutes after the test's moment.
    package static func test(
        _ minutes: Int, host: String = "build-1", findings: [LookRecord.KindCount] = []
    ) -> LookRecord.Look {
        LookRecord.Look(
            at: .test + .seconds(minutes * 60), host: host, version: "0.2.0", commit: testCommit,
            findings: findings)
    }
}

extension Service {
    /// A service that a test knows to be right.
    package static func test(_ name: String, runtimeName: String? = nil, _ pins: [Pin]) -> Service {
        guard let name = Service.Name(parsing: name) else { fatalError("\(name) is no name") }
        return Service(name: name, runtimeName: runtimeName, pins: pins)
    }

    /// A service in the short form.
    package static func test(_ name: String, _ image: PinnedImage, runtimeName: String? = nil)
        -> Service
    {
        test(name, runtimeName: runtimeName, [.test(image)])
    }
}

extension Pin {
    /// A pin on the file's first line.
    package static func test(_ image: PinnedImage, container: String? = nil) -> Pin {
        Pin(
            container: container, image: image,
            site: FilePosition(path: "pins.yaml", line: 1, column: 1))
    }
}

/// The repository of most tests.
package let shop = "r.example.com/shop/web"

/// `shop` at a letter's digest, tagged `1`.
package func image(_ letter: Character, tag: String = ":1") -> PinnedImage {
    .test(shop + tag, .letter(letter))
}

/// Digests of one letter as `#a`, so that expected sentences can be read.
package func brief(_ text: String) -> String {
    "abcdef".reduce(text) { text, letter in
        text.replacing("sha256:" + String(repeating: letter, count: 64), with: "#\(letter)")
            .replacing("sha256:" + String(repeating: letter, count: 12), with: "#\(letter)…")
    }
}

extension IntentHolder {
    /// The holder of a numbered run.
    package static func test(_ number: Int) -> IntentHolder {
        IntentHolder(run: "run-\(number)", host: "host", boot: "boot", process: "\(number)")
    }
}

extension ContainerKey {
    /// The one container of the service `web`.
    package static var web: ContainerKey { ContainerKey(service: "web", container: "web") }
}

extension PinKey {
    /// A key that a test knows to be right.
    package static func test(_ text: String) -> PinKey {
        let parts = text.split(separator: "/").map(String.init)
        guard let name = Service.Name(parsing: parts[0]) else { fatalError("\(text) is no key") }
        return PinKey(service: name, container: parts.count > 1 ? parts[1] : nil)
    }
}

/// The minute of the week in UTC, and in Auckland in its summer.
package let testMinuteOfWeek: @Sendable (String, Timestamp) -> Int? = { zone, now in
    let offsets: [String: Int64] = ["UTC": 0, "Pacific/Auckland": 13 * 3_600]
    guard let offset = offsets[zone] else { return nil }
    let seconds = now.secondsSinceEpoch + offset + 3 * 86_400
    return Int(seconds % (7 * 86_400) / 60)
}

extension ImageReference.Tag {
    /// The environment's tag of tests.
    package static var production: ImageReference.Tag {
        guard let tag = try? ImageReference.Tag(parsing: "production") else { fatalError("a tag") }
        return tag
    }
}

extension Window {
    /// A window that a test knows to be right.
    package static func test(
        _ effect: Window.Effect, _ span: String, _ zone: String = "UTC", deniesRepair: Bool = false
    ) -> Window {
        guard let span = WeeklySpan(parsing: span) else { fatalError("\(span) is no span") }
        return Window(effect: effect, span: span, timeZone: zone, deniesRepair: deniesRepair)
    }
}

extension EngineStart {
    /// A start by one letter, so many minutes after the test's moment; of a node where one is named.
    package static func test(_ id: Character, _ minutes: Int, node: String = "") -> EngineStart {
        EngineStart(
            node: node, id: String(repeating: id, count: 64), began: .test + .seconds(minutes * 60),
            host: "host-\(id)")
    }

    package static let one = test("a", 0)
    package static let two = test("b", 60)
    package static let three = test("c", 120)
}
