import PinionDecisions
import PinionHistory
import PinionModel
import PinionProposals
import PinionReconcile
import PinionTesting
import Testing

/// Versions of the ledger's texts: what an older program makes of a newer one.
@Suite(.timeLimit(.minutes(10)))
struct LedgerFormatTests {
    private static let time = "2026-11-23T12:00:00Z"
    private static let commit = CommitID.test(1)

    /// A state that some later version wrote over a known fact.
    private static let later = """
        pinion ledger state 7
        needs 1.4
        commit \(commit)
        finding running-haunted web web \(time)
        object web 42
        spell web abracadabra
        end

        """

    @Test func `what version 1 can say is written as version 1`() {
        var numbers = LedgerNumbers(seed: 1, version: 1)
        for _ in 0..<50 {
            #expect(numbers.state().text.hasPrefix("pinion ledger state 1\n"))
            #expect(numbers.entry().text.hasPrefix("pinion ledger entry 1\n"))
        }
    }

    @Test func `a state of a later version is read as far as it is understood`() throws {
        let state = try LedgerState(parsing: Self.later)
        #expect(state.commit == Self.commit)
        #expect(state.objects == ["web": "42"])
        #expect(state.findings.isEmpty)
        #expect(
            state.newer?.description
                == "it was written by Pinion 1.4 or newer, and this is \(ProgramVersion.current)")
    }

    @Test func `an entry of a later version is shown as far as it is understood`() throws {
        let known = try LedgerEntry(
            parsing: """
                pinion ledger entry 7
                entry observation \(Self.time) run-1
                commit \(Self.commit)
                spell web abracadabra
                end

                """)
        #expect(known.commit == Self.commit)
        let unknown = try LedgerEntry(
            parsing: """
                pinion ledger entry 7
                entry exorcism \(Self.time) run-1
                needs 1.4
                spell web abracadabra
                end

                """)
        #expect(unknown.word == "exorcism")
        #expect(unknown.commit == nil)
    }

    /// A ledger in which web and api run since hour 0, and whose second record some later version wrote, with a fact
    /// that may change what was applied.
    private static func partlyRead() throws -> [LedgerRecord] {
        var chronicle = Chronicle()
        chronicle.observe(0, baseline: ["web": "a", "api": "a"])
        chronicle.conclude(2, ["web": "b", "api": "b"], commit: 2)
        chronicle.observe(4)
        var records = chronicle.records
        let old = records[1]
        let entry = old.entry
            .replacing("pinion ledger entry 1\n", with: "pinion ledger entry 7\nneeds 1.4\n")
            .replacing("end\n", with: "spell web abracadabra\nend\n")
            .replacing("result web web", with: "verdict web web")
        records[1] = LedgerRecord(
            message: old.message, entry: entry, state: old.state, at: old.at)
        return records
    }

    @Test func `nobody decides by a part of an entry`() throws {
        let records = try Self.partlyRead()
        let part = try LedgerEntry(parsing: records[1].entry)
        #expect(part.verified.count == 1 && part.newer?.needs == "1.4")
        let why = "written by Pinion 1.4 or newer"
        let soak = #expect(throws: UnreadableLedger.self) { try SoakReading.soaks(in: records) }
        #expect(soak?.reason.contains(why) == true)
        let figures = #expect(throws: UnreadableLedger.self) { try DeliveryHistory(records) }
        #expect(figures?.reason.contains(why) == true)
        let good = LastGood(try records.map { try LedgerEntry(parsing: $0.entry) })
        #expect(good.candidates == [Chronicle.commit(1)], "the baseline, not the part")

        let chain = records.reversed().enumerated().map { number, record in
            ChainedRecord(
                id: .test(number), record: record, authors: [LedgerAudit.author],
                authored: record.at)
        }
        let audit = LedgerAudit(chain, of: .production, now: Chronicle.hour(5))
        #expect(audit.problems.count == 1)
        #expect(audit.problems[0].contains("its entry is not looked through"))
        #expect(audit.problems[0].contains(why))
        let refusal = #expect(throws: LedgerRedaction.Refusal.self) {
            try LedgerRedaction(
                of: chain, in: .production, by: "ada", because: "x", at: Chronicle.hour(5))
        }
        #expect(refusal?.description.contains(why) == true)
    }

    @Test func `findings of a state of a later version are not all that stand`() {
        let error = #expect(throws: UnreadableLedger.self) {
            try LedgerState.findings(parsing: Self.later)
        }
        #expect(error?.reason.contains("written by Pinion 1.4 or newer") == true)
    }

    @Test func `a ledger that a later version wrote is compared with, and not written`() {
        var world = World(["web": "a"])
        world.run(Order(pins: ["web": "a"]))
        world.replaceTip(state: Self.later)
        world.set("web", to: "b")
        let words = world.words
        let result = world.run(Order(pins: ["web": "a"]))
        #expect(result.assessment?.services.first?.status == .drifted)
        #expect(
            result.problem
                == "the ledger is read as far as it is understood, and nothing is changed: it was "
                + "written by Pinion 1.4 or newer, and this is \(ProgramVersion.current); install "
                + "that version here")
        #expect(world.words == words)
        #expect(world.attempts == 0)
    }
}
