package import PinionModel

/// Who looked at environments last: the refs beside their ledgers, read and replaced all at once.
package struct LookBook: Sendable {
    let ground: GitPlace.Ground

    /// What environments' records say; those that have none are missing.
    ///
    /// Of a remote this is one question more than everything else costs: the objects are never kept in the cache. One that
    /// cannot be read hides nothing of the others. Where nothing is decided by them, nobody waits for long.
    package func records(
        of environments: [Environment.Name], isDeciding: Bool = false
    ) async throws(LedgerError) -> [Environment.Name: Result<LookRecord, LedgerError>] {
        try await posted(of: environments, isDeciding: isDeciding).reduce(into: [:]) {
            $0[$1.key] = record($1.value, of: $1.key)
        }
    }

    private func record(
        _ posted: PostedLook, of name: Environment.Name
    ) -> Result<LookRecord, LedgerError> {
        let removal =
            switch ground {
            case .remote(let remote): "git push \(remote.label.prefix { $0 != " " }) :"
            case .local(let repository, _): "git -C \(repository.path) update-ref -d "
            }
        return Result { () throws(LedgerError) in
            try posted.record(of: name, removedBy: removal)
        }
    }

    /// Records looks in place of former ones, those alone that are due; one push for all.
    ///
    /// What cannot be read is of nobody, and is not overwritten; the others are recorded all the same. A look is never said
    /// to be of an earlier time than the remote's clock tells: by a clock that is behind it would end the spans of others.
    /// How far that clock is ahead of this host's (`lag`) is asked where something may be due.
    ///
    /// - Returns: why that was not possible; nil where it was, where nothing was due, and where somebody else was
    ///   faster, who has looked too.
    package func record(
        _ looks: [Environment.Name: LookRecord.Look], every pause: Duration,
        lag: @Sendable () async -> Duration
    ) async -> String? {
        do throws(LedgerError) {
            var waiting = try await waiting(looks, pause)
            guard !waiting.isEmpty else { return nil }
            let shift = Duration.correction(whereBehindBy: await lag())
            waiting = waiting.mapValues { $0.later(by: shift) }
            let before = try await posted(of: waiting.keys.sorted())
            var posts: [LookPost] = []
            var problems: [String] = []
            for (name, look) in waiting.sorted(by: { $0.key < $1.key }) {
                let former: LookRecord?
                do throws(LedgerError) {
                    former = try before[name].map { record($0, of: name) }?.get()
                } catch {
                    problems.append(error.description)
                    continue
                }
                if let former, former.isNewer { continue }
                if let former, !former.isDue(at: look.at, every: pause) {
                    let seen = former.last.at + (.zero - shift)
                    await remember(name, before[name]?.id, seen)
                    continue
                }
                posts.append(
                    LookPost(
                        ref: SeenRef.name(of: name), expected: before[name]?.id,
                        message: "\(name): looked at by \(oneLine(look.host, atMost: 100))\n\n"
                            + LookRecord(look, after: former).text, at: look.at))
            }
            if !posts.isEmpty, let problem = await post(posts, shift) {
                problems.append("\(problem); let this user write \(SeenRef.prefix)*")
            }
            return problems.isEmpty ? nil : problems.joined(separator: "; ")
        } catch {
            return error.description
        }
    }

    // MARK: Places

    private func posted(
        of environments: [Environment.Name], isDeciding: Bool = false
    ) async throws(LedgerError) -> [Environment.Name: PostedLook] {
        let refs = environments.map { SeenRef.name(of: $0) }
        let found: [String: PostedLook]
        switch ground {
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
                        } catch {
                            found[ref] = PostedLook(id: id, obstacle: "\(error)")
                        }
                    }
                    return found
                }
            } catch {
                throw .unreachable(reason: "\(repository.path): \(error)")
            }
        }
        return found.reduce(into: [:]) { looks, one in
            if let name = SeenRef.environment(of: one.key) { looks[name] = one.value }
        }
    }

    /// Those of some looks that may be due, as far as can be told without asking anybody.
    ///
    /// Which commit a ref of a remote leads to is known, and when this host first saw that one.
    private func waiting(
        _ looks: [Environment.Name: LookRecord.Look], _ pause: Duration
    ) async throws(LedgerError) -> [Environment.Name: LookRecord.Look] {
        guard case .remote(let remote) = ground else { return looks }
        let known = LookMemory(folder: remote.cache).read()
        do {
            let there = try await remote.newest(needing: [])
            return looks.filter { name, look in
                guard let one = known[name], one.id == there.target(of: SeenRef.name(of: name))
                else { return true }
                return look.at - one.at >= pause || one.at - look.at > pause
            }
        } catch {
            throw .unreachable(reason: error.description)
        }
    }

    private func remember(_ name: Environment.Name, _ id: ObjectID?, _ at: Timestamp) async {
        guard case .remote(let remote) = ground else { return }
        LookMemory(folder: remote.cache).note(name, id, at)
    }

    private func post(_ posts: [LookPost], _ shift: Duration) async -> String? {
        switch ground {
        case .remote(let remote):
            let outcome = await remote.post(posts)
            // What was refused is not tried at once again either.
            for post in posts {
                guard let name = SeenRef.environment(of: post.ref) else { continue }
                let id = outcome.landed[post.ref] ?? post.expected
                let seen = post.at + (.zero - shift)
                LookMemory(folder: remote.cache).note(name, id, seen)
            }
            return outcome.failure
        case .local(let repository, _):
            let chains = LocalChains(repository: repository, isOwn: false)
            var problems: [String] = []
            for post in posts {
                do throws(ChainError) {
                    let new = try await chains.reading { repository throws(GitError) in
                        try await repository.perform { (handle) throws(GitError) in
                            try post.write(in: handle)
                        }
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

extension GitPlace {
    /// Who looked at the environments of this place last.
    package var lookBook: LookBook { LookBook(ground: ground) }
}

/// Which records of a remote this host knows, and since when: a file beside the cache, which may be deleted at any time.
struct LookMemory {
    private let path: String

    init(folder: String) { path = "\(folder)/looks" }

    /// What is known; nothing where the file is not there or cannot be read, and then the remote is asked.
    func read() -> [Environment.Name: (id: ObjectID?, at: Timestamp)] {
        var known: [Environment.Name: (id: ObjectID?, at: Timestamp)] = [:]
        for line in (Files.text(path) ?? "").split(separator: "\n") {
            let fields = line.split(separator: " ")
            guard fields.count == 3, let name = Environment.Name(parsing: fields[0]),
                let at = Timestamp(parsing: fields[2])
            else { continue }
            known[name] = (ObjectID(parsing: String(fields[1])), at)
        }
        return known
    }

    /// Takes note of a record; where that fails, the remote is asked again.
    func note(_ name: Environment.Name, _ id: ObjectID?, _ at: Timestamp) {
        var known = read()
        known[name] = (id, at)
        let lines = known.sorted { $0.key < $1.key }.map {
            "\($0.key) \($0.value.id?.description ?? "-") \($0.value.at)\n"
        }
        try? Files.write(lines.joined(), to: path)
    }
}
