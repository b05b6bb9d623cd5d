import PinionModel
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
