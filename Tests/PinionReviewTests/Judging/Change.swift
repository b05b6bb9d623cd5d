import PinionDecisions
import PinionModel
@testable import PinionReview
import PinionTesting
import Testing

/// A change of one environment `production` with one pin `web`, in every respect that a review knows; as it stands it
/// moves `web` from `#a` to `#b`, and passes.
struct Change {
    var rules = Rules(apply: .automatic)
    var newRules: Rules?
    var old: [Service]? = [.test("web", image("a"))]
    var new: [Service]? = [.test("web", image("b", tag: ":2"))]
    var runtime: any RuntimeSettings = .sandbox(state: "s.json")
    var newRuntime: (any RuntimeSettings)?
    var gate = PinGate.open
    var answer = ImageAnswer.present
    var platforms: [PinnedImage: [Platform]] = [
        image("a", tag: ""): [.amd64], image("b", tag: ""): [.amd64],
    ]
    var members: [Digest: RegistryAnswer] = [:]
    var promotion: PromotionEvidence?
    var ranBefore: Set<PinKey> = []
    var replaced: [PinKey: ReplacedPin] = [:]
    var plan = PlanPreview.skipped("--offline")
    var named: Set<String>?
    var mistakes: [FileMistake] = []
    var baseMistakes: [FileMistake] = []

    var subject: ReviewSubject {
        ReviewSubject(
            name: "production",
            base: state(old, rules, runtime, baseMistakes),
            head: state(new, newRules ?? rules, newRuntime ?? runtime, mistakes))
    }

    private func state(
        _ services: [Service]?, _ rules: Rules, _ runtime: any RuntimeSettings,
        _ mistakes: [FileMistake]
    ) -> ReviewSubject.State {
        guard mistakes.isEmpty else { return .unreadable(FileMistakes(mistakes)) }
        guard let services else { return .absent }
        return .read(
            Environment(name: .production, runtime: runtime, rules: rules, services: services))
    }

    private var answers: RegistryAnswers {
        let questions = subject.manifestQuestions(at: .test)
        return RegistryAnswers(
            Dictionary(
                uniqueKeysWithValues: questions.map { question in
                    guard case .members(let image) = question else { return (question, .absent) }
                    return (question, members[image.digest] ?? .members([]))
                }))
    }

    var review: EnvironmentReview {
        let subject = subject
        var evidence = ReviewEvidence(plan: plan)
        evidence.gate = gate
        evidence.images = Dictionary(uniqueKeysWithValues: subject.newImages.map { ($0, answer) })
        (evidence.platforms, evidence.members) = (platforms, answers)
        (evidence.promotion, evidence.ranBefore) = (promotion, ranBefore)
        evidence.replaced = replaced
        return EnvironmentReview(of: subject, evidence, named: named, at: .test)
    }

    /// `kind weight`, in order.
    var violations: [String] {
        review.violations.map { "\($0.kind.rawValue) \($0.kind.weight.rawValue)" }
    }
}

extension Platform {
    static let amd64 = Platform(os: "linux", architecture: "amd64")
    static let arm64 = Platform(os: "linux", architecture: "arm64")
}

extension PinKey {
    static func test(_ service: String, _ container: String? = nil) -> PinKey {
        PinKey(service: Service.test(service, []).name, container: container)
    }
}

extension Service {
    /// A service in the short form, with a hold.
    static func held(_ name: String, _ image: PinnedImage, _ hold: Hold?) -> Service {
        .test(
            name,
            [
                Pin(
                    image: image, hold: hold,
                    site: FilePosition(path: "pins.yaml", line: 1, column: 1))
            ])
    }
}

extension LedgerSoaks {
    /// Soaks in which `web` runs an image in peace; for two days before the test's moment, or since then.
    static func soaked(
        _ letter: Character, since: Timestamp = .test + .seconds(-172_800)
    ) -> LedgerSoaks {
        .read(
            [
                ContainerKey(service: "web", container: "web"): Soak(
                    image: image(letter), verified: since, clock: .running(since: since))
            ], looks: .always)
    }
}

extension PromotionEvidence {
    /// Staging pins images at the base and at the head, with what its ledger tells.
    static func staging(
        base: PinnedImage?, head: PinnedImage? = nil, _ soak: LedgerSoaks?
    ) -> PromotionEvidence {
        let pins = { (image: PinnedImage?) in
            image.map { [PinKey.test("web"): Pin.test($0)] } ?? [:]
        }
        return PromotionEvidence(
            rule: Promotion(from: .staging, soak: .seconds(86_400)), base: pins(base),
            head: pins(head ?? base), soak: soak)
    }
}
