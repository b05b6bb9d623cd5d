import CLibgit2
import Glibc
import PinionModel
import PinionProcess

/// The work of one transport child: the only code that speaks to a remote.
struct TransportWork {
    let request: TransportRequest
    let session: TransportSession
    let pipe: ParentPipe
    let folder: CacheFolder

    init(
        _ request: TransportRequest, pipe: ParentPipe, watch: ByteWatch,
        environment: [String: String]
    ) {
        (self.request, self.pipe) = (request, pipe)
        // The child is a process of its own, with no clock handed in.
        folder = CacheFolder(path: request.cache, clock: .system)
        session = TransportSession(
            remote: request.remote, pipe: pipe, watch: watch, environment: environment)
    }

    /// Does the work, and reports the result.
    func run() {
        do {
            switch request.work {
            case .sync(let refs, let prefixes, let healing):
                try sync(refs, under: prefixes, healing: healing)
            case .push(let commit, let ref, let expected, let isForced):
                try push(commit, to: ref, expecting: expected, isForced: isForced)
            case .list(let refs): try list(refs)
            case .probe: try probe()
            case .peek(let refs): try peek(refs)
            case .post(let posts): try post(posts)
            }
            pipe.tell(.done)
        } catch {
            pipe.tell(.failed(error))
        }
    }

    // MARK: - Reading

    /// Connects, and reports that.
    func connected(
        _ direction: git_direction, in handle: RepositoryHandle? = nil
    ) throws(GitError) -> RemoteConnection {
        let connection = try RemoteConnection(session, in: handle)
        try connection.connect(direction)
        pipe.tell(.connected)
        return connection
    }

    private func list(_ refs: [String]) throws(SourceError) {
        pipe.tell(.ready)
        try talking { () throws(GitError) in
            let connection = try connected(GIT_DIRECTION_FETCH)
            try tell(refs, of: connection.advertised { refs.contains($0) })
            connection.disconnect()
        }
    }

    private func probe() throws(SourceError) {
        pipe.tell(.ready)
        try talking { () throws(GitError) in try connected(GIT_DIRECTION_PUSH).disconnect() }
    }

    private func tell(_ refs: [String], of advertised: [RemoteConnection.Advertised]) {
        let ids = Dictionary(advertised.map { ($0.name, $0.id) }) { first, _ in first }
        for ref in refs { pipe.tell(.ref(ref, ids[ref])) }
    }

    private func sync(
        _ asked: [String], under prefixes: [String], healing: String?
    ) throws(SourceError) {
        let lock = try lock(waiting: min(request.deadline / 2, .seconds(60)))
        let (handle, generation) = try folder.openOrMake(healing: healing)
        var defaultBranch: String?
        pipe.tell(.ready)
        try talking { () throws(GitError) in
            let connection = try connected(GIT_DIRECTION_FETCH, in: handle)
            let needed = try CacheCopies.needed(asked, under: prefixes, in: handle)
            var copies = try CacheCopies(
                handle, advertised: connection.advertised(where: needed), asked: asked,
                under: prefixes)
            if !copies.stale.isEmpty {
                try connection.download(copies.stale.map(\.name))
            }
            connection.disconnect()
            for event in try copies.takeOver() { pipe.tell(event) }
            defaultBranch = copies.defaultBranch
        }
        try folder.settle(on: generation, default: defaultBranch)
        if let defaultBranch { pipe.tell(.defaultBranch(defaultBranch)) }
        pipe.tell(.cache(path: folder.repository(generation), generation: generation))
        withExtendedLifetime(session) {}
        _ = consume lock
    }

    // MARK: - Writing

    private func push(
        _ commit: ObjectID, to ref: String, expecting expected: ObjectID?, isForced: Bool
    ) throws(SourceError) {
        session.pushes = [ref: expected]
        let carrier = folder.carrier()
        let handle: RepositoryHandle
        let generation = folder.current ?? ""
        do {
            folder.sweepCarriers(in: folder.repository(generation))
            handle = try RepositoryHandle(opening: folder.repository(generation), .bare)
            try handle.put(carrier, on: commit)
        } catch {
            throw SourceError(error, inCache: folder.path)
        }
        // If this fails, a later run sweeps the carrier.
        defer { try? handle.remove(carrier) }
        pipe.tell(.ready)
        try talking { () throws(GitError) in
            // Even if forced, libgit2 compares with the advertised value; the session, with ours.
            try send(["\(isForced ? "+" : "")\(carrier):\(ref)"], from: handle)
            // The remote's own statement on the ref stopped the push: there is nothing to ask.
            if case .some(let tip) = session.movedTo { return pipe.tell(.ref(ref, tip)) }
            let connection = try RemoteConnection(session)
            try connection.connect(GIT_DIRECTION_FETCH)
            let there = try connection.advertised { $0 == ref }
            tell([ref], of: there)
            connection.disconnect()
            if !isForced, there.contains(where: { $0.name == ref && $0.id == commit }) {
                note(commit, at: ref, of: generation)
            }
        }
    }

