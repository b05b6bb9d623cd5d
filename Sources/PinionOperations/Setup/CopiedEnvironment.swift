import PinionFiles
package import PinionModel
import PinionRuntimes
import PinionWiring

extension NewEnvironment {
    /// The result of a copy, and how this machine differs from the other one.
    package struct Copied: Sendable {
        /// The new environment's name.
        package let name: PinionModel::Environment.Name
        /// The environment whose files were copied.
        package let former: PinionModel::Environment
        /// The folder, below the working copy's root.
        package let folder: String
        /// The number of files that were written.
        package let files: Int
        /// The pinned services that do not run here, each with a possible reason.
        package let notHere: [(name: String, reason: String?)]
        /// The services that run here and have no pin.
        package let notPinned: [String]
    }

    /// Copies the settings and pins of another environment, for the machine here.
    ///
    /// They are read from the tracked branch: files only in a working tree are not approved.
    package func copy(of former: String, at endpoint: String?) async throws -> Copied {
        let tree = try await WorkingTree(choice, process)
        return try await Session.with(choice, process) { session in
            guard let model = try session.environments(named: [former]).first?.result.get() else {
                throw Complaint("there is no environment `\(former)`")
            }
            return try await copy(of: model, at: endpoint, session, to: tree)
        }
    }

    private func copy(
        of model: PinionModel::Environment, at endpoint: String?, _ session: Session,
        to tree: WorkingTree
    ) async throws -> Copied {
        let former = model.name.description
        let asked = try await session.runtimes.runtime(try settings(for: model, at: endpoint))
        guard let machine = try await asked.identity() else {
            throw Complaint("the runtime does not say which machine it is; a sandbox is not copied")
        }
        guard machine != model.runtime.id else {
            throw Complaint(
                "this machine is \(machine), which is that of \(former) already; run it on the "
                    + "machine that \(name) is for, or name that one with --endpoint")
        }
        let root = session.project.settings.environmentsFolder
        let files = try await session.source.files(
            of: session.tip.id, at: [ProjectReader.settingsPath, root])
        let copies = try EnvironmentCopy(
            of: former, to: name.description, in: root, machine: machine, endpoint: endpoint
        ).files(of: session.tip.id, from: files, with: session.reader)
        let seen = try await asked.observe(.inScope(pinned: model.services.map(\.nameInRuntime)))
        try tree.refuseLinks("\(root)/\(name)")
        for copy in copies {
            try tree.refuseLinks(copy.path)
            try tree.refuseExisting(copy.path, remedy: "remove that folder")
        }
        for copy in copies {
            try tree.write(
                copy.contents, to: copy.path,
                remedy: "make the folder writable, remove what is in it, and run it again")
        }
        return Copied(name, of: model, seen, copies.count, into: "\(root)/\(name)")
    }

    /// Returns the runtime of the new environment, without an id yet.
    ///
    /// An endpoint that leads to the same machine from everywhere must be replaced.
    private func settings(
        for model: PinionModel::Environment, at endpoint: String?
    ) throws -> any RuntimeSettings {
        do {
            guard let kind = model.runtime as? any RuntimeKind else { throw CopyRefusal.ofThisKind }
            return try kind.copied(to: endpoint)
        } catch CopyRefusal.withoutEndpoint {
            throw Complaint(
                "the endpoint of \(model.name) means the same machine from everywhere; name that "
                    + "of \(name) with --endpoint")
        } catch CopyRefusal.ofThisKind {
            throw Complaint(
                "--from is for runtimes that each host has its own of, and \(model.name) is of the "
                    + "kind `\(model.runtime.kind)`; write \(name) with `pinion init` and its own "
                    + "runtime, and then move the pins with `pinion promote`")
        }
    }
}

extension NewEnvironment.Copied {
    fileprivate init(
        _ name: PinionModel::Environment.Name, of former: PinionModel::Environment,
        _ seen: Inventory, _ files: Int, into folder: String
    ) {
        (self.name, self.former, self.files, self.folder) = (name, former, files, folder)
        let here = Set(seen.services.map(\.name))
        let pinned = Set(former.services.map(\.nameInRuntime))
        let outside = Dictionary(
            seen.outOfScope.map { ($0.name, $0.reason) }, uniquingKeysWith: { one, _ in one })
        notHere = pinned.subtracting(here).sorted().map { ($0, outside[$0]) }
        notPinned = here.subtracting(pinned).sorted().filter { name in
            !former.rules.untrackedIgnore.contains { $0.matches(name) }
        }
    }
}
