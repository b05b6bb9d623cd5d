import PinionModel
import PinionReading
import PinionTesting
import Testing

@testable import PinionFiles

@Suite(.timeLimit(.minutes(10)))
struct PinsEditPropertyTests {
    /// A pin of a generated file, with its reference as it is written and whether it has a hold.
    struct Spot {
        let key: PinKey
        let reference: String
        let isHeld: Bool
        let isMapping: Bool
    }

    /// A pins file in some mixture of styles.
    struct Document {
        private(set) var text = ""
        private(set) var spots: [Spot] = []
        private var generator: SeededGenerator
        private let end: String
        private let base: String
        private let step: String

        init(seed: UInt64) throws {
            generator = SeededGenerator(seed: seed)
            end = generator.one(of: ["\n", "\r\n"])
            base = generator.one(of: [" ", "  ", "   ", "     "])
            step = generator.one(of: [" ", "  ", "   "])
            if generator.one(of: [true, false, false]) {
                try flow()
            } else {
                try block()
            }
            if generator.one(of: [true, false]), text.hasSuffix(end) { text.removeLast() }
        }

        private mutating func block() throws {
            text = comment() + "services:" + noise() + end
            for number in 0..<Int.random(in: 1...2, using: &generator) {
                text += comment()
                try blockService("größe\(number)")
            }
            text += comment()
        }

        private mutating func blockService(_ name: String) throws {
            text += base + generator.one(of: [name, "'\(name)'", "\"\(name)\""]) + ":"
            switch generator.one(of: [0, 1, 2]) {
            case 0:
                let value = try scalar(name, nil)
                text += generator.one(of: [" ", "   ", end + base + step]) + value + noise() + end
            case 1:
                text += generator.one(of: [noise() + end, " "])
                if text.hasSuffix(end) {
                    try blockMapping(name, nil, base + step)
                } else {
                    text += try flowMapping(name, nil) + noise() + end
                }
            default:
                text += noise() + end + base + step + "containers:" + noise() + end
                for container in ["app", "🚢"].prefix(generator.one(of: [1, 2])) {
                    text += base + step + step + container + ":"
                    if generator.one(of: [true, false]) {
                        text += try " " + scalar(name, container) + noise() + end
                    } else {
                        text += noise() + end
                        try blockMapping(name, container, base + step + step + step)
                    }
                }
            }
        }

        private mutating func blockMapping(
            _ name: String, _ container: String?, _ indentation: String
        ) throws {
            let held = generator.one(of: [true, false])
            var lines = ["image: " + (try scalar(name, container, held, true)) + noise()]
            if held { lines.append(blockHold(indentation)) }
            if generator.one(of: [true, false]) { lines.append("track: {tag: x}" + noise()) }
            if container == nil, generator.one(of: [true, false]) {
                lines.append("name: n\(name)" + noise())
            }
            for line in lines.shuffled(using: &generator) {
                text += indentation + line + end + comment()
            }
        }

        private mutating func blockHold(_ indentation: String) -> String {
            let inner = end + indentation + " "
            return generator.one(of: [
                "hold: " + flowHold() + noise(),
                "hold:" + noise() + inner + "reason: \"é # \"" + noise() + inner
                    + "until: 2026-12-01"
                    + noise(),
                "hold:" + inner + "# why" + inner + "reason: |-" + inner + " a" + end + inner
                    + " b",
            ])
        }

        private mutating func flow() throws {
            let isTall = generator.one(of: [true, false])
            let line = isTall ? end + base : ""
            text = comment() + generator.one(of: ["services: {", "services:" + end + " {"])
            let count = Int.random(in: 1...2, using: &generator)
            for number in 0..<count {
                text += line + "s\(number): "
                text +=
                    try generator.one(of: [true, false])
                    ? scalar("s\(number)", nil) : flowMapping("s\(number)", nil)
                let isLast = number == count - 1
                if !isLast || generator.one(of: [true, false]) { text += "," }
                if isTall { text += noise() }
                if !isTall, !isLast { text += " " }
            }
            text += (isTall ? end + " " : generator.one(of: ["", " "])) + "}" + noise() + end
        }

        private mutating func flowMapping(_ name: String, _ container: String?) throws -> String {
            let held = generator.one(of: [true, false])
            var parts = ["image: " + (try scalar(name, container, held, true))]
            if held { parts.append("hold:" + " " + flowHold()) }
            if generator.one(of: [true, false]) { parts.append("track: {tag: x}") }
            let line = generator.one(of: ["", "", end + base + base + "  "])
            let comma = line.isEmpty ? generator.one(of: [", ", ",", " , "]) : "," + noise() + line
            let tail = line.isEmpty ? generator.one(of: ["", " ", ","]) : noise() + line
            return "{" + line + parts.shuffled(using: &generator).joined(separator: comma) + tail
                + "}"
        }

        private mutating func flowHold() -> String {
            generator.one(of: ["{reason: x}", "{ reason: 'x, }' , until: 2026-12-01 }"])
        }

        private mutating func scalar(
            _ name: String, _ container: String?, _ isHeld: Bool = false, _ isMapping: Bool = false
        ) throws -> String {
            let reference = generator.reference()
            let key = PinKey(
                service: try #require(Service.Name(parsing: name)), container: container)
            spots.append(
                Spot(key: key, reference: reference, isHeld: isHeld, isMapping: isMapping))
            let quote = generator.one(of: ["", "'", "\""])
            return quote + reference + quote
        }

        private mutating func noise() -> String {
            generator.one(of: ["", "", "  ", " # ½ {web: x}, \"", "\t# 'tab'"])
        }

        private mutating func comment() -> String {
            generator.one(of: ["", "", end, "# 🚢 web: redis" + end, "  # größe" + end])
        }
    }

