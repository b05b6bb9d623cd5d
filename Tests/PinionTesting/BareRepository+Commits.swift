import FoundationEssentials

extension BareRepository {
    /// Adds a commit to a branch, without a work tree, and returns its id.
    ///
    /// A file whose text is `nil` is removed. The dates count on from 2026-01-01, one minute for each commit
    /// of the branch, unless a time is given: seconds since 1970, for both author and committer.
    @discardableResult
    package func commit(
        _ files: [String: String?], message: String = "Change pins", on branch: String = "main",
        author: String = "Ada <ada@example.com>", time: Int? = nil
    ) async throws -> String {
        let tip = try await commit("refs/heads/\(branch)")
        var age = 0
        if let tip { age = Int(try await git("rev-list", "--count", tip)) ?? 0 }
        let stamp = "\(author) \(time ?? 1_767_225_600 + 60 * age) +0000"
        var stream = "commit refs/heads/\(branch)\nmark :1\nauthor \(stamp)\ncommitter \(stamp)\n"
        stream += Self.data(message)
        if let tip { stream += "from \(tip)\n" }
        for (name, text) in files.sorted(by: { $0.key < $1.key }) {
            stream += Self.change(name, to: text)
        }
        stream += "\nget-mark :1\n"
        return try await git("fast-import", "--quiet", "--done", input: stream + "done\n")
    }

    /// Writes a hook script; it runs in the repository's folder, under `sh`.
    package func setHook(_ name: String, _ script: String) throws {
        let file = "\(path)/hooks/\(name)"
        try Data("#!/bin/sh\n\(script)\n".utf8).write(to: URL(filePath: file))
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file)
    }

    /// Has the repository refuse pushes to some refs, as a forge's protection rule does.
    ///
    /// The pattern is the shell's, over full names such as `refs/pinion/*`; its `*` also matches slashes.
    package func refusePushes(
        to pattern: String, saying reason: String = "protected by a rule"
    ) throws {
        try setHook(
            "update", "case \"$1\" in \(pattern)) echo '\(reason)' >&2; exit 1;; esac\nexit 0")
    }

    private static func change(_ name: String, to text: String?) -> String {
        let escaped = name.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
        guard let text else { return "D \"\(escaped)\"\n" }
        return "M 100644 inline \"\(escaped)\"\n" + data(text)
    }

    private static func data(_ text: String) -> String {
        "data \(text.utf8.count)\n\(text)\n"
    }
}
