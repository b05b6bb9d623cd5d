package import PinionGit
package import PinionModel
package import PinionReconcile

extension Session {
    /// Where this host keeps pauses of an environment: for the repository that was named, and for the one that its
    /// `pinion.yaml` leads to.
    package func pauseFolders(of environment: PinionModel::Environment.Name) -> [PauseFolder] {
        let all = [entrance, place].map { $0.pauseFolder(of: environment) }
        return all[0].path == all[1].path ? [all[0]] : all
    }

    /// The pauses that this host alone knows, or why they cannot be read.
    package func hostPauses(
        of environment: PinionModel::Environment.Name
    ) -> (pauses: [Pause], problem: String?) {
        var pauses: [Pause] = []
        do throws(PauseFailure) {
            for folder in pauseFolders(of: environment) { pauses += try folder.pauses() }
            return (pauses, nil)
        } catch {
            return (pauses, error.description)
        }
    }

    /// Lets go of the pauses that the ledger has now, and of those that ended; why that was not possible, for a notice.
    package func forgetPauses(_ report: Report) -> String? {
        for result in report.environments.compactMap(\.result) where !result.recordedPauses.isEmpty
        {
            do throws(PauseFailure) {
                for folder in pauseFolders(of: result.environment) {
                    try folder.remove(result.recordedPauses)
                }
            } catch {
                return "the ledger has the pause of \(result.environment), and \(error)"
            }
        }
        return nil
    }
}
