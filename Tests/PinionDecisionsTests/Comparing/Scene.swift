import PinionDecisions
import PinionModel
import PinionTesting

/// One container `web` in every respect that a comparison knows; as it stands it is in step with `#a`.
struct Scene {
    var pin = image("a")
    var declared = Surface.image(SeenImage(image("a").reference))
    var template = Surface.absent
    var instances = Instances.seen([Instance(id: "1", bits: .known([.letter("a")]))])
    var objectID = "object"
    var wanted = Wanted.instances
    var rollout = Rollout.settled
    var changedBy: Attribution?
    var unfinished: String?
    var unchangeable: String?
    var applied: Character?
    var sent: Character?
    var ledger = LedgerState()
    var rules = Rules(apply: .automatic)
    var gate = PinGate.open
    var depth = Depth.decision
    var retry: Set<String> = []
    var answers: [RegistryQuestion: RegistryAnswer] = [
        .expiry(image("a")): .expiry(nil), .expiry(image("a", tag: "")): .expiry(nil),
    ]
    var templateSite: String?
    var ownerUpdate: OwnerUpdate?
    var risks: [Risk] = []
    /// What further deployments declare.
    var beside: [OtherDeclaration] = []
    /// What was declared before what was sent.
    var declaredBeforeSent: String?
    var former: Character?
    var services: [Service]?
    var others: [ServiceObservation] = []
    var outOfScope: [OutOfScope] = []
    var leftOut: [String] = []
    var ended: [String] = []
    var replicas: [Replica] = []
    var mayBeLocal = false
    var isSourceUnread = false
    var isThere = true

    /// Sets what is declared and what every instance runs.
    mutating func stands(on letter: Character) {
        declared = .image(SeenImage(image(letter).reference))
        runs(letter)
    }

    /// Sets what the instances run, one letter an instance; `?` is not known.
    mutating func runs(_ letters: Character...) {
        instances = .seen(
            letters.enumerated().map { index, letter in
                let bits: Instance.Bits =
                    letter == "?"
                    ? .unknown(Obstacle("the node is gone")) : .known([.letter(letter)])
                return Instance(id: "\(index)", bits: bits)
            })
    }

    /// Sets the replicas `web-1`, `web-2`, …, each created by what it is bound to; an upper-case letter is one that does not
    /// run and is started again.
    mutating func replicas(_ letters: Character...) {
        replicas = letters.enumerated().map { index, letter in
            let isDown = letter.isUppercase
            let reference = image(Character(letter.lowercased())).reference
            return Replica(
                id: "\(index)", name: "web-\(index + 1)", template: .absent,
                declared: .image(SeenImage(reference)),
                changedBy: Attribution(who: "the creation of web-\(index + 1)", at: nil),
                reasonStopped: isDown ? "has exited and is started again" : nil)
        }
        instances = .seen(
            zip(replicas, letters).filter { $0.0.reasonStopped == nil }.map { copy, letter in
                Instance(id: copy.id, bits: .known([.letter(letter)]))
            })
    }

    /// Declares a tag that stands for a letter's digest until the next deployment.
    mutating func resolves(to letter: Character) {
        declared = .image(
            SeenImage(
                .test(shop + ":latest"), alsoKnownAs: [.letter(letter)], validity: .untilDeployment)
        )
    }

    /// Declares a reference without a digest.
    mutating func floats(_ text: String = shop + ":latest") {
        declared = .image(SeenImage(.test(text)))
    }

    static let key = ContainerKey(service: "web", container: "web")
    static let hour = Timestamp.test + .seconds(-3_600)

    var observed: ServiceObservation {
        ServiceObservation(
            name: "web", objectID: objectID, version: "1",
            containers: [
                ContainerObservation(
                    name: "web", template: template, templateSite: templateSite,
                    ownerUpdate: ownerUpdate, declared: declared, others: beside,
                    instances: instances, replicas: replicas, mayBeLocal: mayBeLocal,
                    isSourceUnread: isSourceUnread)
            ], wanted: wanted, rollout: rollout, changedBy: changedBy, unfinished: unfinished,
            unchangeable: unchangeable, risks: risks)
    }

    var subject: ComparisonInput {
        var ledger = ledger
        ledger.applied[Self.key] = applied.map {
            AppliedImage(image: image($0), commit: .test(1), at: Self.hour)
        }
        ledger.sent[Self.key] = sent.map {
            AppliedImage(image: image($0), commit: .test(2), at: Self.hour)
        }
        ledger.declaredBeforeSent[Self.key] = declaredBeforeSent
        return ComparisonInput(
            environment: environment,
            inventory: Inventory(
                services: (isThere ? [observed] : []) + others, outOfScope: outOfScope,
                leftOut: leftOut, ended: ended),
            ledger: ledger, depth: depth, gate: gate, retry: retry, formerImages: formerImages,
            checksEnvironmentTag: rules.environmentTag != nil)
    }

    private var formerImages: [PinKey: PinnedImage] {
        let keys = environment.pins.keys
        return former.map { former in
            Dictionary(keys.map { ($0, image(former)) }) { one, _ in one }
        } ?? [:]
    }

    private var environment: Environment {
        Environment(
            name: .production, runtime: .sandbox(state: "s"), rules: rules,
            services: services ?? [.test("web", pin)])
    }

    func assess() -> (assessment: Assessment, open: Set<RegistryQuestion>) {
        Assessor.assess(subject, answers: RegistryAnswers(answers))
    }
}

extension Assessment {
    /// Every finding as `severity kind: sentence`, prefixed by its service and container where they are not `web`.
    var lines: [String] {
        findings.map { service, finding in
            let key = ContainerKey(service: service, container: finding.container ?? service)
            let place = key.description == "web" ? "" : "\(key) "
            return brief("\(place)\(finding.severity) \(finding.kind.rawValue): \(finding.message)")
        } + notices.map { brief("\($0.severity) \($0.kind.rawValue): \($0.message)") }
    }

    /// Every change as `cause from → to`, with what marks it.
    var changes: [String] {
        plan.changes.map { change in
            let restart = change.restartsIdenticalBits ? ", identical bits" : ""
            let obstacle = change.obstacle.map { ", held: \($0)" } ?? ""
            return brief(
                "\(change.cause.rawValue) \(change.declared) → "
                    + "\(change.image.digest)\(restart)\(obstacle)"
            )
        }
    }
}
