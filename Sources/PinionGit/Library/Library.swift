/// Git as values: repositories, revisions, commits, pushes and ledgers, over libgit2.
///
/// No pointer of libgit2 leaves this target and no commit is ever checked out. The process that
/// decides makes no network call: the transport child does.
import CLibgit2

/// The one-time start of the C library, made at the first use.
enum Library {
    /// Starts libgit2 with its strictest options; every way to a repository reads this first.
    ///
    /// Starting costs milliseconds, which commands without git do not spend.
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

/// The limits on what is read from a repository; nothing outside is trusted to be small.
enum Limits {
    /// The bytes of a file that is read: 4 MiB.
    static let blobBytes = 4 << 20
    /// The bytes of one tree object.
    static let treeBytes = 16 << 20
    /// The bytes of one commit object: the squash of a long pull request has over 64 KiB.
    static let commitBytes = 16 << 20
    /// The parents of one commit.
    static let parents = 256
    /// The files below the requested folders.
    static let files = 50_000
    /// The bytes of all files together.
    static let totalBytes = 256 << 20
    /// The depth of nested folders.
    static let depth = 32
    /// The bytes of one object in a fetched pack.
    static let packedObjectBytes = 256 << 20
    /// The objects in a fetched pack.
    static let packObjects = 5_000_000
    /// The bytes of a fetched pack.
    static let packBytes = 4 << 30
    /// The bytes of address space of the transport child: a million refs take 0.4 GiB.
    ///
    /// libgit2 1.5 reads all refs that a remote advertises before they can be counted, and nothing
    /// else limits that.
    static let transportBytes = 1 << 30
}

extension Int {
    /// The number of bytes as text: `16 MiB`.
    var asBytes: String {
        self >= 1 << 30
            ? "\(self >> 30) GiB" : self >= 1 << 20 ? "\(self >> 20) MiB" : "\(self) bytes"
    }
}
