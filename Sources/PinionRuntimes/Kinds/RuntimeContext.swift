package import PinionHTTP
package import PinionModel
package import PinionProcess

/// The services of the process that runtimes are made with.
package struct RuntimeContext: Sendable {
    /// The HTTP client of the process.
    package let http: HTTPClient
    /// The registry that answers questions about images.
    package let registry: any Registry
    /// The credentials that engines pull images with.
    package let authorization: RegistryAuthorization
    /// The environment variables of the process.
    package var variables: [String: String] = [:]
    /// The root of the working copy; `nil` if the repository was named by a URL.
    package var root: String?
    /// The folder in which runtimes keep immutable data; it can be deleted at any time.
    package var cacheFolder: String?
    /// The store for the output of failed containers.
    package var outputKeeper: any OutputKeeper = NoOutputKeeper()
    /// The guard of work that must be finished before the process may end.
    package var criticalSections: any CriticalSections = UnguardedSections()

    package init(
        http: HTTPClient, registry: any Registry, authorization: @escaping RegistryAuthorization
    ) {
        (self.http, self.registry, self.authorization) = (http, registry, authorization)
    }

    package var clock: ProcessClock { http.clock }

    /// Returns a path of the repository on this disk; `purpose` is a noun such as `a sandbox`.
    package func path(_ path: String, for purpose: String) throws(NoWorkingCopy) -> String {
        guard let root else { throw NoWorkingCopy(path: path, purpose: purpose) }
        return "\(root)/\(path)"
    }
}

/// The error that a path is relative to a working copy and there is none.
package struct NoWorkingCopy: Error, Hashable, Sendable, CustomStringConvertible {
    let path: String
    let purpose: String

    package var description: String {
        "`\(path)` is relative to a working copy, and the repository was named by a URL; "
            + "run in a clone to use \(purpose)"
    }
}
