import PinionModel
import PinionReading
import PinionTesting
import Testing

@testable import PinionFiles

extension SeededGenerator {
    mutating func one<T>(of values: [T]) -> T {
        values[Int.random(in: 0..<values.count, using: &self)]
    }

    mutating func digest() -> String {
        "sha256:"
            + (0..<4).map { _ in
                let digits = String(next(), radix: 16)
                return String(repeating: "0", count: 16 - digits.utf8.count) + digits
            }.joined()
    }

    mutating func reference() -> String {
        let names = ["redis", "shop/web", "registry.example.com/shop/api", "localhost:5000/a/b__c"]
        return one(of: names) + one(of: ["", ":1", ":1.8.3-rc.1"]) + "@" + digest()
    }
}

@Suite(.timeLimit(.minutes(10)))
struct PinSitePropertyTests {
    /// A pins file in some mixture of styles, with the place of every reference.
    struct Document {
        var text = ""
        var pins: [(service: String, container: String?, reference: String)] = []
        private var generator: SeededGenerator
        private let lineEnd: String

        init(seed: UInt64) {
            generator = SeededGenerator(seed: seed)
            lineEnd = generator.one(of: ["\n", "\r\n"])
            text = comment() + "services:" + noise() + lineEnd
            for number in 0..<Int.random(in: 1...6, using: &generator) {
                text += comment()
                service("größe-\(number)🚢".prefix(generator.one(of: [7, 8])) + "\(number)")
            }
            text += comment()
            if generator.one(of: [true, false]), text.hasSuffix(lineEnd) { text.removeLast() }
        }

        private mutating func noise() -> String {
            generator.one(of: [
                "", "  ", " # ½ of it, {web: x}", " # 'services': \"web\"", "\t# tab",
            ])
        }

        private mutating func comment() -> String {
            generator.one(of: [
                "", lineEnd, "# 🚢 web: redis@sha256:aa" + lineEnd, "  # größe" + lineEnd,
            ])
        }

        private mutating func quoted(_ text: String) -> String {
            let quote = generator.one(of: ["'", "\""])
            return quote + text + quote
        }

        private mutating func service(_ name: some StringProtocol) {
            let name = String(name)
            let reference = generator.reference()
            text += "  \(generator.one(of: [name, quoted(name)])):"
            switch generator.one(of: [0, 1, 2, 3]) {
            case 0:
                pins.append((name, nil, reference))
                text += " " + generator.one(of: [reference, quoted(reference)]) + noise() + lineEnd
            case 1:
                pins.append((name, nil, reference))
                text += noise() + lineEnd + "    hold: {until: 2026-12-01}\(lineEnd)    image:   "
                text += generator.one(of: [reference, quoted(reference)]) + noise() + lineEnd
            case 2:
                pins.append((name, nil, reference))
                text +=
                    " {track: {tag: x} ,image: \(quoted(reference)),name: n\(pins.count) }"
                    + noise() + lineEnd
            default:
                text += noise() + lineEnd + "    containers:" + noise() + lineEnd
                for container in ["app", "proxy"] {
                    let reference = generator.reference()
                    pins.append((name, container, reference))
                    text +=
                        "      \(container): " + generator.one(of: [reference, quoted(reference)])
                    text += noise() + lineEnd
                }
            }
        }
    }

    @Test func `an edit of any pin of any file changes its reference and no other byte`() throws {
        for seed in 0..<400 as Range<UInt64> {
            let document = Document(seed: seed)
            var generator = SeededGenerator(seed: seed &+ 1_000_000)
            let target = generator.one(of: document.pins)
            let image = try #require(PinnedImage(ImageReference(parsing: generator.reference())))
            let after = try SiteEdits(document.text)
                .text((target.service, target.container, image))

            // Each reference is random, so it stands once: replacing it is the whole expected change.
            let parts = document.text.components(around: target.reference)
            guard after.hasPrefix(parts.before), after.hasSuffix(parts.after) else {
                Issue.record("seed \(seed):\n\(document.text)\n---\n\(after)")
                return
            }
            let middle = after.dropFirst(parts.before.count).dropLast(parts.after.count)
            #expect(try ImageReference(parsing: middle) == image.reference, "seed \(seed)")
            #expect(
                document.text.count { $0 == "\n" } == after.count { $0 == "\n" }, "seed \(seed)")
        }
    }

    @Test func `every pin of a changed file reads as before, and the changed one as asked`() throws
    {
        for seed in 0..<150 as Range<UInt64> {
            let document = Document(seed: seed)
            var generator = SeededGenerator(seed: seed &+ 2_000_000)
            let images = try document.pins.map { _ in
                try #require(PinnedImage(ImageReference(parsing: generator.reference())))
            }
            let edits = zip(document.pins, images).map {
                (service: $0.service, container: $0.container, image: $1)
            }
            let result = Reading.file(
                "pins.yaml", try SiteEdits(document.text).text(Array(edits)))
            var reading = FileReading(path: "pins.yaml")
            let services = reading.pins(try result.tree())
            #expect(reading.mistakes.isEmpty)
            #expect(services.flatMap(\.pins).map(\.image) == images, "seed \(seed)")
        }
    }
}

extension String {
    /// What stands before and after the only occurrence of a text.
    fileprivate func components(around text: String) -> (before: Substring, after: Substring) {
        guard let range = firstRange(of: text) else { return (self[...], "") }
        return (self[..<range.lowerBound], self[range.upperBound...])
    }
}
