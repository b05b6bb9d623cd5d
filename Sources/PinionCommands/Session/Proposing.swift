import PinionFiles
import PinionGit
import PinionModel
import PinionProposals
import PinionReports

/// What every command that writes to git does around its own plan: opens, proposes for each environment, shows.
struct Proposing: Sendable {
    /// What tells one command from the others.
    struct Errand: Sendable {
        /// What its proposals are for.
        let purpose: Proposal.Purpose
        /// Whether a run adds to what its open branch proposes.
        let accumulates: Bool
        /// Whether `proposals: direct` of the file is enough to commit to the tracked branch.
        var isAutomatic = false
        /// What is to change.
        let plan: @Sendable (Desk, ProposalGround) async throws -> PlannedChanges
    }

    let common: CommonOptions
    let writing: WritingOptions
    let surroundings = Surroundings.current

    init(_ common: CommonOptions, _ writing: WritingOptions) {
        self.common = common
        self.writing = writing
    }

    /// Runs an errand over environments, all of them where none is named, and ends with the exit code.
    func run(_ names: [String], _ errand: Errand) async throws -> Never {
        let progress = Progress(isQuiet: common.quiet, isVerbose: common.verbose)
        progress.note("reading the repository")
        let start = surroundings.now()
        let session = try await Session.open(
            common, surroundings, revision: nil, bringsProposals: true)
        let reports: [ProposalReport]
        do {
            reports = try await self.reports(
                try session.environments(named: names), errand, Desk(session, at: start), progress)
        } catch {
            progress.clear()
            await session.close()
            throw error
        }
        progress.clear()
        await session.close()
        Self.show(reports, writing.format, surroundings)
        throw Ending(.proposing(reports))
    }

    /// One after the other: they may write to the same branch.
    private func reports(
        _ chosen: [ReadEnvironment], _ errand: Errand, _ desk: Desk, _ progress: Progress
    ) async throws -> [ProposalReport] {
        let proposer = Proposer(desk.session.proposalPorts())
        var tip = desk.session.tip.id
        var reports: [ProposalReport] = []
        for read in chosen {
            progress.note("proposing for \(read.name)")
            let ending = await ending(read, errand, desk, proposer, tip)
            if case .done(let outcome) = ending, case .committed(let commit, _) = outcome.landing {
                tip = commit
            }
            reports.append(
                ProposalReport(environment: read.name, purpose: errand.purpose, ending: ending))
        }
        return reports
    }

    private func ending(
        _ read: ReadEnvironment, _ errand: Errand, _ desk: Desk, _ proposer: Proposer,
        _ tip: CommitID
    ) async -> ProposalReport.Ending {
        do {
            let environment = try read.result.get()
            let isDirect =
                writing.direct || (errand.isAutomatic && environment.rules.proposals == .direct)
            if isDirect { try await desk.session.refuseSetback(of: environment.name) }
            // Before the commit: once that has landed, nothing may make a failure of it.
            let memory = try await desk.session.memory()
            let outcome = try await proposer.propose(brief(environment.name, errand, desk, tip))
            if case .committed(let commit, _) = outcome.landing {
                await memory.wrote(branchTip: commit, of: environment.name)
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
        _ name: PinionModel::Environment.Name, _ errand: Errand, _ desk: Desk, _ tip: CommitID
    ) -> ProposalBrief {
        let folder = desk.session.project.settings.environmentsFolder
        let zones = desk.session.zones
        return ProposalBrief(
            environment: name, purpose: errand.purpose,
            way: writing.direct ? .direct : errand.isAutomatic ? .asTheFileSays : .review,
            accumulates: errand.accumulates, at: desk.now, tip: tip,
            roots: [ProjectReader.settingsPath, folder], folder: "\(folder)/\(name)",
            read: { try zones.reader.project(from: $0) },
            edit: { changes, ground in
                try PinsEdit.applying(
                    changes, to: ground.files, folder: folder, environment: ground.environment)
            },
            plan: { try await errand.plan(desk, $0) })
    }

    /// Writes what was done, and complains of what was not.
    static func show(
        _ reports: [ProposalReport], _ format: Format, _ surroundings: Surroundings
    ) {
        switch format {
        case .json: Terminal.print(ProposalJSON.text(of: reports))
        case .text:
            let palette = Terminal.palette(environment: surroundings.environment)
            Terminal.print(ProposalText.text(of: reports, palette))
            for complaint in reports.compactMap(ProposalText.complaint) {
                Terminal.complain("error: \(complaint)\n")
            }
        }
    }
}

extension Proposing {
    /// Opens a session, makes one proposal in it, shows what became of it, and ends the command with its code.
    static func one(
        _ common: CommonOptions, _ format: Format,
        _ propose: (Session) async throws -> ProposalReport
    ) async throws {
        let surroundings = Surroundings.current
        let session = try await Session.open(
            common, surroundings, revision: nil, bringsProposals: true)
        let report: ProposalReport
        do {
            report = try await propose(session)
        } catch {
            await session.close()
            throw error
        }
        await session.close()
        show([report], format, surroundings)
        throw Ending(.proposing([report]))
    }
}
