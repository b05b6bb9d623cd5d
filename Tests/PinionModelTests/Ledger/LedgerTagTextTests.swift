import PinionModel
import PinionReconcile
import PinionTesting
import Testing

/// Tag writes in the ledger's texts: facts of version 2.
@Suite(.timeLimit(.minutes(10)))
struct LedgerTagTextTests {
    private static let writes = [nil, Digest.letter("c")].map { before in
        TagWrite(
            repository: image("a").repository, tag: .production, before: before,
            after: .letter("a"))
    }
    private static let plan = Digest.letter("e")

    @Test func `intents and outcomes with tags are read back, and are version 2`() throws {
        let verdicts: [TagResult.Verdict] = [
            .put, .refused(.forbidden), .unanswered(.throttled), .notBegun("a reason"),
        ]
        for write in Self.writes {
            let intent = Intent(
                holder: IntentHolder.test(1), expires: .test, commit: .test(1), planHash: Self.plan,
                changes: [], tags: [write])
            for verdict in verdicts {
                let outcome = RunOutcome(
                    commit: .test(1), planHash: Self.plan, seconds: 1, results: [],
                    tags: [TagResult(write, verdict)])
                for event in [LedgerEntry.Event.intent(intent), .outcome(outcome)] {
                    let entry = LedgerEntry(at: .test, run: "run-1", event: event)
                    #expect(entry.text.hasPrefix("pinion ledger entry 2\n"))
                    #expect(try LedgerEntry(parsing: entry.text) == entry)
                    let state = LedgerState().recording(entry)
                    #expect(try LedgerState(parsing: state.text) == state)
                }
            }
        }
    }

    @Test func `a state that knows of no refused tag is version 1`() {
        var state = LedgerState()
        state.tags[image("a").repository] = .letter("a")
        #expect(state.text.hasPrefix("pinion ledger state 1\n"))
        let refused = RefusedTag(
            digest: .letter("a"), since: .test, again: nil, obstacle: .forbidden)
        state.refusedTags[.test(shop + ":production")] = refused
        #expect(state.text.hasPrefix("pinion ledger state 2\n"))
    }
}
