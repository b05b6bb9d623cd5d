import PinionGit
import PinionModel

extension Session {
    /// Who looked at environments last, by name, and why that could not be learnt; nothing is known where no look is
    /// recorded.
    func looks(
        of environments: [PinionModel::Environment]
    ) async -> (looks: [String: LookRecord], obstacle: String?) {
        let names = environments.filter { $0.rules.apply != .never }.map(\.name)
        guard project.settings.ledger == .remote, !names.isEmpty else { return ([:], nil) }
        do throws(LedgerError) {
            let records = try await place.lookBook.records(of: names)
            return (
                records.reduce(into: [:]) { $0[$1.key.description] = $1.value }, nil
            )
        } catch {
            return ([:], "who looked last is not known: \(error)")
        }
    }

    /// Records that a reconcile looked; why that was not possible, for a notice.
    ///
    /// Never with `ledger: local`, nor where nothing is applied; nor where the branch or the ledger went back, since nothing is
    /// written then.
    func recordLooks(_ report: Report) async -> String? {
        let settings = project.settings
        guard settings.ledger == .remote, !SignalSections.shared.isAskedToEnd else { return nil }
        let host = HostIdentity.holder().host
        let looks = report.environments.compactMap(\.result).reduce(
            into: [PinionModel::Environment.Name: LookRecord.Look]()
        ) { looks, result in
            looks[result.environment] = LookRecord.Look(
                result, host: host, at: report.generatedAt)
        }
        guard !looks.isEmpty else { return nil }
        let problem: String?
        do {
            let known = try await place.withRemoteLedger(looks.keys)
            problem = await place.lookBook.record(
                looks.filter { known.contains($0.key) }, every: settings.looks.every)
        } catch {
            problem = Complaint(error).description
        }
        return problem.map {
            "that this run looked is not recorded, so that soak may not count it: \($0); let this user write "
                + "refs/pinion/seen/*"
        }
    }
}