    /// One edit of one generated file, with the values before and after.
    struct Trial {
        let before: String
        let after: String
        let old: [PinKey: Pin]
        let new: [PinKey: Pin]

        init(_ changes: [PinChange], to text: String) throws {
            let files = [Reading.file("environments/production/pins.yaml", text)]
            let old = try Self.environment(of: files)
            let changed = try PinsEdit.applying(
                changes, to: files, folder: "environments", environment: old)
            before = text
            after = changed.first.map { String(decoding: $0.contents, as: UTF8.self) } ?? text
            self.old = old.pins
            new = try Self.environment(of: changed.isEmpty ? files : changed).pins
        }

        static func environment(of files: [RepositoryFile]) throws -> Environment {
            var reading = FileReading(path: files[0].path)
            let services = reading.pins(try files[0].tree())
            try #require(reading.mistakes.isEmpty, "\(reading.mistakes)")
            let name = try #require(Environment.Name(parsing: "production"))
            return Environment(name: name, runtime: .sandbox(state: "x"), services: services)
        }

        /// How many lines of the old file are not there any more, in order.
        var linesLost: Int {
            let old = before.utf8.split(separator: 0x0a, omittingEmptySubsequences: false)
            let new = after.utf8.split(separator: 0x0a, omittingEmptySubsequences: false)
            let head = zip(old, new).prefix { $0.elementsEqual($1) }.count
            let tail = zip(old.dropFirst(head).reversed(), new.dropFirst(head).reversed())
                .prefix { $0.elementsEqual($1) }.count
            return old.count - head - tail
        }

        /// The pins whose values differ, places aside.
        var changedPins: Set<PinKey> {
            Set(
                Set(old.keys).union(new.keys).filter {
                    old[$0]?.image != new[$0]?.image || old[$0]?.hold != new[$0]?.hold
                        || old[$0]?.track != new[$0]?.track
                })
        }
    }

    private func check(
        _ seeds: Range<UInt64>, _ body: (Document, inout SeededGenerator) throws -> Void
    ) {
        for seed in seeds {
            do {
                let document = try Document(seed: seed)
                var generator = SeededGenerator(seed: ~seed)
                try body(document, &generator)
            } catch {
                let text = (try? Document(seed: seed).text) ?? ""
                Issue.record("seed \(seed): \(error)\n\(text)")
                return
            }
        }
    }

    @Test(arguments: 0..<4)
    func `a move changes the bytes of its reference and no other`(part: UInt64) {
        check(part * 1_000..<(part + 1) * 1_000) { document, generator in
            let spot = generator.one(of: document.spots)
            let from = try #require(PinnedImage(ImageReference(parsing: spot.reference)))
            let to = try #require(PinnedImage(ImageReference(parsing: generator.reference())))
            let trial = try Trial([.move(spot.key, from: from, to: to)], to: document.text)
            let place = try #require(document.text.firstRange(of: spot.reference))
            let head = document.text[..<place.lowerBound]
            let tail = document.text[place.upperBound...]
            try #require(trial.after.hasPrefix(head) && trial.after.hasSuffix(tail))
            let written = trial.after.utf8.dropFirst(head.utf8.count).dropLast(tail.utf8.count)
            try #require(try PinnedImage(ImageReference(parsing: String(written) ?? "")) == to)
            try #require(trial.new[spot.key]?.image == to && trial.changedPins == [spot.key])
        }
    }

    @Test(arguments: 4..<6)
    func `a hold touches one line, and its release gives the pins back`(part: UInt64) {
        check(part * 1_000..<(part + 1) * 1_000) { document, generator in
            let spot = generator.one(of: document.spots)
            let hold = Hold(reason: generator.one(of: ["y", "it's: \"1\" #, }"]))
            let trial = try Trial([.hold(spot.key, hold)], to: document.text)
            try #require(trial.new[spot.key]?.hold == hold && trial.changedPins == [spot.key])
            try #require(spot.isHeld || trial.linesLost <= 1)
            let back = try Trial([.release(spot.key)], to: trial.after)
            try #require(back.new[spot.key]?.hold == nil && back.changedPins == [spot.key])
            for (key, pin) in back.new where key != spot.key || !spot.isHeld {
                try #require(pin.image == trial.old[key]?.image && pin.hold == trial.old[key]?.hold)
            }
        }
    }

    @Test(arguments: 6..<8)
    func `a release changes nothing but the hold`(part: UInt64) {
        check(part * 1_000..<(part + 1) * 1_000) { document, generator in
            let held = document.spots.filter(\.isHeld)
            guard !held.isEmpty else { return }
            let spot = generator.one(of: held)
            let trial = try Trial([.release(spot.key)], to: document.text)
            try #require(trial.new[spot.key]?.hold == nil && trial.changedPins == [spot.key])
            try #require(trial.after.utf8.count < document.text.utf8.count)
        }
    }

    @Test(arguments: 8..<10)
    func `an addition keeps every line`(part: UInt64) {
        check(part * 1_000..<(part + 1) * 1_000) { document, generator in
            let name = try #require(Service.Name(parsing: generator.one(of: ["new", "*", "1.0"])))
            let image = try #require(PinnedImage(ImageReference(parsing: generator.reference())))
            let site = FilePosition(path: "", line: 1, column: 1)
            let container: String? = generator.one(of: [nil, "app"])
            let pin = Pin(container: container, image: image, site: site)
            let service = Service(
                name: name, runtimeName: generator.one(of: [nil, "x"]), pins: [pin])
            let trial = try Trial([.add(service)], to: document.text)
            let key = PinKey(service: name, container: container)
            try #require(trial.new[key]?.image == image && trial.changedPins == [key])
            try #require(trial.linesLost <= 1)
        }
    }
}
