package import PinionDecisions
import PinionFiles
package import PinionModel

extension Session {
    /// Since when the pins of an environment have their holds; none is known where git cannot tell (a shallow
    /// clone), for no run ends for the sake of an age.
    package func heldSince(
        in environment: PinionModel::Environment
    ) async -> [PinKey: HeldSince] {
        do throws(SourceError) {
            let ages = HoldAges(history) { FiledPins.read($0)?.compactMapValues(\.hold) }
            return try await ages.since(in: environment, at: revision.id)
        } catch {
            return [:]
        }
    }
}
