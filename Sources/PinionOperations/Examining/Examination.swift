import PinionGit
import PinionModel
package import PinionWiring

/// `doctor`: the checks, with their results.
package struct Examination {
    /// The result of a check.
    package enum State: String, Sendable {
        case well = "ok     "
        case missing = "missing"
        /// Something is missing that is not needed here.
        case unneeded = "note   "
    }

    /// The use of this host, which decides what it needs.
    package enum Role: String, CaseIterable, Sendable {
        /// The host reconciles: it needs git, the runtime and registries, and no forge.
        case host
        /// The host opens pull requests: it needs git, the forge and registries, and no runtime.
        case proposer
    }

    /// The use of this host; `nil` for both.
    let role: Role?
    /// The checks, in order.
    package internal(set) var lines: [(name: String, state: State, text: String)] = []
    /// Whether the git server's clock agrees with this host's; `nil` if that is unknown.
    var agreesWithServer: Bool?
    /// Whether environments were named, which must then be on this machine.
    var isNamed = true

    /// Whether everything that is needed was found.
    package var isWell: Bool { lines.allSatisfy { $0.state != .missing } }

    /// Tries everything that a role needs, for the named environments or all; changes nothing.
    package init(
        of names: [String], as role: Role?, _ choice: RepositoryChoice, _ process: ProcessContext
    ) async {
        self.role = role
        let opened = await attempt("git read") { () async throws -> (Session, String) in
            let session = try await Session.open(choice, process, revision: nil)
            return (session, "commit \(session.revision.id.short) of \(session.repository.label)")
        }
        guard let session = opened else { return }
        defer { session.close() }
        await examineClock(session)
        await examineForge(session)
        if role == .proposer { await examineBranches(session) }
        isNamed = !names.isEmpty
        let lost = await examineGone(session, named: names)
        let others = names.filter { !lost.contains($0) }
        guard names.isEmpty || !others.isEmpty else { return }
        let chosen = await attempt("environments") {
            let chosen = try session.environments(named: others)
            return (chosen, chosen.map(\.name).joined(separator: ", "))
        }
        for read in chosen ?? [] { await examine(read, session) }
    }

    /// Performs a check, and keeps its result or the reason why it failed.
    mutating func attempt<Value>(
        _ name: String, _ body: () async throws -> (Value, String)
    ) async -> Value? {
        do {
            let (value, text) = try await body()
            lines.append((name, .well, text))
            return value
        } catch {
            lines.append((name, .missing, Complaint(error).description))
            return nil
        }
    }

    /// Performs a check whose result is only a text.
    mutating func attempt(_ name: String, _ body: () async throws -> String) async {
        let _: Void? = await attempt(name) { ((), try await body()) }
    }

    /// Checks everything that one environment needs.
    mutating func examine(_ read: ReadEnvironment, _ session: Session) async {
        let files = await attempt("\(read.name): files") {
            () throws -> (PinionModel::Environment, String) in
            let environment = try read.result.get()
            let apply = environment.rules.apply.rawValue
            return (environment, "\(environment.services.count) pinned, apply: \(apply)")
        }
        guard let environment = files else { return }
        await examineLedger(environment, session)
        if role != .proposer {
            await examineRuntime(environment, session)
            await examineClaimVisibility(environment, session)
        }
        await examineRegistry(environment, session)
        for zone in Set(environment.rules.windows.map(\.timeZone)).sorted() {
            await attempt("\(read.name): time zone \(zone)") {
                guard session.process.zones.knows(zone) else {
                    throw Complaint("the system does not know it; apt-get install tzdata")
                }
                return "known"
            }
        }
    }

    private mutating func examineLedger(
        _ environment: PinionModel::Environment, _ session: Session
    ) async {
        let read = await attempt("\(environment.name): ledger read") {
            () async throws -> (LedgerTip?, String) in
            let newest = try await session.ledger().newest(of: environment.name)
            if let newest, let newer = try LedgerState(parsing: newest.record.state).newer {
                throw Complaint(newer.consequence)
            }
            return (newest, newest.map { "newest entry \($0.record.at)" } ?? "empty")
        }
        if let newest = read ?? nil { examineClock(of: newest, environment.name, session) }
        await examineLooks(environment, session)
        await attempt("\(environment.name): history") {
            let notes = try await session.historyNotes(of: environment.name)
            guard notes.isEmpty else { throw Complaint(notes.joined(separator: "\n")) }
            return "nothing is older than what this host saw"
        }
        guard environment.rules.apply != .never, role != .proposer else { return }
        await attempt("\(environment.name): ledger push") {
            try await session.tryLedgerPush()
            return "granted, as far as can be told without pushing"
        }
    }

    /// Reports who on this host sees which objects an environment holds.
    ///
    /// Within one repository the ledgers show it; other repositories need a shared folder.
    private mutating func examineClaimVisibility(
        _ environment: PinionModel::Environment, _ session: Session
    ) async {
        guard environment.mayShareObjects else { return }
        let name = "\(environment.name): claims"
        if let folder = SourceRepository.sharedClaims {
            await attempt(name) {
                let machine = environment.runtime.id ?? ""
                try session.repository.claims(on: "\(environment.runtime.kind) \(machine)")
                    .tryShared()
                return "kept for all users of this host in \(folder)"
            }
            return
        }
        lines.append(
            (
                name, .unneeded,
                "other repositories are told what it holds by this user's state folder alone; "
                    + "where another user of this host, or another host, runs Pinion on the same "
                    + "machine for another repository, neither knows of the other: for the users "
                    + "of one host make \(ClaimFolder.forAllUsers), `install -d -g docker -m 2770 "
                    + "\(ClaimFolder.forAllUsers)`"
            ))
    }

    private mutating func examineRegistry(
        _ environment: PinionModel::Environment, _ session: Session
    ) async {
        let images = environment.services.flatMap(\.pins).map(\.image)
        let hosts = Dictionary(
            images.map { ($0.repository.registry, $0) }, uniquingKeysWith: { one, _ in one })
        for (host, image) in hosts.sorted(by: { $0.key < $1.key }) {
            await attempt("\(environment.name): registry \(host)") {
                guard try await session.registries.reading.exists(image) else {
                    throw Complaint(
                        "it does not have \(image.reference.familiar); push it again, or pin "
                            + "another digest"
                    )
                }
                return "has \(image.reference.familiar)"
            }
            await compare(session, "registry \(host)", await session.clock(of: image.repository))
        }
        await examineTags(of: Set(images.map(\.repository)).sorted(), environment, session)
        guard let tag = environment.rules.environmentTag, role != .proposer else { return }
        for repository in Set(images.map(\.repository)).sorted() {
            await attempt("\(environment.name): right to move \(repository.familiar):\(tag)") {
                try await session.registries.rights.tryPush(to: repository)
                return "granted"
            }
        }
    }

    /// Reports whether tags can be moved, for registries with such a setting; pins do not depend on
    /// it.
    private mutating func examineTags(
        of repositories: [ImageReference.Repository], _ environment: PinionModel::Environment,
        _ session: Session
    ) async {
        guard let reader = session.registries.reading as? any RetentionReader else { return }
        for repository in repositories {
            let name = "\(environment.name): tags of \(repository.familiar)"
            do throws(RegistryError) {
                switch try await reader.mutability(ofTagsIn: repository) {
                case .unknown: continue
                case .mutable:
                    lines.append((name, .unneeded, "can be moved; the repository can forbid it"))
                case .immutable(let exceptions):
                    let but =
                        exceptions.isEmpty ? "" : ", but for \(exceptions.joined(separator: ", "))"
                    lines.append((name, .well, "cannot be moved\(but)"))
                }
            } catch {
                lines.append((name, .unneeded, "whether they can be moved is not known: \(error)"))
            }
        }
    }
}
