import CLibgit2
import PinionModel

/// The cache's copies of a remote's refs, and the missing ones; it takes over fetched refs.
struct CacheCopies {
    private let handle: RepositoryHandle
    private let ids: [String: ObjectID]
    private let before: [String: ObjectID]
    private let wanted: [String]
    /// The refs that this run asks for and the default branch; the tracked branch is one of them.
    private let asked: Set<String>
    /// The branch that the remote's `HEAD` names, as a short name.
    let defaultBranch: String?
    /// The refs whose objects are still to be fetched, sorted.
    let stale: [(name: String, id: ObjectID)]

    /// Compares the refs that a remote advertises with the copies in the cache.
    init(
        _ handle: RepositoryHandle, advertised: [RemoteConnection.Advertised], asked: [String],
        under prefixes: [String]
    ) throws(GitError) {
        self.handle = handle
        let ids = Dictionary(advertised.map { ($0.name, $0.id) }) { first, _ in first }
        let head = advertised.first { $0.name == "HEAD" }?.symbolic
        var before: [String: ObjectID] = [:]
        for copy in try handle.refs(under: "refs/pinion/seen/") {
            guard let original = CacheFolder.original(of: copy) else { continue }
            before[original] = try handle.target(of: copy)
        }
        func isUnder(_ ref: String) -> Bool { prefixes.contains { ref.hasPrefix($0) } }
        // Proposals' branches, even faulty ones, matter only to a run that asks for them.
        let proposals = "refs/heads/\(Proposal.branchPrefix)"
        let known = before.keys.filter { !$0.hasPrefix(proposals) || isUnder($0) }
        let found = ids.keys.filter {
            LedgerRef.environment(of: $0) != nil || (isUnder($0) && RepositoryHandle.isRefName($0))
        }
        let wanted = Set(asked).union(known).union(found).union(head.map { [$0] } ?? [])
        self.asked = Set(asked).union(head.map { [$0] } ?? [])
        (self.ids, self.before, self.wanted) = (ids, before, wanted.sorted())
        let branches = "refs/heads/"
        defaultBranch = head.flatMap {
            $0.hasPrefix(branches) ? String($0.dropFirst(branches.count)) : nil
        }
        stale = wanted.sorted().compactMap { name in
            ids[name].flatMap { before[name] == $0 ? nil : (name: name, id: $0) }
        }
    }

    /// Returns a function that tells which refs of a remote a cache needs.
    static func needed(
        _ asked: [String], under prefixes: [String], in handle: RepositoryHandle
    ) throws(GitError) -> (String) -> Bool {
        var named = Set(asked)
        for copy in try handle.refs(under: "refs/pinion/seen/") {
            if let original = CacheFolder.original(of: copy) { named.insert(original) }
        }
        let beginnings = prefixes + ["refs/pinion/"]
        return { [named] name in
            named.contains(name) || beginnings.contains { name.hasPrefix($0) }
        }
    }

    /// Checks that the fetched objects are complete, moves the copies, and reports the refs.
    mutating func takeOver() throws(GitError) -> [TransportEvent] {
        try checkConnected()
        var events: [TransportEvent] = []
        for name in wanted where ids[name] == nil && before[name] != nil {
            if LedgerRef.environment(of: name) == nil {
                try keepLost(name)
                try handle.remove(CacheFolder.copy(of: name))
            }
        }
        for (name, id) in stale {
            if let seen = before[name], try !handle.isAncestor(seen, of: id) {
                if LedgerRef.environment(of: name) != nil { continue }
                try keepLost(name)
            }
            try handle.put(CacheFolder.copy(of: name), on: id)
        }
        for name in wanted {
            events.append(.ref(name, ids[name]))
            if LedgerRef.environment(of: name) != nil, let seen = before[name],
                try handle.target(of: CacheFolder.copy(of: name)) != ids[name]
            {
                events.append(.rewritten(name, seen: seen))
            }
            events += try lostTips(of: name).map { .rewritten(name, seen: $0) }
        }
        // The refs of who looked last are reported but never fetched: their objects would pile up.
        for (name, id) in ids where LookRef.environment(of: name) != nil {
            events.append(.ref(name, id))
        }
        return events
    }

    /// Keeps the tip that a branch had, before its copy is moved.
    ///
    /// Pinion itself moves branches of proposals back and forth. For a branch that this run does
    /// not ask for, only the last tip is kept: a run knows the tracked branch only once it has read
    /// the settings, and other branches are rebased often.
    private func keepLost(_ name: String) throws(GitError) {
        guard Self.isBranch(name), let seen = before[name] else { return }
        if !asked.contains(name) {
            for ref in try lostRefs(of: name) { try handle.remove(ref) }
        }
        try handle.put(CacheFolder.lost(seen, of: name), on: seen)
    }

    /// Refs below a further `/` belong to another branch, now deleted, whose name begins the same.
    private func lostRefs(of name: String) throws(GitError) -> [String] {
        let prefix = CacheFolder.lost(of: name)
        return try handle.refs(under: prefix).filter { !$0.dropFirst(prefix.count).contains("/") }
    }

    private static func isBranch(_ name: String) -> Bool {
        name.hasPrefix("refs/heads/") && !name.hasPrefix("refs/heads/\(Proposal.branchPrefix)")
    }

    /// Returns the tips that a branch lost; one that the branch has again is forgotten.
    private func lostTips(of name: String) throws(GitError) -> [ObjectID] {
        guard Self.isBranch(name), asked.contains(name) else { return [] }
        var lost: [ObjectID] = []
        for ref in try lostRefs(of: name) {
            guard let tip = try handle.target(of: ref) else { continue }
            if let now = ids[name], try handle.isAncestor(tip, of: now) {
                try handle.remove(ref)
            } else {
                lost.append(tip)
            }
        }
        return lost
    }

    /// Walks from the new tips to the known ones: every commit and every tip's tree must be
    /// present, whatever the server claims to have sent.
    private func checkConnected() throws(GitError) {
        guard !stale.isEmpty else { return }
        let walk = try unsafe own("walk the commits") {
            unsafe git_revwalk_free($0)
        } _: { pointer in
            unsafe handle.withRepository { unsafe git_revwalk_new(&pointer, $0) }
        }
        for (name, id) in stale {
            guard let header = try handle.header(of: id) else {
                throw .malformed(object: name, reason: "the remote did not send \(id.short)")
            }
            if header.kind == .tag { continue }
            let tree = try handle.commit(id).tree
            guard try handle.header(of: tree)?.kind == .tree else {
                throw .malformed(object: name, reason: "the remote did not send its tree")
            }
            var oid = id.oid
            try check("walk from \(name)") {
                unsafe walk.with { unsafe git_revwalk_push($0, &oid) }
            }
        }
        for id in before.values where try handle.header(of: id)?.kind == .commit {
            var oid = id.oid
            try check("walk to \(id.short)") {
                unsafe walk.with { unsafe git_revwalk_hide($0, &oid) }
            }
        }
        var oid = git_oid()
        while true {
            let code = unsafe walk.with { unsafe git_revwalk_next(&oid, $0) }
            if code == GIT_ITEROVER.rawValue { return }
            if code < 0 {
                throw .malformed(object: "the remote", reason: "its history has holes")
            }
        }
    }
}
