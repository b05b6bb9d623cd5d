/// Git behind values: repositories, revisions, commits, pushes and ledgers, over libgit2.
///
/// No pointer of libgit2 leaves this target, no commit is ever checked out, and no network call is
/// made in the process that decides: that is the transport child's work.
import CLibgit2

/// The C library's one start-up, made at the first use and never before.
enum Library {
    /// Starts libgit2 with its strictest options; every way to a repository reads this first.
    ///
    /// Starting costs milliseconds, so that commands without git never pay for it.
    static let start: Void = {
        git_libgit2_init()
        let switches: [(option: git_libgit2_opt_t, value: Int32)] = [
            (GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, 1),
            (GIT_OPT_ENABLE_STRICT_OBJECT_CREATION, 1),
            (GIT_OPT_ENABLE_STRICT_SYMBOLIC_REF_CREATION, 1),
            (GIT_OPT_ENABLE_FSYNC_GITDIR, 1),
            (GIT_OPT_SET_OWNER_VALIDATION, 1),
        ]
        for (option, value) in switches {
            _ = pinion_git_opts_int(Int32(option.rawValue), value)
        }
        _ = pinion_git_opts_size(
            Int32(GIT_OPT_SET_PACK_MAX_OBJECT_SIZE.rawValue), Limits.packedObjectBytes)
        _ = pinion_git_opts_size(Int32(GIT_OPT_SET_PACK_MAX_OBJECTS.rawValue), Limits.packObjects)
    }()
}

/// What is read from a repository at most; nothing outside is trusted to be small.
enum Limits {
    /// Bytes of a file that is read: 4 MiB.
    static let blobBytes = 4 << 20
    /// Bytes of one tree object.
    static let treeBytes = 16 << 20
    /// Bytes of one commit object: the squash of a long pull request has over 64 KiB.
    static let commitBytes = 16 << 20
    /// Parents of one commit.
    static let parents = 256
    /// Files below the folders that are asked for.
    static let files = 50_000
    /// Bytes of all files together.
    static let totalBytes = 256 << 20
    /// Folders inside each other.
    static let depth = 32
    /// Bytes of one object in a pack that is fetched.
    static let packedObjectBytes = 256 << 20
    /// Objects in a pack that is fetched.
    static let packObjects = 5_000_000
    /// Bytes of a pack that is fetched.
    static let packBytes = 4 << 30
    /// Bytes of address space of the process that speaks to a remote: a million refs take 0.4 GiB.
    ///
    /// libgit2 1.5 reads all refs that a remote advertises before anything can be counted, and
    /// nothing else bounds that.
    static let transportBytes = 1 << 30
}

extension Int {
    /// A number of bytes for people: `16 MiB`.
    var asBytes: String {
        self >= 1 << 30
            ? "\(self >> 30) GiB" : self >= 1 << 20 ? "\(self >> 20) MiB" : "\(self) bytes"
    }
}
