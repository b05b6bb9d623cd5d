import CLibgit2

/// An open repository with its object database; used by one thread at a time.
///
/// The repository's actor and the transport child each own one. It is opened only with
/// `git_repository_open_ext`, which checks the owner and the extensions; `git_repository_open_bare`
/// checks neither.
final class RepositoryHandle {
    private let repository: Owned
    private let objects: Owned
    /// The path that was opened, for messages.
    let path: String

    /// The ways in which a path leads to a repository.
    enum Way {
        /// The path is the repository, or its `.git` is.
        case exact
        /// The path, or the nearest folder above it, is the repository.
        case upwards
        /// The path is a bare repository.
        case bare

        fileprivate var flags: UInt32 {
            switch self {
            case .exact: GIT_REPOSITORY_OPEN_NO_SEARCH.rawValue
            case .upwards: 0
            case .bare: GIT_REPOSITORY_OPEN_NO_SEARCH.rawValue | GIT_REPOSITORY_OPEN_BARE.rawValue
            }
        }
    }

    /// Opens an existing repository; never makes one.
    init(opening path: String, _ way: Way) throws(GitError) {
        Library.start
        repository = try unsafe own("open the repository \(path)") {
            unsafe git_repository_free($0)
        } _: {
            unsafe git_repository_open_ext(&$0, path, way.flags, nil)
        }
        objects = try Self.database(of: repository)
        self.path = path
    }

    /// Makes an empty bare repository; never opens an existing one.
    init(makingBareAt path: String) throws(GitError) {
        Library.start
        var options = unsafe git_repository_init_options()
        try check("make a repository") {
            unsafe git_repository_init_options_init(
                &options, UInt32(GIT_REPOSITORY_INIT_OPTIONS_VERSION))
        }
        unsafe options.flags =
            GIT_REPOSITORY_INIT_BARE.rawValue | GIT_REPOSITORY_INIT_NO_REINIT.rawValue
            | GIT_REPOSITORY_INIT_MKPATH.rawValue
        repository = try unsafe own("make the repository \(path)") {
            unsafe git_repository_free($0)
        } _: {
            unsafe git_repository_init_ext(&$0, path, &options)
        }
        objects = try Self.database(of: repository)
        self.path = path
    }

    private static func database(of repository: borrowing Owned) throws(GitError) -> Owned {
        try unsafe own("open the object database") {
            unsafe git_odb_free($0)
        } _: { pointer in
            unsafe repository.with { unsafe git_repository_odb(&pointer, $0) }
        }
    }

    /// Lends the repository's pointer for a call.
    func withRepository<Result, Failure>(
        _ body: (OpaquePointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try unsafe repository.with(body)
    }

    /// Lends the object database's pointer for a call.
    func withObjects<Result, Failure>(
        _ body: (OpaquePointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try unsafe objects.with(body)
    }

    /// The folder of git's own files, shared by all work trees, with a slash at the end.
    var gitFolder: String {
        unsafe withRepository {
            unsafe git_repository_commondir($0).map { unsafe String(cString: $0) }
        } ?? path
    }

    /// The root of the working tree, with a slash at the end; `nil` for a bare repository.
    var workTree: String? {
        unsafe withRepository {
            unsafe git_repository_workdir($0).map { unsafe String(cString: $0) }
        }
    }
}
