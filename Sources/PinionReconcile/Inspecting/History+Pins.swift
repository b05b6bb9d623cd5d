import PinionDecisions
import PinionFiles
import PinionModel

extension History {
    /// What git pinned before the present pins: what a rollback would return to.
    ///
    /// What git cannot tell (a shallow clone) is not known: no run ends for a report's detail.
    func formerImages(
        in environment: Environment, at commit: CommitID
    ) async -> [PinKey: PinnedImage] {
        var former: [PinKey: PinnedImage] = [:]
        let pins = environment.pins
        for path in Set(pins.values.map(\.site.path)).sorted() {
            for version in await versions(of: path, at: commit) {
                let before = version.file.flatMap { FiledPins.read($0) } ?? [:]
                for (key, pin) in before where former[key] == nil && pins[key]?.site.path == path {
                    guard pin.image.digest != pins[key]?.image.digest else { continue }
                    former[key] = pin.image
                }
            }
        }
        return former
    }

    private func versions(of path: String, at commit: CommitID) async -> [FileVersion] {
        do throws(SourceError) {
            return try await versions(of: path, at: commit, limit: mostCommits)
        } catch {
            return []
        }
    }
}

/// The most commits that are looked at for one file.
private let mostCommits = 100

extension History {
    /// Since when the pins of an environment have their holds; none is known where git cannot tell
    /// (a shallow clone), for no run ends for the sake of an age.
    func heldSince(in environment: Environment, at commit: CommitID) async -> [PinKey: HeldSince] {
        do throws(SourceError) {
            let ages = HoldAges(self) { FiledPins.read($0)?.compactMapValues(\.hold) }
            return try await ages.since(in: environment, at: commit)
        } catch {
            return [:]
        }
    }
}
