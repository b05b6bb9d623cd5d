package import PinionDecisions
import PinionFiles
package import PinionModel
import PinionRuntimes
package import PinionWiring

/// `init`: writes an environment's folder from what runs now.
package struct NewEnvironment: Sendable {
    let name: PinionModel::Environment.Name
    let choice: RepositoryChoice
    let process: ProcessContext

    /// Makes an environment that will be written into the working copy of `choice`.
    package init(
        _ name: PinionModel::Environment.Name, _ choice: RepositoryChoice, _ process: ProcessContext
    ) {
        (self.name, self.choice, self.process) = (name, choice, process)
    }

    /// The files that were written, and the services that were left out.
    package struct Written: Sendable {
        /// The environment's name.
        package let name: PinionModel::Environment.Name
        /// The folder, below the working copy's root.
        package let folder: String
        /// The pinned services, and those that could not be pinned.
        package let adoption: Adoption
    }

    /// Observes the runtime of the options, and pins each service whose instances run one image.
    package func write(_ options: [String: String]) async throws -> Written {
        let tree = try await WorkingTree(choice, process)
        let project = try tree.settings()
        let registries = try Registries(project, root: tree.root, process)
        let factory = RuntimeFactory(
            root: tree.root, registries: registries,
            cacheFolder: process.cacheFolder(asked: choice.cache), process: process)
        let folder = "\(project.environmentsFolder)/\(name)"
        let paths = ["environment.yaml", "pins.yaml"].map { "\(folder)/\($0)" }
        try tree.refuseLinks(folder)
        for path in paths { try tree.refuseExisting(path, remedy: "edit the file") }

        let answers = SetupAnswers(options, variables: process.environment)
        let kind = try RuntimeKinds.all.chosen(by: answers)
        let asked = try await factory.runtime(kind.init(answers, id: nil))
        let settings = kind.init(answers, id: try await asked.identity())
        let inventory = try await asked.observe(.inScope(pinned: []))
        let adoption = await RegistryAnswers.consulting(registries.reading) {
            let adoption = Adoption(inventory, file: paths[1], answers: $0)
            return (adoption, adoption.open)
        }
        try refuseNothing(adoption)
        let builtHere = adoption.unpinnable.filter(\.isIgnored).map(\.name)
        let texts = [
            EnvironmentFileText(runtime: settings, builtHere: builtHere).bytes,
            PinsFileText(services: adoption.services).bytes,
        ]
        try refuseUnreadable(
            tree.settingsFiles + zip(paths, texts).map { RepositoryFile(path: $0, contents: $1) })
        for (path, bytes) in zip(paths, texts) {
            try tree.write(bytes, to: path, remedy: "make the folder writable and run it again")
        }
        return Written(name: name, folder: folder, adoption: adoption)
    }

    /// Refuses to write files that no command could read.
    private func refuseUnreadable(_ files: [RepositoryFile]) throws {
        let read = try process.zones.reader.project(from: files, comparesRetired: false)
        guard case .failure(let mistakes)? = read.environments.first?.result else { return }
        throw Complaint(
            "these options give a file that no command could read, and nothing was written:\n"
                + "\(mistakes)")
    }

    /// Refuses to write a file without services, which no command could read.
    private func refuseNothing(_ adoption: Adoption) throws(Complaint) {
        guard adoption.services.isEmpty else { return }
        guard !adoption.unpinnable.isEmpty else {
            throw Complaint(
                "nothing is in scope, and nothing was written; look at the names and at which "
                    + "runtime is asked, or start a service first")
        }
        let reasons = adoption.unpinnable.map { "  \($0.name): \($0.reason)" }
        throw Complaint(
            "nothing in scope can be pinned, and nothing was written:\n"
                + reasons.joined(separator: "\n"))
    }
}
