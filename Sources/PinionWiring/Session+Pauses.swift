package import PinionGit
package import PinionModel
package import PinionReconcile

extension Session {
    /// Returns this host's folders for an environment's pauses: the repository's, and its remote's.
    package func pauseFolders(of environment: PinionModel::Environment.Name) -> [PauseFolder] {
        let all = [named, repository].map { $0.pauseFolder(of: environment) }
        return all[0].path == all[1].path ? [all[0]] : all
    }

    /// Returns the pauses that only this host has, or why they cannot be read.
    package func hostPauses(
        of environment: PinionModel::Environment.Name
    ) -> (pauses: [Pause], failure: Failure?) {
        var pauses: [Pause] = []
        do throws(PauseFailure) {
            for folder in pauseFolders(of: environment) { pauses += try folder.pauses() }
            return (pauses, nil)
        } catch { return (pauses, Failure(error)) }
    }

    /// Deletes pauses that the ledger has or that ended; returns the reason if that failed.
    package func forgetPauses(_ report: Report) -> String? {
        for result in report.environments.compactMap(\.result) where !result.recordedPauses.isEmpty
        {
            do throws(PauseFailure) {
                for folder in pauseFolders(of: result.environment) {
                    try folder.remove(result.recordedPauses)
                }
            } catch { return "the ledger has the pause of \(result.environment), and \(error)" }
        }
        return nil
    }
}
