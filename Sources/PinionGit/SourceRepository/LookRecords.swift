package import PinionModel
import PinionProcess

/// The records of who last looked at environments: refs beside their ledgers, processed together.
package struct LookRecords: Sendable {
    let origin: SourceRepository.Origin
    let clock: ProcessClock

    /// Returns the records of environments; those without one are missing.
    ///
    /// A remote is asked again for records that this host does not know, since the cache never
    /// keeps their objects. An unreadable record does not hide the others. Unless `isDeciding`, the
    /// wait is short.
    package func records(
        of environments: [Environment.Name], isDeciding: Bool = false
    ) async throws(LedgerError) -> [Environment.Name: Result<LookRecord, LedgerError>] {
        let there = isDeciding ? nil : await listed()
        let known = there.map { cached(environments, $0) } ?? [:]
        let open = environments.filter { name in
            guard let there else { return true }
            return known[name] == nil && there.target(of: LookRef.name(of: name)) != nil
        }
        let asked = open.isEmpty ? [:] : try await posted(of: open, isDeciding: isDeciding)
        for (name, look) in asked { await keep(name, look) }
        return known.merging(asked) { _, new in new }.reduce(into: [:]) {
            $0[$1.key] = record($1.value, of: $1.key)
        }
    }

    /// The refs of a remote, as this run knows them; `nil` for a repository on this host.
    private func listed() async -> Snapshot? {
        guard case .remote(let remote) = origin else { return nil }
        do throws(SourceError) { return try await remote.newest(needing: []) } catch { return nil }
    }

    /// Returns the records that this host read or wrote before and that are still current.
    private func cached(
        _ environments: [Environment.Name], _ there: Snapshot
    ) -> [Environment.Name: PostedLook] {
        guard case .remote(let remote) = origin else { return [:] }
        let cache = LookCache(folder: remote.cache)
        return environments.reduce(into: [:]) { found, name in
            guard let id = there.target(of: LookRef.name(of: name)) else { return }
            found[name] = cache.message(of: name, at: id).map { PostedLook(id: id, message: $0) }
        }
    }

    private func keep(_ name: Environment.Name, _ look: PostedLook) async {
        guard case .remote(let remote) = origin, look.obstacle == nil else { return }
        LookCache(folder: remote.cache).keep(look.message, of: name, at: look.id)
    }

    private func record(
        _ posted: PostedLook, of name: Environment.Name
    ) -> Result<LookRecord, LedgerError> {
        let removal =
            switch origin {
            case .remote(let remote): "git push \(remote.label.prefix { $0 != " " }) :"
            case .local(let repository, _): "git -C \(repository.path) update-ref -d "
            }
        return Result { () throws(LedgerError) in
            try posted.record(of: name, removedBy: removal)
        }
    }

    /// Replaces the records that are due, in one push for all.
    ///
    /// An unreadable record is not overwritten; the others are still recorded. No look is dated
    /// earlier than the remote's clock: a slow clock here would end other hosts' spans. The
    /// remote's lead (`lag`) is asked only if a record may be due.
    ///
    /// - Returns: the reason for a failure; `nil` if it worked, if nothing was due, or if another
    ///   process was faster, since that one has looked too.
    package func record(
        _ news: [Environment.Name: LookUpdate], at now: Timestamp, every pause: Duration,
        lag: @Sendable () async -> Duration
    ) async -> String? {
        do throws(LedgerError) {
            var waiting = try await waiting(news, now, pause)
            guard !waiting.isEmpty else { return nil }
            let shift = Duration.correction(whereBehindBy: await lag())
            waiting = waiting.mapValues { $0.later(by: shift) }
            let before = try await posted(of: waiting.keys.sorted())
            var posts: [LookPost] = []
            var problems: [String] = []
            for (name, one) in waiting.sorted(by: { $0.key < $1.key }) {
                let former: LookRecord?
                do throws(LedgerError) {
                    former = try before[name].map { record($0, of: name) }?.get()
                } catch {
                    problems.append(error.description)
                    continue
                }
                if let former, former.isNewer { continue }
                guard let record = one.record(after: former, every: pause) else {
                    if let former {
                        let seen = former.last.at + (.zero - shift)
                        await remember(name, before[name]?.id, seen)
                    }
                    continue
                }
                posts.append(post(record, of: name, in: before[name]?.id, at: now + shift))
            }
            if !posts.isEmpty, let problem = await post(posts, shift) {
                problems.append("\(problem); let this user write \(LookRef.prefix)*")
            }
            return problems.isEmpty ? nil : problems.joined(separator: "; ")
        } catch { return error.description }
    }

    /// Replaces a record, whatever the former one is.
    ///
    /// - Returns: the reason for a failure; `nil` if it worked.
    package func put(
        _ record: LookRecord, of name: Environment.Name, at now: Timestamp
    ) async -> String? {
        do throws(LedgerError) {
            let before = try await posted(of: [name])[name]
            let post = post(record, of: name, in: before?.id, at: now)
            return await self.post([post], .zero).map {
                "\($0); let this user write \(LookRef.prefix)*"
            }
        } catch { return error.description }
    }

    private func post(
        _ record: LookRecord, of name: Environment.Name, in former: ObjectID?, at now: Timestamp
    ) -> LookPost {
        let host = oneLine(record.last.host, atMost: 100)
        return LookPost(
            ref: LookRef.name(of: name), expected: former,
            message: "\(name): looked at by \(host)\n\n\(record.text)", at: now)
    }

    private func posted(
        of environments: [Environment.Name], isDeciding: Bool = false
    ) async throws(LedgerError) -> [Environment.Name: PostedLook] {
        let refs = environments.map { LookRef.name(of: $0) }
        let found: [String: PostedLook]
        switch origin {
        case .remote(let remote):
            do { found = try await remote.looks(refs, isDeciding: isDeciding) } catch {
                throw .unreachable(reason: error.description)
            }
        case .local(let repository, _):
            do {
                found = try await repository.perform { (handle) throws(GitError) in
                    var found: [String: PostedLook] = [:]
                    for ref in refs {
                        guard let id = try handle.target(of: ref) else { continue }
                        do throws(GitError) {
                            found[ref] = PostedLook(id: id, message: try handle.look(id))
                        } catch { found[ref] = PostedLook(id: id, obstacle: "\(error)") }
                    }
                    return found
                }
            } catch { throw .unreachable(reason: "\(repository.path): \(error)") }
        }
        return found.reduce(into: [:]) { looks, one in
            if let name = LookRef.environment(of: one.key) { looks[name] = one.value }
        }
    }

    /// Returns the looks that may be due, as far as this host knows: it keeps the target of a
    /// remote's ref and the time when it first saw that target.
    private func waiting(
        _ looks: [Environment.Name: LookUpdate], _ now: Timestamp, _ pause: Duration
    ) async throws(LedgerError) -> [Environment.Name: LookUpdate] {
        guard case .remote(let remote) = origin else { return looks }
        let known = LookCache(folder: remote.cache).read()
        do {
            let there = try await remote.newest(needing: [])
            return looks.filter { name, news in
                guard news.engine?.isNews != true, let one = known[name],
                    one.id == there.target(of: LookRef.name(of: name))
                else { return true }
                return now - one.at >= pause || one.at - now > pause
            }
        } catch { throw .unreachable(reason: error.description) }
    }

    private func remember(_ name: Environment.Name, _ id: ObjectID?, _ at: Timestamp) async {
        guard case .remote(let remote) = origin else { return }
        LookCache(folder: remote.cache).note(name, id, at)
    }

    private func post(_ posts: [LookPost], _ shift: Duration) async -> String? {
        switch origin {
        case .remote(let remote):
            let outcome = await remote.post(posts)
            // A refused record is not retried at once either.
            for post in posts {
                guard let name = LookRef.environment(of: post.ref) else { continue }
                let id = outcome.landed[post.ref] ?? post.expected
                await remember(name, id, post.at + (.zero - shift))
            }
            return outcome.failure
        case .local(let repository, _):
            let chains = LocalChains(repository: repository, isOwn: false, clock: clock)
            var problems: [String] = []
            for post in posts {
                do throws(ChainError) {
                    let new = try await chains.performing { (handle) throws(GitError) in
                        try post.write(in: handle)
                    }
                    try await chains.replace(post.ref, from: post.expected, to: new)
                } catch {
                    if error != .moved {
                        problems.append("\(post.ref) of \(repository.path): \(error.reason)")
                    }
                }
            }
            return problems.isEmpty ? nil : problems.joined(separator: "; ")
        }
    }
}

extension SourceRepository {
    /// The records of who looked at this repository's environments last.
    package var lookRecords: LookRecords { LookRecords(origin: origin, clock: settings.clock) }
}
