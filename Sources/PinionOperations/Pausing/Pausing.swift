import PinionFiles
import PinionGit
package import PinionModel
package import PinionWiring

/// `pause`: pauses services of an environment, or ends their pauses, on this host and in the
/// ledger.
package struct Pausing: Sendable {
    private let name: PinionModel::Environment.Name
    private let services: Set<String>
    private let folder: PauseFolder
    private let choice: RepositoryChoice
    private let process: ProcessContext

    /// Opens this host's folder for pauses without asking a remote; no services means all of them.
    package init(
        of services: Set<String>, in name: PinionModel::Environment.Name,
        _ choice: RepositoryChoice, _ process: ProcessContext
    ) async throws {
        let place = try await SourceRepository.open(
            choice.address(in: process), settings: process.gitSettings(cache: choice.cache))
        (self.services, self.name, folder) = (services, name, place.pauseFolder(of: name))
        (self.choice, self.process) = (choice, process)
    }

    /// The report to the operator.
    package struct Summary: Sendable {
        /// The actions, and the pauses that are in force now.
        package fileprivate(set) var lines: [String] = []
        /// The files that could not be tidied up.
        package fileprivate(set) var warnings: [String] = []

        fileprivate mutating func say(_ line: String) { lines.append(line) }
    }

    /// Pauses the services for a time.
    ///
    /// This host's file is written first, since git may take minutes to fail.
    package func pause(for length: Duration, because reason: String) async throws -> Summary {
        let now = process.now()
        let pause = Pause(
            of: services, since: now, until: now + length, who: HostIdentity.person(),
            reason: reason)
        var isForAllUsers = false
        var unkept: PauseFailure?
        do throws(PauseFailure) { isForAllUsers = try folder.keep(pause) } catch { unkept = error }
        let missing: String
        do {
            let (recorded, place, warnings) = try await record(pause)
            if let standing = recorded.standing {
                var summary = summary(of: pause, recorded, standing, place)
                summary.warnings = warnings
                return summary
            }
            guard case .none(let reason) = recorded else { return Summary() }
            missing = reason
        } catch let error as UnknownName {
            try folder.remove([pause])
            throw Complaint(error.description)
        } catch {
            try await checkAgainstCache(pause)
            missing = Complaint(error).description
        }
        if let unkept { throw Complaint("nothing is paused: \(missing)\n  and \(unkept)") }
        let whose = isForAllUsers ? "on this host" : "of this user on this host (\(folder.path))"
        return Summary(lines: [
            "paused \(pause.subject(in: name)) \(pause.words)",
            "  by the runs \(whose) alone, until one of them reaches the ledger: \(missing)",
        ])
    }

    /// Writes this host's pauses into the ledger too, and then deletes their files.
    private func record(
        _ pause: Pause
    ) async throws -> (PauseOutcome, LedgerLocation, warnings: [String]) {
        try await with { session, environment in
            let kept = session.hostPauses(of: name).pauses.filter { $0.isInForce(at: pause.since) }
            let all = kept.contains(pause) ? kept : kept + [pause]
            let recorded = try await session.recordPauses(of: environment, by: pause.who) {
                lag, former in
                let new = all.map { $0.shifted(by: lag) }.filter { !$0.isHeld(by: former) }
                return PauseOrder(
                    standing: new.reduce(former) { $0.adding($1) },
                    words: new.map { "\($0.subject(in: name)) \($0.words)" }
                        .joined(separator: "; "))
            }
            let place = session.project.settings.ledger
            var warnings: [String] = []
            guard recorded.standing != nil else { return (recorded, place, warnings) }
            for folder in session.pauseFolders(of: name) {
                do throws(PauseFailure) { try folder.remove(all) } catch {
                    warnings.append("the ledger has the pause, and \(error)")
                }
            }
            return (recorded, place, warnings)
        }
    }

    private func summary(
        of pause: Pause, _ recorded: PauseOutcome, _ standing: [Pause], _ place: LedgerLocation
    ) -> Summary {
        var summary = Summary()
        let own = standing.last { $0.services == pause.services && $0.who == pause.who } ?? pause
        let isShorter = own.until - own.since > pause.until - pause.since
        summary.say(
            isShorter
                ? "\(pause.statement(in: name)) paused for longer already, and stays so: "
                    + "\(own.words)"
                : "paused \(pause.subject(in: name)) \(own.words)")
        summary.say(
            place == .local
                ? "  the ledger of this host has it: the runs of this user here obey"
                : "  the ledger has it: every host obeys")
        for other in standing where other != own && concerns(other) {
            summary.say("  \(other.statement(in: name)) also paused \(other.words)")
        }
        guard case .recorded(_, let holder, let doubt) = recorded else { return summary }
        if let holder { summary.say("  \(holder) is at work, and ends before its next change") }
        if let doubt { summary.say("  \(doubt)") }
        return summary
    }

    /// Whether a pause affects a named service.
    private func concerns(_ pause: Pause) -> Bool {
        services.isEmpty || services.contains(where: pause.concerns)
    }

    /// Ends the pauses of the services, or all of the environment if none are named.
    package func end() async throws -> Summary {
        var summary = Summary()
        let kept = try folder.pauses()
        try end(kept, in: [folder])
        let recorded: PauseOutcome
        do {
            recorded = try await with(isEnding: true) { session, environment in
                let all = session.hostPauses(of: name).pauses
                try end(all, in: session.pauseFolders(of: name))
                let words =
                    services.isEmpty
                    ? "ended" : "ended: \(services.sorted().joined(separator: ", "))"
                return try await session.recordPauses(of: environment, by: HostIdentity.person()) {
                    PauseOrder(standing: $1.ending(services), words: words)
                }
            }
        } catch {
            let left = (try? folder.pauses()) ?? kept
            let ended =
                left.count < kept.count
                ? "what this host alone had paused is ended, and its runs may repair it; " : ""
            throw Complaint(
                "\(ended)the ledger of \(name) may hold a pause still, and is not changed: "
                    + "\(Complaint(error))\n  run it again when git answers")
        }
        let isAny = if case .recorded = recorded { true } else { kept.ending(services) != kept }
        let left = (recorded.standing ?? []) + (try folder.pauses())
        let named = services.isEmpty ? name.description : services.sorted().joined(separator: ", ")
        if isAny { summary.say("ended the pause of \(named)") }
        for other in left where concerns(other) {
            summary.say(
                "\(named) stays paused with all of \(name) \(other.words); "
                    + "`pinion pause \(name) --end` ends that")
        }
        if !isAny, !left.contains(where: concerns) {
            summary.say("nothing of that is paused in \(name)")
        }
        return summary
    }

    /// Ends pauses in this host's files; other services of the same pause stay paused.
    private func end(_ kept: [Pause], in folders: [PauseFolder]) throws {
        let left = kept.ending(services)
        for pause in left where !kept.contains(pause) { _ = try folders.first?.keep(pause) }
        for folder in folders { try folder.remove(kept.filter { !left.contains($0) }) }
    }

    /// Refuses names that this host's last copy of the repository lacks, while git is silent.
    private func checkAgainstCache(_ pause: Pause) async throws {
        do {
            try await with(isCached: true) { _, _ in }
        } catch let error as UnknownName {
            try folder.remove([pause])
            throw Complaint("\(error), as far as this host saw it; nothing is paused")
        } catch {
            // Without a cache the names cannot be checked: an unchecked pause is better than none.
        }
    }

    /// Opens the repository for `body`; throws ``UnknownName`` for a name that is not in it.
    ///
    /// The pause of a service that is no longer pinned can still be ended.
    private func with<Result>(
        isCached: Bool = false, isEnding: Bool = false,
        _ body: (Session, PinionModel::Environment) async throws -> Result
    ) async throws -> Result {
        try await Session.with(choice, process, isCached: isCached) { session in
            let known = session.project.environments.map(\.name)
            guard let read = session.project.environments.first(where: { $0.name == "\(name)" })
            else {
                throw UnknownName(
                    description:
                        "there is no environment `\(name)` at commit \(session.tip.id.short); "
                        + "there is "
                        + known.joined(separator: ", "))
            }
            let environment = try read.result.get()
            let pinned = Set(environment.services.map(\.name.description))
            if !isEnding, let stranger = services.subtracting(pinned).sorted().first {
                throw UnknownName(
                    description: "there is no service \(stranger) in the pins of \(name)")
            }
            return try await body(session, environment)
        }
    }
}

/// The error for a name that is not in the repository.
private struct UnknownName: Error, CustomStringConvertible {
    let description: String
}
