import PinionGit
package import PinionModel
package import PinionReconcile

extension Session {
    /// Returns the recorded looks for engines of this host and engines that report their starts.
    ///
    /// It must be called before any engine is asked, so that the engine's answer is the newer fact.
    package func known(of environments: [PinionModel::Environment]) async -> KnownLooks {
        let all = environments.filter {
            $0.runtime.traits.reportsEngineStart || $0.runtime.traits.isOfThisHost
        }
        var known = KnownLooks()
        let isLocal = project.settings.ledger == .local
        for environment in all where isLocal || environment.rules.apply == .never {
            known.watch[environment.name] = .unrecorded(isLocal: isLocal)
        }
        let names = all.map(\.name).filter { known.watch[$0] == nil }
        guard !names.isEmpty else { return known }
        var problems: [String] = []
        do throws(LedgerError) {
            let records = try await repository.lookRecords.records(of: names)
            for name in names {
                do throws(LedgerError) {
                    let record = try records[name]?.get()
                    known.engines[name] = record?.engines ?? EngineHistory()
                    known.watch[name] = .recorded(
                        record?.last, project.settings.looks, host: HostIdentity.hostName())
                } catch { problems.append(error.description) }
            }
        } catch { problems = ["whether two engines report one id is not known: \(error)"] }
        if !problems.isEmpty { known.obstacle = problems.joined(separator: "; ") }
        return known
    }
}
