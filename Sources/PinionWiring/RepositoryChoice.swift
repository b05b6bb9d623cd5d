package import PinionGit

/// Which repository, and where clones are kept.
package struct RepositoryChoice: Sendable {
    /// A path or an address; nil for the one around the folder in which the process was started.
    package let repository: String?
    /// The folder with clones; nil for the user's cache folder.
    package let cache: String?

    /// Names a repository.
    package init(repository: String?, cache: String?) {
        (self.repository, self.cache) = (repository, cache)
    }

    /// Where git finds it.
    package func address(in process: ProcessContext) -> SourceRepository.Address {
        repository.map { .named($0) } ?? .around(folder: process.folder)
    }
}
