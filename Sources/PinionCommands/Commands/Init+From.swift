import FoundationEssentials
import PinionFiles
import PinionGit
import PinionModel
import PinionProcess
import PinionRuntimes
import PinionSyntax
import PinionWiring

extension Init {
    /// `pinion init ENV --from OTHER`: the settings and pins of another environment, for the machine here.
    ///
    /// They are those of the tracked branch: what a working tree holds beside that, nobody approved.
    func copy(of former: String) async throws {
        let process = ProcessContext.current
        let root = try await InitPlace(common, process).root()
        try await Session.with(common.choice, process) {
            try await copy(of: former, $0, to: root)
        }
    }

    private func copy(of former: String, _ session: Session, to root: String) async throws {
        guard let model = try session.environments(named: [former]).first?.result.get() else {
            return
        }
        let asked = try await session.runtimes.runtime(try settings(for: model))
        guard let machine = try await asked.identity() else { return }
        guard machine != model.runtime.id else {
            throw Complaint(
                "this machine is \(machine), which is that of \(former) already; run it on the machine that \(environment) is "
                    + "for, or name that one with --endpoint")
        }
        let folder = "\(session.project.settings.environmentsFolder)/\(environment)"
        let zones = session.process.zones
        let source = session.place.source(branch: session.project.settings.branch)
        let files = try await source.files(
            of: session.tip.id,
            at: [ProjectReader.settingsPath, session.project.settings.environmentsFolder])
        let copies = try EnvironmentCopy(
            of: former, to: environment, in: session.project.settings.environmentsFolder,
            machine: machine, endpoint: runtime.values["endpoint"]
        ).files(of: session.tip.id, from: files, with: zones.reader)
        let names = model.services.map(\.nameInRuntime)
        let seen = try await asked.observe(.inScope(pinned: names))
        try refuseLinks(folder, in: root)
        for copy in copies {
            try refuseLinks(copy.path, in: root)
            try refuseExisting(copy.path, in: root)
        }
        for copy in copies { try write(copy, in: root) }
        tell(model, seen, copies.count, folder)
    }

    /// Where the new environment runs, before it has an id; an endpoint that means one machine everywhere needs another.
    private func settings(for model: PinionModel::Environment) throws -> any RuntimeSettings {
        do {
            guard let kind = model.runtime as? any RuntimeKind else { throw NotCopied.ofThisKind }
            return try kind.copied(to: runtime.values["endpoint"])
        } catch NotCopied.withoutEndpoint {
            throw Complaint(
                "the endpoint of \(model.name) means the same machine from everywhere; name that of \(environment) with "
                    + "--endpoint")
        } catch NotCopied.ofThisKind {
            throw Complaint(
                "--from is for runtimes that each host has its own of, and \(model.name) is of the kind "
                    + "`\(model.runtime.kind)`; write \(environment) with `pinion init` and its own runtime, "
                    + "and then move the pins with `pinion promote`"
            )
        }
    }

    private func refuseExisting(_ path: String, in root: String) throws {
        guard !FileManager.default.fileExists(atPath: "\(root)/\(path)") else {
            throw Complaint(
                "\(root)/\(path) exists, and init overwrites nothing; name another environment, or remove that folder"
            )
        }
    }

    private func write(_ file: RepositoryFile, in root: String) throws {
        let path = "\(root)/\(file.path)"
        do {
            try FileManager.default.createDirectory(
                atPath: String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)]),
                withIntermediateDirectories: true)
            try Data(file.contents).write(to: URL(filePath: path), options: .withoutOverwriting)
        } catch {
            throw Complaint(
                "cannot write \(path): \(FileFault(error)); make the folder writable, remove what is in it, and run it "
                    + "again")
        }
    }

    /// What is here and not there, and the other way round; nothing of it is guessed.
    private func tell(
        _ model: PinionModel::Environment, _ seen: Inventory, _ files: Int, _ folder: String
    ) {
        Terminal.print("wrote \(plural(files, "file")) into \(folder), as \(model.name) has them\n")
        let here = Set(seen.services.map(\.name))
        let pinned = Set(model.services.map(\.nameInRuntime))
        let outside = Dictionary(
            seen.outOfScope.map { ($0.name, $0.reason) }, uniquingKeysWith: { one, _ in one })
        for name in pinned.subtracting(here).sorted() {
            let why = outside[name].map { ": \($0)" } ?? ""
            Terminal.print(
                "not here: \(ShownText(name, longest: .max)) is pinned, and does not run on this machine\(ShownText(why, longest: .max)); "
                    + "start it, or take its pin out\n")
        }
        for name in here.subtracting(pinned).sorted()
        where !model.rules.untrackedIgnore.contains(where: { $0.matches(name) }) {
            Terminal.print(
                "not pinned: \(ShownText(name, longest: .max)) runs on this machine, and \(model.name) has no pin of it; `pinion adopt "
                    + "\(environment)` proposes one\n")
        }
        if let tag = model.rules.environmentTag {
            Terminal.print(
                "\(model.name) and \(environment) both keep the registry tag `\(tag)`: as long as they do, their pins of one "
                    + "repository must be the same; give \(environment) another `tag`, or none\n")
        }
        if model.rules.apply != .never {
            Terminal.print(
                "`apply` is `\(model.rules.apply.rawValue)` in \(model.name), and `never` in \(environment) until you set it\n"
            )
        }
        Terminal.print(
            "next: git add \(folder) && git commit && git push, then `pinion status \(environment)`\n"
        )
    }
}
