package import PinionHTTP
package import PinionModel
package import PinionProcess

/// What runtimes are made with.
package struct RuntimeContext: Sendable {
    /// The connections of the process.
    package let http: HTTPClient
    /// Answers questions about images.
    package let registry: any Registry
    /// Credentials that engines pull with.
    package let authorization: RegistryAuthorization
    /// The variables of the process.
    package var variables: [String: String] = [:]
    /// The working copy's root; nil if the repository was named by a URL.
    package var root: String?
    /// Where runtimes keep what never changes; it can be deleted at any time.
    package var cacheFolder: String?
    /// Keeps what failed containers print.
    package var keeper: any OutputKeeper = NoOutputKeeper()
    /// Work that is finished when the process is asked to end.
    package var sections: any CriticalSections = UnguardedSections()

    package init(
        http: HTTPClient, registry: any Registry, authorization: @escaping RegistryAuthorization
    ) {
        (self.http, self.registry, self.authorization) = (http, registry, authorization)
    }

    package var clock: ProcessClock { http.clock }

    /// A path of the repository's files on this disk; `purpose` is such as `a sandbox`.
    package func path(_ path: String, for purpose: String) throws(NoWorkingCopy) -> String {
        guard let root else { throw NoWorkingCopy(path: path, purpose: purpose) }
        return "\(root)/\(path)"
    }
}

/// A path is relative to a working copy, and there is no working copy.
package struct NoWorkingCopy: Error, Hashable, Sendable, CustomStringConvertible {
    let path: String
    let purpose: String

    /// A sentence for people.
    package var description: String {
        "`\(path)` is relative to a working copy, and the repository was named by a URL; "
            + "run in a clone to use \(purpose)"
    }
}