    /// Records a pushed commit in the cache, in case the remote is not asked again.
    private func note(_ commit: ObjectID, at ref: String, of generation: String) {
        let isLedger = LedgerRef.environment(of: ref) != nil
        // A push does not wait for another process that is fetching.
        guard let lock = try? lock(waiting: .milliseconds(300)) else { return }
        try? folder.note(commit, at: ref, of: generation) { (handle, copy) throws(GitError) in
            guard let copy else { return isLedger }
            return try handle.isAncestor(copy, of: commit)
        }
        _ = consume lock
    }

    /// Waits for the lock of the cache, and takes it.
    private func lock(waiting limit: Duration) throws(SourceError) -> FileLock {
        let end = folder.clock.now + limit
        while true {
            if let lock = try folder.lock() { return lock }
            guard folder.clock.now < end else {
                throw .busy(path: folder.path, seconds: Int(limit.components.seconds))
            }
            usleep(20_000)
        }
    }

    /// Pushes, and reports libgit2's status instead of throwing: the status alone proves nothing.
    func send(_ specs: [String], from handle: RepositoryHandle) throws(GitError) {
        let connection = try connected(GIT_DIRECTION_PUSH, in: handle)
        do {
            try connection.upload(specs)
            pipe.tell(.pushed(code: 0, message: ""))
        } catch {
            if session.obstacle != nil { throw error }
            guard case .call(let call) = error else { throw error }
            if session.movedTo == nil {
                pipe.tell(.pushed(code: call.code, message: call.message))
            }
        }
        connection.disconnect()
    }

    // MARK: - Failures

    /// Runs calls to the remote, and translates their errors into the port's.
    func talking(_ calls: () throws(GitError) -> Void) throws(SourceError) {
        do { try calls() } catch {
            if let obstacle = session.obstacle { throw obstacle }
            throw sourceError(error)
        }
    }

    private func sourceError(_ error: GitError) -> SourceError {
        let remote = request.remote.description
        if case .call(let call) = error, call.area == Int32(GIT_ERROR_NOMEMORY.rawValue) {
            return .tooLarge(
                object: "what \(remote) advertises or sends",
                limit: "\(Limits.transportBytes.asBytes) of memory")
        }
        guard case .call(let call) = error else {
            return SourceError(error, inCache: request.cache)
        }
        let local = [
            GIT_ERROR_ODB, GIT_ERROR_FILESYSTEM, GIT_ERROR_REFERENCE, GIT_ERROR_REPOSITORY,
        ]
        if call.what != "connect",
            local.contains(where: { Int32($0.rawValue) == call.area })
                || (call.what == "fetch" && call.area == Int32(GIT_ERROR_OS.rawValue))
        {
            return .local(path: request.cache, reason: call.description)
        }
        if let refusal = httpStatus(of: call).flatMap({
            HTTPRefusal(status: $0, host: request.remote.host, isWriting: isWriting)
        }) {
            return .refused(remote: remote, reason: refusal.reason, remedy: refusal.remedy)
        }
        if call.code == GIT_EAUTH.rawValue || isRefusal(call) {
            return .refused(
                remote: remote, reason: call.message.printable,
                remedy: "look at the address, and at what this user may do there")
        }
        if call.area == Int32(GIT_ERROR_INDEXER.rawValue) {
            return .malformed(object: "the pack of \(remote)", reason: call.message.printable)
        }
        return .unreachable(
            remote: remote, reason: call.message.printable,
            remedy: "look at the address and the network, and run the command again")
    }

    /// Whether the work needs the right to write.
    private var isWriting: Bool {
        switch request.work {
        case .push, .probe, .post: true
        case .sync, .list, .peek: false
        }
    }

    /// The HTTP status in libgit2's message, which is the only place where version 1.5 gives it.
    private func httpStatus(of call: FailedCall) -> Int? {
        guard call.area == Int32(GIT_ERROR_HTTP.rawValue) else { return nil }
        return call.message.split(separator: " ").last.flatMap { Int($0) }
    }

    /// Whether an HTTP status is a final refusal; a server that hangs up gives none.
    private func isRefusal(_ call: FailedCall) -> Bool {
        guard call.area == Int32(GIT_ERROR_HTTP.rawValue), call.message != "unexpected EOF" else {
            return false
        }
        let status = httpStatus(of: call)
        return status.map { (300..<500).contains($0) && $0 != 408 && $0 != 429 } ?? true
    }
}
