package import PinionFiles
package import PinionModel
package import PinionRuntimes

/// Makes the runtime that an environment's file names.
package struct RuntimeFactory: Sendable {
    /// The working copy's root; `nil` if the repository was named by a URL.
    let root: String?
    let registries: Registries
    /// The folder for runtimes' immutable data; it can be deleted at any time.
    let cacheFolder: String
    let process: ProcessContext

    /// Makes a factory for a working copy, or for a repository that was named by a URL.
    package init(
        root: String?, registries: Registries, cacheFolder: String, process: ProcessContext
    ) {
        (self.root, self.registries, self.cacheFolder) = (root, registries, cacheFolder)
        self.process = process
    }

    package func runtime(of environment: PinionModel::Environment) async throws -> any Runtime {
        try await runtime(environment.runtime)
    }

    /// Returns the runtime that settings describe.
    package func runtime(_ settings: any RuntimeSettings) async throws -> any Runtime {
        guard let kind = settings as? any RuntimeKind else {
            throw Complaint(
                "this version of Pinion has no `\(settings.kind)` runtime; the environments that "
                    + "use it cannot be looked at")
        }
        return try await kind.runtime(in: context)
    }

    /// The context for making runtimes.
    package var context: RuntimeContext {
        var context = RuntimeContext(
            http: process.http, registry: registries.reading,
            authorization: registries.authorization)
        context.variables = process.environment
        context.root = root
        context.cacheFolder = cacheFolder
        context.outputKeeper = OutputFolder(stateFolder: process.stateFolder, now: process.now)
        context.criticalSections = process.criticalSections
        return context
    }
}

extension ZoneInfo {
    /// The reader of files with all kinds of runtimes.
    package var reader: ProjectReader { ProjectReader(kinds: RuntimeKinds.all) { self.knows($0) } }
}
