import PinionModel
@testable import PinionRuntimes
import PinionTesting
import Testing

/// Fault 69: whose an object is that several environments pin.
@Suite(.timeLimit(.minutes(10)))
struct ObjectOwnershipTests {
    /// What a ledger knows of an object.
    enum Knowledge: Sendable {
        case nothing
        case id
        /// Its name, with the id that it had before.
        case name
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let ours: Knowledge
        let others: [Knowledge]
        var newcomerPins: Bool?
        let word: String
        var testDescription: String { name }
    }

    static let cases: [Case] = [
        Case(name: "nobody else is there", ours: .nothing, others: [], word: "ours"),
        Case(name: "we hold it by its id", ours: .id, others: [.nothing], word: "ours"),
        Case(
            name: "somebody made it again, and we know its name", ours: .name, others: [],
            word: "ours"),
        Case(name: "another one holds it by its id", ours: .nothing, others: [.id], word: "theirs"),
        Case(
            name: "another one holds it by its id, we know its name", ours: .name, others: [.id],
            word: "theirs"),
        Case(
            name: "we hold it by its id, another one by its name", ours: .id, others: [.name],
            word: "ours"),
        Case(name: "somebody made theirs again", ours: .nothing, others: [.name], word: "theirs"),
        Case(name: "both hold it by its id", ours: .id, others: [.id], word: "both"),
        Case(
            name: "somebody made again what both hold", ours: .name, others: [.name], word: "both"),
        Case(
            name: "a newcomer is looked at before we take something new", ours: .nothing,
            others: [.nothing], newcomerPins: nil, word: "open"),
        Case(
            name: "a newcomer pins it too, and no ledger knows it", ours: .nothing, others: [],
            newcomerPins: true, word: "neither"),
        Case(
            name: "a newcomer pins something else", ours: .nothing, others: [],
            newcomerPins: false, word: "ours"),
        Case(
            name: "what we hold needs no look at newcomers", ours: .id, others: [.nothing],
            newcomerPins: nil, word: "ours"),
    ]

    private static let newcomer = Environment.Name.named("newcomer")

    @Test(arguments: cases)
    func `the ledgers decide`(_ row: Case) {
        let seen = ServiceObservation(
            name: "web", objectID: "id-2", containers: [], parts: ["id-2"],
            aliases: ["name:shop-web-1", "compose:shop/web"])
        var ledger = LedgerState()
        switch row.ours {
        case .nothing: break
        case .id: ledger.objects["web"] = "id-2"
        case .name: ledger.objects["web"] = "id-1"
        }
        let claims = row.others.enumerated().map { number, knowledge in
            let handles =
                switch knowledge {
                case .nothing: ObjectHandles(ids: [], names: [])
                case .id: ObjectHandles(ids: ["id-2"], names: ["name:shop-web-1"])
                case .name: ObjectHandles(ids: ["id-1"], names: ["name:shop-web-1"])
                }
            return ObjectClaim(.sibling(Environment.Name.named("other-\(number)")), handles)
        }
        let hasNewcomer = row.newcomerPins != nil || row.word == "open"
        let survey = ClaimSurvey(
            index: ClaimIndex(claims),
            siblings: Set(row.others.indices.map { Environment.Name.named("other-\($0)") }),
            newcomers: hasNewcomer ? [Self.newcomer] : [])
        var newcomers: NewcomerObservations = [:]
        if let pins = row.newcomerPins {
            newcomers[Self.newcomer] = .success(pins ? ["id-2", "name:shop-web-1"] : ["id-9"])
        }
        let ownership = ObjectOwnership(
            of: seen, key: "web", ledger: ledger, survey: survey, newcomers: newcomers)
        #expect(Self.word(ownership) == row.word)
        #expect((ownership.refusal == nil) == ["ours", "open"].contains(row.word))
    }

    private static func word(_ ownership: ObjectOwnership) -> String {
        switch ownership {
        case .ours: "ours"
        case .theirs: "theirs"
        case .both: "both"
        case .neither: "neither"
        case .unknown: "unknown"
        case .open: "open"
        }
    }

    @Test func `a newcomer that cannot be looked at keeps what is new from being changed`() {
        let seen = ServiceObservation(name: "web", objectID: "id-1", containers: [])
        let survey = ClaimSurvey(newcomers: [Self.newcomer])
        let ownership = ObjectOwnership(
            of: seen, key: "web", ledger: LedgerState(), survey: survey,
            newcomers: [
                Self.newcomer: .failure(
                    .unreachable(endpoint: "the engine", reason: "no answer", remedy: "start it"))
            ])
        #expect(ownership.refusal?.contains("could not be seen") == true)
    }

    @Test func `one object has one name, whatever scope it is seen through`() {
        func name(_ block: any RuntimeSettings, _ name: String) -> String? {
            block.objectName(of: name)
        }
        func docker(_ scope: EngineScope) -> any RuntimeSettings {
            .docker(EngineSettings(endpoint: nil, scope: scope, id: "x"))
        }
        func swarm(_ scope: EngineScope) -> any RuntimeSettings {
            .swarm(EngineSettings(endpoint: nil, scope: scope, id: "x"))
        }
        #expect(name(docker(.project("shop")), "web") == "compose:shop/web")
        #expect(name(docker(.label("a")), "shop-web-1") == "name:shop-web-1")
        #expect(name(docker(.all), "shop-web-1") == "name:shop-web-1")
        #expect(name(swarm(.stack("shop")), "web") == "name:shop_web")
        #expect(name(swarm(.label("a")), "shop_web") == "name:shop_web")
        #expect(name(.sandbox(state: "s"), "web") == nil)
    }

    @Test func `a record is read back as it was, and a part of one is none`() {
        let claim = HostClaim(
            machine: "docker AB:CD", environment: .production, commit: .test(1), at: .test,
            objects: [
                "web": ObjectHandles(ids: ["1", "2"], names: ["name:a b", "compose:a/%"]),
                "": ObjectHandles(ids: [], names: []),
            ])
        let text = claim.text(source: "ssh://git@example.com/a b.git")
        let read = HostClaim.parsing(text)
        #expect(read?.claim == claim)
        #expect(read?.source == "ssh://git@example.com/a b.git")
        for count in 0..<text.utf8.count {
            #expect(
                HostClaim.parsing(String(decoding: text.utf8.prefix(count), as: UTF8.self)) == nil)
        }
        #expect(HostClaim.parsing(text.replacing("claim 1", with: "claim 2")) == nil)
        #expect(claim.isValid(at: .test + .seconds(29 * 86_400)))
        #expect(!claim.isValid(at: .test + .seconds(31 * 86_400)))
    }
}
