import PinionDecisions
import PinionFiles
package import PinionModel

/// Proposes what a planner wants, for one environment after the other.
package struct ProposalRun: Sendable {
    private let context: ProposalContext
    private let ports: ProposalPorts
    private let isDirect: Bool

    /// A run in a context; `isDirect` asks for commits to the tracked branch, which environments must allow.
    package init(_ context: ProposalContext, _ ports: ProposalPorts, isDirect: Bool) {
        (self.context, self.ports, self.isDirect) = (context, ports, isDirect)
    }

    /// What became of each environment; `begins` hears of each before it is planned.
    ///
    /// One after the other: they may write to the same branch.
    package func reports(
        on chosen: [ReadEnvironment], _ planner: any ChangePlanner,
        begins: (String) -> Void = { _ in }
    ) async -> [ProposalReport] {
        let proposer = Proposer(ports)
        var tip = context.tip.id
        var reports: [ProposalReport] = []
        for read in chosen {
            begins(read.name)
            let ending = await ending(read, planner, proposer, tip)
            if case .done(let outcome) = ending, case .committed(let commit, _) = outcome.landing {
                tip = commit
            }
            reports.append(
                ProposalReport(environment: read.name, purpose: planner.purpose, ending: ending))
        }
        return reports
    }

    private func ending(
        _ read: ReadEnvironment, _ planner: any ChangePlanner, _ proposer: Proposer,
        _ tip: CommitID
    ) async -> ProposalReport.Ending {
        do {
            let environment = try read.result.get()
            let commits =
                isDirect || (planner.isAutomatic && environment.rules.proposals == .direct)
            if commits { try await context.outside.refuseSetback(environment.name) }
            // Before the commit: once that has landed, nothing may make a failure of it.
            let remember = try await context.outside.remembering()
            let outcome = try await proposer.propose(brief(environment.name, planner, tip))
            if case .committed(let commit, _) = outcome.landing {
                await remember(commit, environment.name)
            }
            return .done(outcome)
        } catch let refusal as RuleRefusal {
            return .refused(refusal.description)
        } catch let mistakes as FileMistakes {
            return .failed("cannot read it:\n\(mistakes)")
        } catch {
            return .failed(Complaint(error).description)
        }
    }

    private func brief(
        _ name: Environment.Name, _ planner: any ChangePlanner, _ tip: CommitID
    ) -> ProposalBrief {
        let folder = context.project.settings.environmentsFolder
        let (context, reader) = (context, context.reader)
        return ProposalBrief(
            environment: name, purpose: planner.purpose,
            way: isDirect ? .direct : planner.isAutomatic ? .asTheFileSays : .review,
            accumulates: planner.accumulates, at: context.now, tip: tip,
            roots: [ProjectReader.settingsPath, folder], folder: "\(folder)/\(name)",
            read: { try reader.project(from: $0) },
            edit: { changes, base in
                try PinsEdit.applying(
                    changes, to: base.files, folder: folder, environment: base.environment)
            },
            plan: { try await planner.plan(on: $0, context) })
    }
}
