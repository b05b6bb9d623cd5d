package import PinionModel
import PinionReading
import PinionSyntax

/// The edits that write changes of an environment's pins into its files and change no other byte.
package enum PinsEdit {
    /// Returns the changed files with their new bytes, sorted by path; empty if there are none.
    ///
    /// The result is read back: its pins must be exactly those of the environment after the
    /// changes. New services go to `pins.yaml`, or to the only pins file. `files` are those of the
    /// commit that `environment` was read from, or at least its own; `folder` is the folder of all
    /// environments. Throws if the files are not as planned, or if a form cannot be edited in
    /// place.
    package static func applying(
        _ changes: [PinChange], to files: [RepositoryFile], folder: String, environment: Environment
    ) throws(FilesError) -> [RepositoryFile] {
        let before = PinsFiles(files, of: environment, in: folder)
        guard try before.services() == ChangedServices.bare(environment.services) else {
            throw .differsFromPlan(
                environment: environment.name, problem: "the files are not those of this commit")
        }
        var wanted = ChangedServices(environment.services, path: before.path)
        for change in changes { try wanted.apply(change) }
        var after = before
        for round in Rounds(wanted.effective, of: environment).rounds { try after.apply(round) }
        let services = try read(after)
        guard services == wanted.result else {
            throw .differsFromPlan(
                environment: environment.name, problem: difference(services, wanted.result))
        }
        return after.files.filter { !before.files.contains($0) }
    }

    /// Reads the changed files; a mistake in them comes from the change.
    private static func read(_ files: PinsFiles) throws(FilesError) -> [Service] {
        do throws(FilesError) { return try files.services() } catch {
            guard case .unreadable(let mistakes) = error, let first = mistakes.mistakes.first else {
                throw error
            }
            throw .notEditable(first)
        }
    }

    private static func difference(_ services: [Service], _ wanted: [Service]) -> String {
        let odd = Set(services).symmetricDifference(wanted).map(\.name).min()
        return odd.map { "\(QuotedText($0.description)) would be another" } ?? "no service differs"
    }

    /// Changes in rounds: no service is changed twice within a round.
    private struct Rounds {
        private(set) var rounds: [[PinChange]]

        /// New services come first, because they have lines of their own.
        init(_ changes: [PinChange], of environment: Environment) {
            var known = Set(environment.services.map(\.name))
            var new: [PinChange] = []
            var seen: [Service.Name: Int] = [:]
            rounds = []
            for change in changes {
                if case .add = change, known.insert(change.service).inserted {
                    new.append(change)
                    continue
                }
                let round = seen[change.service, default: 0]
                seen[change.service] = round + 1
                if round == rounds.count { rounds.append([]) }
                rounds[round].append(change)
            }
            if !new.isEmpty { rounds.insert(new, at: 0) }
        }
    }
}
