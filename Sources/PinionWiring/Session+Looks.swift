import PinionGit
package import PinionModel
package import PinionReconcile

extension Session {
    /// Returns who looked at environments last; without a look, the newest ledger entry counts.
    package func looks(of environments: [PinionModel::Environment]) async -> LastLooks {
        let names = environments.filter { $0.rules.apply != .never }.map(\.name)
        let settings = project.settings.looks
        var last = LastLooks()
        guard project.settings.ledger == .remote, !names.isEmpty else { return last }
        let now = process.now()
        do throws(LedgerError) {
            var problems: [String] = []
            let records = try await repository.lookRecords.records(of: names)
            for name in names {
                do throws(LedgerError) {
                    let look = try records[name]?.get().last
                    last.looks[name.description] = look
                    if let look {
                        last.notices[name.description] = settings.notice(of: look, at: now)
                    } else if let entry = try await ledger().newest(of: name)?.record.at {
                        last.notices[name.description] = settings.notice(ofEntry: entry, at: now)
                    } else {
                        last.unrecordedNotices[name.description] = LookSettings.blank
                    }
                } catch { problems.append(error.description) }
            }
            if !problems.isEmpty { last.obstacle = problems.joined(separator: "; ") }
        } catch { last.obstacle = "who looked last is not known: \(error)" }
        return last
    }

    /// Records that a reconcile looked; returns the reason if that failed.
    ///
    /// No look is recorded with `ledger: local`, with `apply: never`, after a failure, and while it
    /// is in doubt whether the branch or the ledger was rewound.
    package func recordLooks(_ report: Report) async -> String? {
        let settings = project.settings
        guard settings.ledger == .remote, !process.criticalSections.isAskedToEnd else { return nil }
        let host = HostIdentity.hostName()
        let looks = report.environments.compactMap(\.result).reduce(
            into: [PinionModel::Environment.Name: LookUpdate]()
        ) { looks, result in
            let look = LookRecord.Look(result, host: host, at: report.generatedAt)
            guard look != nil || result.engine?.isNews == true else { return }
            looks[result.environment] = LookUpdate(look: look, engine: result.engine)
        }
        guard !looks.isEmpty else { return nil }
        let problem: String?
        do {
            let known = try await repository.withRemoteLedger(looks.keys)
            problem = await repository.lookRecords.record(
                looks.filter { known.contains($0.key) }, at: report.generatedAt,
                every: settings.looks.every,
                lag: { await remoteClock().map { $0 - process.now() } ?? .zero })
        } catch { problem = Complaint(error).description }
        return problem.map {
            "that this run looked is not recorded for all, so that soak may not count it: \($0)"
        }
    }
}
