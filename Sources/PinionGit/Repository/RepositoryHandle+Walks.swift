import CLibgit2

extension RepositoryHandle {
    /// Whether the repository has only a part of its history.
    ///
    /// libgit2 1.5 does not support grafts: a walk fails at the border of a shallow clone.
    var isShallow: Bool { unsafe withRepository { unsafe git_repository_is_shallow($0) } == 1 }

    /// Returns the commits that some tips have and others lack, children before parents.
    ///
    /// - Returns: at most `limit` commits, plus one if there are more.
    func commits(
        from tips: [ObjectID], without others: [ObjectID], limit: Int
    ) throws(GitError) -> [ObjectID] {
        let walk = try unsafe own("walk the commits") {
            unsafe git_revwalk_free($0)
        } _: { pointer in
            unsafe withRepository { unsafe git_revwalk_new(&pointer, $0) }
        }
        try check("order the walk") {
            unsafe walk.with {
                unsafe git_revwalk_sorting(
                    $0, GIT_SORT_TOPOLOGICAL.rawValue | GIT_SORT_TIME.rawValue)
            }
        }
        return try unlessShallow { () throws(GitError) in
            for id in tips {
                var oid = id.oid
                try check("walk from \(id.short)") {
                    unsafe walk.with { unsafe git_revwalk_push($0, &oid) }
                }
            }
            for id in others {
                var oid = id.oid
                try check("walk to \(id.short)") {
                    unsafe walk.with { unsafe git_revwalk_hide($0, &oid) }
                }
            }
            var found: [ObjectID] = []
            while found.count <= limit {
                var oid = git_oid()
                let code = unsafe walk.with { unsafe git_revwalk_next(&oid, $0) }
                if code == GIT_ITEROVER.rawValue { break }
                try check("walk on") { code }
                found.append(ObjectID(oid))
            }
            return found
        }
    }

    /// Whether a branch is checked out in the repository's working tree or a linked one.
    func isCheckedOut(_ ref: String) throws(GitError) -> Bool {
        if workTree != nil, try symbolicTarget(of: "HEAD") == ref { return true }
        guard try target(of: ref) != nil else { return false }
        let reference = try reference(ref)
        let answer = try check("look where \(ref) is checked out") {
            unsafe reference.with { unsafe git_branch_is_checked_out($0) }
        }
        return answer == 1
    }

    /// Reads a setting of the repository or of the user; `nil` if it is not set.
    func setting(_ name: String) throws(GitError) -> String? {
        let settings = try settings()
        var text: UnsafePointer<CChar>?
        _ = try found("read the setting \(name)") {
            unsafe settings.with { unsafe git_config_get_string(&text, $0, name) }
        }
        return unsafe text.map { unsafe String(cString: $0) }
    }

    /// Reads a setting that is a path, with the user's home for `~` (git-config(1), "pathname");
    /// `nil` if it is not set.
    /// - Throws: also if the setting needs a home that does not exist.
    func pathSetting(_ name: String) throws(GitError) -> String? {
        guard let written = try setting(name) else { return nil }
        let settings = try settings()
        var buffer = unsafe git_buf()
        defer { unsafe git_buf_dispose(&buffer) }
        let code = unsafe settings.with { unsafe git_config_get_path(&buffer, $0, name) }
        guard code == 0, let text = unsafe buffer.ptr else {
            throw .malformed(
                object: "the setting \(name)", reason: "\(written.quoted) leads to no folder")
        }
        return unsafe String(cString: text)
    }

    /// Reads all settings `http.extraHeader` and `http.URL.extraHeader`, in their order.
    func extraHeaders() throws(GitError) -> [ExtraHeader] {
        let settings = try settings()
        let list = ExtraHeaderList()
        try check("read the settings of http") {
            unsafe settings.with {
                unsafe git_config_foreach_match(
                    $0, "^http\\..*extraheader$",
                    { entry, payload in
                        guard let entry = unsafe entry?.pointee, let name = unsafe entry.name,
                            let payload = unsafe payload
                        else { return 0 }
                        let text = unsafe entry.value.map { unsafe String(cString: $0) } ?? ""
                        let list = unsafe Unmanaged<ExtraHeaderList>.fromOpaque(payload)
                            .takeUnretainedValue()
                        let header = unsafe ExtraHeader(setting: String(cString: name), text: text)
                        if let header { list.headers.append(header) }
                        return 0
                    }, Unmanaged.passUnretained(list).toOpaque())
            }
        }
        return list.headers
    }

    private func settings() throws(GitError) -> Owned {
        try unsafe own("read the settings of \(path)") {
            unsafe git_config_free($0)
        } _: { pointer in
            unsafe withRepository { unsafe git_repository_config_snapshot(&pointer, $0) }
        }
    }
}

/// The settings that a walk over the configuration collects.
private final class ExtraHeaderList {
    var headers: [ExtraHeader] = []
}
