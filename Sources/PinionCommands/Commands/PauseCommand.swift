import ArgumentParser
import PinionFiles
import PinionGit
import PinionModel

/// `pinion pause`: nothing is changed for a time, by this host at once and by all as soon as the ledger has it.
struct PauseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pause",
        abstract: "Stop all changes of an environment, or of some services, for a time.",
        discussion: """
            For a fix by hand: `pinion pause production web --for 2h "rolling back by hand"`. Stops repairs and environment \
            tags too, ends by itself, and is told by `status`. Works without git: then a file of this host holds it, and the next \
            reconcile of this host that reaches the ledger tells all others. A run that is at work ends before its next \
            change. A pause of more than seven days is a `freeze` in environment.yaml. Exit codes: 0 done; 1 an error.
            """)

    @Argument(help: ArgumentHelp("The environment.", valueName: "env"))
    var environment: String
    @Argument(help: ArgumentHelp("The services; all of them by default.", valueName: "service"))
    var services: [String] = []
    @Option(
        name: .customLong("for"), parsing: .upToNextOption,
        help: ArgumentHelp(
            "For how long (90m, 2h, 1d), and why.", valueName: "duration reason"))
    var order: [String] = []
    @Flag(help: "End the pauses of these services, or all pauses of the environment.")
    var end = false
    @OptionGroup var common: CommonOptions

    func validate() throws {
        guard PinionModel::Environment.Name(parsing: environment) != nil else {
            throw ValidationError("`\(environment)` is not an environment's name")
        }
        guard end == order.isEmpty else {
            throw ValidationError("name either --for DURATION REASON or --end")
        }
        if !end { _ = try ordered() }
    }

    /// How long, and why.
    private func ordered() throws -> (length: Duration, reason: String) {
        guard let length = order.first.flatMap({ DurationText(parsing: $0) })?.duration,
            length > .zero, length <= Pause.longest
        else {
            throw ValidationError(
                "--for takes a duration of at most 7d, such as 2h, and then a reason; what is to stand for longer is a "
                    + "`freeze` in environment.yaml")
        }
        do throws(OverrideReason.Malformed) {
            let reason = try OverrideReason(parsing: order.dropFirst().joined(separator: " "))
            return (length, reason.description)
        } catch {
            throw ValidationError("--for \(order[0]): \(error)")
        }
    }

    func run() async throws {
        guard let name = PinionModel::Environment.Name(parsing: environment) else { return }
        let surroundings = Surroundings.current
        let address: GitPlace.Address =
            common.repository.map { .named($0) } ?? .around(folder: surroundings.folder)
        let place = try await GitPlace.open(
            address, settings: surroundings.gitSettings(cache: common.cache))
        let desk = PauseDesk(
            name: name, services: Set(services), file: place.pauseFile(of: name), common: common,
            surroundings: surroundings)
        if end { return try await desk.endPauses() }
        let (length, reason) = try ordered()
        let now = surroundings.now()
        try await desk.order(
            Pause(
                of: Set(services), since: now, until: now + length, who: HostIdentity.person(),
                reason: reason))
    }
}

/// Carries an order to pause, or to end that, to this host's file and to the ledger.
private struct PauseDesk {
    let name: PinionModel::Environment.Name
    let services: Set<String>
    let file: PauseFile
    let common: CommonOptions
    let surroundings: Surroundings

    /// This host obeys before anybody is asked: git may take minutes to say nothing.
    func order(_ pause: Pause) async throws {
        var unkept: String?
        do throws(PauseFailure) {
            let kept = try file.pauses().filter { $0.isInForce(at: pause.since) }
            try file.keep(kept.filter { $0.services != pause.services } + [pause])
        } catch {
            unkept = error.description
        }
        let missing: String
        do {
            switch try await record(pause) {
            case .recorded(let holder):
                try file.keep([])
                say("paused \(pause.subject(in: name)) \(pause.words)")
                say("  the ledger has it: every host obeys")
                if let holder { say("  \(holder) is at work, and ends before its next change") }
                return
            case .unchanged: missing = "nothing was written"
            case .none(let reason): missing = reason
            }
        } catch let error as UnknownName {
            try file.keep(try file.pauses().filter { $0 != pause })
            throw Complaint(error.description)
        } catch {
            missing = Complaint(error).description
        }
        if let unkept {
            throw Complaint("nothing is paused: \(missing)\n  and \(unkept)")
        }
        say("paused \(pause.subject(in: name)) \(pause.words)")
        let whose = file.isForAllUsers ? "on this host" : "of this user on this host (\(file.path))"
        say("  by the runs \(whose) alone, until one of them reaches the ledger: \(missing)")
    }

    private func record(_ pause: Pause) async throws -> RecordedPauses {
        try await with { session, environment in
            try await session.recordPauses(of: environment, pause.words, by: pause.who) { former in
                former.filter { $0.services != pause.services } + [pause]
            }
        }
    }

    func endPauses() async throws {
        let kept = try file.pauses()
        let left = kept.filter(isLeft)
        try file.keep(left)
        let recorded: RecordedPauses
        do {
            recorded = try await with { session, environment in
                try await session.recordPauses(
                    of: environment, "ended: \(services.sorted().joined(separator: ", "))",
                    by: HostIdentity.person()
                ) { $0.filter(isLeft) }
            }
        } catch {
            throw Complaint(
                "what the ledger says of pauses of \(name) is not changed: \(Complaint(error))")
        }
        let isAny = if case .recorded = recorded { true } else { left.count < kept.count }
        say(isAny ? "ended the pause of \(name)" : "nothing of that is paused in \(name)")
    }

    private func isLeft(_ pause: Pause) -> Bool {
        !services.isEmpty && pause.services != services
    }

    /// Does something with the repository as it is now; the names that were given must be in it.
    private func with<Result>(
        _ body: (Session, PinionModel::Environment) async throws -> Result
    ) async throws -> Result {
        let session = try await Session.open(common, surroundings, revision: nil)
        do {
            let known = session.project.environments.map(\.name)
            guard let read = session.project.environments.first(where: { $0.name == "\(name)" })
            else {
                throw UnknownName(
                    description:
                        "there is no environment `\(name)` at commit \(session.tip.id.short); there is "
                        + known.joined(separator: ", "))
            }
            let environment = try read.result.get()
            let pinned = Set(environment.services.map(\.name.description))
            if let stranger = services.subtracting(pinned).sorted().first {
                throw UnknownName(
                    description: "there is no service \(stranger) in the pins of \(name)")
            }
            let result = try await body(session, environment)
            await session.close()
            return result
        } catch {
            await session.close()
            throw error
        }
    }

    private func say(_ line: String) { Terminal.print(line + "\n") }
}

/// A name that is not in the repository: nothing is paused then.
private struct UnknownName: Error, CustomStringConvertible {
    let description: String
}
