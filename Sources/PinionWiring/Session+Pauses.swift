package import PinionGit
package import PinionModel
package import PinionReconcile

extension Session {
    /// Where this host keeps an environment's pauses, for the repository and the one it points to.
    package func pauseFolders(of environment: PinionModel::Environment.Name) -> [PauseFolder] {
        let all = [entrance, place].map { $0.pauseFolder(of: environment) }
        return all[0].path == all[1].path ? [all[0]] : all
    }

    /// The pauses that only this host knows, or why they cannot be read.
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

    /// Deletes the pauses that the ledger now has, and those that ended; returns why that failed.
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
