import CLibgit2

extension RepositoryHandle {
    /// Whether a text is a full, well-formed ref name.
    static func isRefName(_ text: String) -> Bool {
        Library.start
        var valid: Int32 = 0
        guard text.hasPrefix("refs/") || text == "HEAD", !text.utf8.contains(0) else {
            return false
        }
        return unsafe git_reference_name_is_valid(&valid, text) == 0 && valid == 1
    }

    /// Returns a ref's object, through symbolic refs; `nil` if there is no such ref.
    func target(of ref: String) throws(GitError) -> ObjectID? {
        var oid = git_oid()
        let isThere = try found("read the ref \(ref)") {
            unsafe withRepository { unsafe git_reference_name_to_id(&oid, $0, ref) }
        }
        return isThere ? ObjectID(oid) : nil
    }

    /// Returns a ref's commit, also through annotated tags; `nil` if there is none.
    func commit(at ref: String) throws(GitError) -> ObjectID? {
        guard let id = try target(of: ref) else { return nil }
        var oid = id.oid
        let object = try unsafe own("read the object \(id.short)") {
            unsafe git_object_free($0)
        } _: { pointer in
            unsafe withRepository { unsafe git_object_lookup(&pointer, $0, &oid, GIT_OBJECT_ANY) }
        }
        do {
            let commit = try unsafe own("find the commit of \(ref)") {
                unsafe git_object_free($0)
            } _: { pointer in
                unsafe object.with { unsafe git_object_peel(&pointer, $0, GIT_OBJECT_COMMIT) }
            }
            return unsafe commit.with {
                unsafe git_object_id($0).map { unsafe ObjectID($0.pointee) }
            }
        } catch {
            if [GIT_EPEEL, GIT_EINVALIDSPEC].contains(error.code) { return nil }
            throw error
        }
    }

    /// Returns the ref that a symbolic ref names; `nil` for any other ref.
    func symbolicTarget(of ref: String) throws(GitError) -> String? {
        do {
            return unsafe try reference(ref).with {
                unsafe git_reference_symbolic_target($0).map { unsafe String(cString: $0) }
            }
        } catch {
            if error.code == GIT_ENOTFOUND { return nil }
            throw error
        }
    }

    /// Looks a ref up.
    func reference(_ ref: String) throws(GitError) -> Owned {
        try unsafe own("read the ref \(ref)") {
            unsafe git_reference_free($0)
        } _: { pointer in
            unsafe withRepository { unsafe git_reference_lookup(&pointer, $0, ref) }
        }
    }

    /// Returns the former values of a ref, newest first, each with the time (in seconds) when it
    /// was replaced; an empty list if git keeps no log of the ref.
    func formerTargets(
        of ref: String, limit: Int
    ) throws(GitError) -> [(id: ObjectID, until: Int64)] {
        // libgit2 would create a missing log when reading it.
        guard unsafe withRepository({ unsafe git_reference_has_log($0, ref) }) == 1 else {
            return []
        }
        let log = try unsafe own("read the log of \(ref)") {
            unsafe git_reflog_free($0)
        } _: { pointer in
            unsafe withRepository { unsafe git_reflog_read(&pointer, $0, ref) }
        }
        return unsafe log.with { log in
            (0..<min(limit, unsafe git_reflog_entrycount(log))).compactMap { index in
                guard let entry = unsafe git_reflog_entry_byindex(log, index),
                    let old = unsafe git_reflog_entry_id_old(entry),
                    // The entry of the ref's creation has no former value.
                    unsafe git_oid_is_zero(old) == 0,
                    let who = unsafe git_reflog_entry_committer(entry)
                else { return nil }
                let id = unsafe ObjectID(old.pointee)
                return (id, unsafe Int64(who.pointee.when.time))
            }
        }
    }

    /// Returns the sorted names of all refs under a prefix.
    func refs(under prefix: String) throws(GitError) -> [String] {
        let iterator = try unsafe own("list the refs") {
            unsafe git_reference_iterator_free($0)
        } _: { pointer in
            unsafe withRepository {
                unsafe git_reference_iterator_glob_new(&pointer, $0, prefix + "*")
            }
        }
        var names: [String] = []
        while true {
            var name: UnsafePointer<CChar>?
            let code = unsafe iterator.with { unsafe git_reference_next_name(&name, $0) }
            if code == GIT_ITEROVER.rawValue { return names.sorted() }
            try check("list the refs") { code }
            if let name = unsafe name { names.append(unsafe String(cString: name)) }
        }
    }

    /// Moves a ref from one value to another, or makes it if `old` is `nil`.
    ///
    /// libgit2 compares under the ref's lock; a zero id means "does not exist".
    /// - Throws: ``GitError/moved(ref:)`` if the ref has another value.
    func move(_ ref: String, from old: ObjectID?, to new: ObjectID) throws(GitError) {
        var expected = old?.oid ?? git_oid()
        var target = new.oid
        do {
            _ = try unsafe own("move the ref \(ref)") {
                unsafe git_reference_free($0)
            } _: { pointer in
                unsafe withRepository {
                    unsafe git_reference_create_matching(
                        &pointer, $0, ref, &target, 1, &expected, "pinion")
                }
            }
        } catch {
            switch error.code {
            case .some(GIT_EMODIFIED), .some(GIT_EEXISTS), .some(GIT_ENOTFOUND):
                throw .moved(ref: ref)
            default: throw error
            }
        }
        guard try self.target(of: ref) == new else { throw .moved(ref: ref) }
    }

    /// Sets a ref to a value, whatever it was before; for refs of our own caches only.
    func put(_ ref: String, on id: ObjectID) throws(GitError) {
        var oid = id.oid
        _ = try unsafe own("write the ref \(ref)") {
            unsafe git_reference_free($0)
        } _: { pointer in
            unsafe withRepository {
                unsafe git_reference_create(&pointer, $0, ref, &oid, 1, "pinion")
            }
        }
    }

    /// Removes a ref of our own caches; does nothing if it is missing.
    func remove(_ ref: String) throws(GitError) {
        _ = try found("remove the ref \(ref)") {
            unsafe withRepository { unsafe git_reference_remove($0, ref) }
        }
    }

    /// Returns the address of a named remote, with the user's `url.….insteadOf` applied.
    func address(ofRemote name: String) throws(GitError) -> String? {
        do {
            let remote = try unsafe own("read the remote \(name)") {
                unsafe git_remote_free($0)
            } _: { pointer in
                unsafe withRepository { unsafe git_remote_lookup(&pointer, $0, name) }
            }
            return unsafe remote.with {
                unsafe git_remote_url($0).map { unsafe String(cString: $0) }
            }
        } catch {
            if [GIT_ENOTFOUND, GIT_EINVALIDSPEC].contains(error.code) { return nil }
            throw error
        }
    }
}
