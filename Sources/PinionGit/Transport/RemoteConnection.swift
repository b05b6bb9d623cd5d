import CLibgit2
import Glibc
import PinionModel

/// A libgit2 connection to a remote, for the transport child only: calls here never end while the
/// remote is silent.
final class RemoteConnection {
    private let remote: Owned
    private let session: TransportSession

    /// A ref that the remote advertises.
    struct Advertised: Hashable {
        let name: String
        /// The ref's target.
        let id: ObjectID
        /// The ref that it points to, if it is symbolic.
        let symbolic: String?
    }

    /// Prepares a remote for moving objects to or from a repository, or only for reading its refs.
    ///
    /// The user's `url.….insteadOf` was applied and checked before, and is not applied again.
    init(_ session: TransportSession, in handle: RepositoryHandle? = nil) throws(GitError) {
        self.session = session
        var options = unsafe git_remote_create_options()
        try check("prepare the remote") {
            unsafe git_remote_create_options_init(
                &options, UInt32(GIT_REMOTE_CREATE_OPTIONS_VERSION))
        }
        unsafe options.flags =
            GIT_REMOTE_CREATE_SKIP_INSTEADOF.rawValue
            | GIT_REMOTE_CREATE_SKIP_DEFAULT_FETCHSPEC.rawValue
        if let handle {
            unsafe handle.withRepository { unsafe options.repository = $0 }
        }
        remote = try unsafe own("prepare the remote") {
            unsafe git_remote_free($0)
        } _: { pointer in
            unsafe git_remote_create_with_opts(&pointer, session.remote.address, &options)
        }
    }

    /// Connects; redirects are not followed, and credentials go to the configured host only.
    func connect(_ direction: git_direction) throws(GitError) {
        session.beginConnection()
        var options = unsafe git_remote_connect_options()
        try check("prepare the transport") {
            unsafe git_remote_connect_options_init(
                &options, UInt32(GIT_REMOTE_CONNECT_OPTIONS_VERSION))
        }
        unsafe options.callbacks = unsafe try session.callbacks()
        unsafe options.follow_redirects = GIT_REMOTE_REDIRECT_NONE
        unsafe options.proxy_opts.type = GIT_PROXY_AUTO
        try check("connect") {
            unsafe remote.with { unsafe git_remote_connect_ext($0, direction, &options) }
        }
    }

    /// Disconnects; errors do not matter at this point.
    func disconnect() {
        _ = unsafe remote.with { unsafe git_remote_disconnect($0) }
    }

    /// Returns the needed refs that the remote advertises, and the one that its `HEAD` names.
    ///
    /// There may be a million others, which are not kept.
    func advertised(where isNeeded: (String) -> Bool) throws(GitError) -> [Advertised] {
        var heads: UnsafeMutablePointer<UnsafePointer<git_remote_head>?>?
        var count = 0
        try check("list the remote's refs") {
            unsafe remote.with { unsafe git_remote_ls(&heads, &count, $0) }
        }
        var head: String?
        return unsafe UnsafeBufferPointer(start: heads, count: count).compactMap { pointer in
            guard let ref = unsafe pointer?.pointee, let text = unsafe ref.name else { return nil }
            let name = unsafe String(cString: text)
            let symbolic = unsafe ref.symref_target.map { unsafe String(cString: $0) }
            // HEAD is advertised first.
            if name == "HEAD" { head = symbolic }
            guard name == "HEAD" || name == head || isNeeded(name) else { return nil }
            return unsafe Advertised(name: name, id: ObjectID(ref.oid), symbolic: symbolic)
        }
    }

    /// Fetches the objects of refs into the repository; no ref is written.
    func download(_ refs: [String]) throws(GitError) {
        var options = unsafe git_fetch_options()
        try check("prepare the transport") {
            unsafe git_fetch_options_init(&options, UInt32(GIT_FETCH_OPTIONS_VERSION))
        }
        unsafe options.callbacks = unsafe try session.callbacks()
        unsafe options.follow_redirects = GIT_REMOTE_REDIRECT_NONE
        unsafe options.proxy_opts.type = GIT_PROXY_AUTO
        unsafe options.download_tags = GIT_REMOTE_DOWNLOAD_TAGS_NONE
        unsafe options.update_fetchhead = 0
        let specs = refs.map { "+\($0):\(CacheFolder.copy(of: $0))" }
        try check("fetch") {
            unsafe withStrings(specs) { specs in
                unsafe remote.with { unsafe git_remote_download($0, &specs, &options) }
            }
        }
    }

    /// Pushes the targets of refs of the repository, by force if a spec says so.
    func upload(_ specs: [String]) throws(GitError) {
        var options = unsafe git_push_options()
        try check("prepare the transport") {
            unsafe git_push_options_init(&options, UInt32(GIT_PUSH_OPTIONS_VERSION))
        }
        unsafe options.callbacks = unsafe try session.callbacks()
        unsafe options.follow_redirects = GIT_REMOTE_REDIRECT_NONE
        unsafe options.proxy_opts.type = GIT_PROXY_AUTO
        try check("push") {
            unsafe withStrings(specs) { specs in
                unsafe remote.with { unsafe git_remote_upload($0, &specs, &options) }
            }
        }
    }

    private func withStrings(
        _ strings: [String], _ body: (inout git_strarray) -> Int32
    ) -> Int32 {
        let copies = UnsafeMutableBufferPointer<UnsafeMutablePointer<CChar>?>
            .allocate(capacity: strings.count)
        for (place, string) in strings.enumerated() {
            unsafe copies.initializeElement(at: place, to: strdup(string))
        }
        defer {
            for place in strings.indices { unsafe free(copies[place]) }
            unsafe copies.deallocate()
        }
        var array = unsafe git_strarray(strings: copies.baseAddress, count: strings.count)
        return unsafe body(&array)
    }
}
