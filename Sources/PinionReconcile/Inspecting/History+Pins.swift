import PinionDecisions
import PinionFiles
import PinionModel

extension History {
    /// Finds the image that each present pin replaced, to which a rollback would return.
    ///
    /// Pins whose history git cannot read (a shallow clone) are left out: a missing detail of a
    /// report does not end a run.
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

/// The most commits that are read for one file.
private let mostCommits = 100

extension History {
    /// Finds since when each pin of an environment has had its hold.
    ///
    /// Returns nothing if git cannot tell (a shallow clone): a missing age does not end a run.
    func heldSince(in environment: Environment, at commit: CommitID) async -> [PinKey: HeldSince] {
        do throws(SourceError) {
            let ages = HoldAges(self) { FiledPins.read($0)?.compactMapValues(\.hold) }
            return try await ages.since(in: environment, at: commit)
        } catch {
            return [:]
        }
    }
}
