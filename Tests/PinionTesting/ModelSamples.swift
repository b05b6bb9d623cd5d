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
    package static var production: Environment.Name {
        guard let name = Environment.Name(parsing: "production") else { fatalError("a name") }
        return name
    }
}

extension Service {
    /// A service that a test knows to be right.
    package static func test(_ name: String, runtimeName: String? = nil, _ pins: [Pin]) -> Service {
        guard let name = Service.Name(parsing: name) else { fatalError("\(name) is no name") }
        return Service(name: name, runtimeName: runtimeName, pins: pins)
    }

    /// A service in the short form.
    package static func test(_ name: String, _ image: PinnedImage, runtimeName: String? = nil) -> Service {
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
