import PinionDecisions
import PinionFiles
import PinionModel

extension History {
    /// Since when the pins of an environment have their holds; none is known where git cannot tell
    /// (a shallow clone), for no run ends for the sake of an age.
    func heldSince(
        in environment: Environment, at commit: CommitID
    ) async -> [PinKey: HeldSince] {
        do throws(SourceError) {
            let ages = HoldAges(self) { FiledPins.read($0)?.compactMapValues(\.hold) }
            return try await ages.since(in: environment, at: commit)
        } catch {
            return [:]
        }
    }
}
