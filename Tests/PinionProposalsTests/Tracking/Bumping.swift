import PinionProposals
import Testing

@testable import PinionModel

/// Pins with rules, and registries in a few words, for the tests of bumps.
enum Bumping {
    static let noon = Timestamp(secondsSinceEpoch: 1_790_000_000)

    /// A digest that a word stands for.
    static func digest(_ word: String) -> Digest {
        var sum: UInt64 = 14_695_981_039_346_656_037
        for byte in word.utf8 { sum = (sum ^ UInt64(byte)) &* 1_099_511_628_211 }
        let bytes = (0..<4).flatMap { number in
            (0..<8).map { UInt8(truncatingIfNeeded: sum &* UInt64(number * 2 + 1) >> ($0 * 8)) }
        }
        guard let digest = Digest(sha256: bytes) else { preconditionFailure("it has 32 bytes") }
        return digest
    }

    /// A rule of a word and its text: `versions`, `semver`, `regex`, `number` or `tag`; the pattern
    /// of `versions` follows the range after ` by `.
    static func track(_ rule: String) throws -> Track {
        let parts = rule.split(separator: " ", maxSplits: 1).map(String.init)
        switch parts[0] {
        case "versions":
            let texts = parts[1].split(separator: " by ", maxSplits: 1)
            return .versions(
                try NumericVersionRange(parsing: texts[0]),
                pattern: try texts.dropFirst().first.map { try TagPattern(parsing: $0) })
        case "semver": return .semver(try VersionRange(parsing: parts[1]))
        case "regex": return .regex(try TagPattern(parsing: parts[1]), order: nil)
        case "number": return .regex(try TagPattern(parsing: parts[1]), order: .numerical)
        default: return .tag(try ImageReference.Tag(parsing: parts[1]))
        }
    }

    static func image(
        _ tag: String, digest word: String = "now", in path: String = "registry.example/shop/web"
    ) throws -> PinnedImage {
        PinnedImage(
            repository: try ImageReference.Repository(parsing: path),
            tag: tag.isEmpty ? nil : try ImageReference.Tag(parsing: tag), digest: digest(word))
    }

    static func pin(_ image: PinnedImage, _ track: Track?, hold: Hold? = nil) -> Pin {
        Pin(
            image: image, track: track, hold: hold,
            site: FilePosition(path: "pins.yaml", line: 1, column: 1))
    }

    static func key(_ name: String) throws -> PinKey {
        PinKey(service: try #require(Service.Name(parsing: name)))
    }

    static func tracked(
        _ track: Track, _ image: PinnedImage, hold: Hold? = nil, now: Timestamp = noon
    ) throws -> TrackedPin {
        try #require(TrackedPin(pin(image, track, hold: hold), under: try key("web"), at: now))
    }

    static func tracked(
        _ rule: String, at tag: String, hold: Hold? = nil, now: Timestamp = noon
    ) throws -> TrackedPin {
        try tracked(track(rule), image(tag), hold: hold, now: now)
    }

    /// The verdict on a pin where the registry has these tags, each on the digest of its own name.
    static func decide(
        _ pin: TrackedPin, _ tags: [String], digests: [String: Digest] = [:],
        gone: Set<String> = [], members: [Digest: RegistryAnswer] = [:],
        asking: (Int) -> Void = { _ in }
    ) throws -> BumpVerdict {
        let listed = try tags.map { try ImageReference.Tag(parsing: $0) }
        return follow(pin, listed, members: { members[$0.digest] ?? .members([]) }) { tag in
            asking(1)
            guard tags.contains(tag), !gone.contains(tag) else { return .absent }
            return .digest(digests[tag] ?? digest(tag))
        }
    }

    /// Answers every question of a pin until it is decided.
    static func follow(
        _ pin: TrackedPin, _ tags: [ImageReference.Tag],
        members: (PinnedImage) -> RegistryAnswer = { _ in .members([]) },
        answer: (String) -> RegistryAnswer
    ) -> BumpVerdict {
        var answers = RegistryAnswers()
        var given: TagRanking?
        while true {
            switch pin.step(ranking: given, answers) {
            case .list: given = TagRanking(TagList(tags), by: pin.rule)
            case .ask(let questions):
                for question in questions {
                    guard case .members(let image) = question else { continue }
                    answers.merge(RegistryAnswers([question: members(image)]))
                }
            case .resolve(let reference):
                let tag = reference.tag?.description ?? ""
                answers.merge(RegistryAnswers([.resolve(reference): answer(tag)]))
            case .decided(let verdict): return verdict
            }
        }
    }

    /// A verdict in a word: the tag that it moves to, or what else becomes of the pin.
    static func words(_ verdict: BumpVerdict) -> String {
        switch verdict.outcome {
        case .unchanged: "unchanged"
        case .move(let image, _): image.tag?.description ?? ""
        case .frozen(let newer, _): "frozen \(newer.tag?.description ?? "")"
        case .undecidable(let reason): "left \(reason)"
        case .failed(let obstacle): "failed \(obstacle)"
        }
    }
}
