package import PinionGit

/// The chosen repository and the folder for clones.
package struct RepositoryChoice: Sendable {
    /// A path or an address; `nil` for the one around the folder in which the process was started.
    package let repository: String?
    /// The folder for clones; `nil` for the user's cache folder.
    package let cache: String?

    package init(repository: String?, cache: String?) {
        (self.repository, self.cache) = (repository, cache)
    }

    /// Returns the address at which git finds it.
    package func address(in process: ProcessContext) -> SourceRepository.Address {
        repository.map { .named($0) } ?? .around(folder: process.folder)
    }
}
