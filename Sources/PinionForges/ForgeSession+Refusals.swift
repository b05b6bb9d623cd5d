import PinionHTTP
import PinionModel
import PinionProcess
import PinionSyntax

extension ForgeSession {
    /// The error that an unsuccessful answer means.
    func refusal(of response: HTTPResponse, _ operation: ForgeOperation) -> ForgeError {
        let forge = place.label
        let reason = clause(of: response) ?? "it answered \(response.status)"
        if let what = unusable(response, reason) {
            return .refused(forge: forge, operation: operation.description, reason: what)
        }
        switch response.status {
        case 401:
            return .unauthorized(
                forge: forge, reason: reason,
                remedy: token.form == .job
                    ? Self.jobRemedy : "renew \(token.source), or take an expired one away")
        case 403:
            let missing =
                token.form == .job
                ? "another token: a job's may not do this; set GITLAB_TOKEN"
                : dialect.right(lackedIn: response, operation)
            return .forbidden(
                forge: forge, operation: operation.description,
                missing: "\(missing) (it says: \(reason))")
        case 404:
            return .notFound(
                forge: forge, what: operation.subject(in: place.path),
                remedy: token.form == .job
                    ? Self.jobRemedy
                    : "check the names, and that the token of \(token.source) may see it: forges "
                        + "hide what a token may not see")
        case 500...:
            return .unreachable(forge: forge, reason: "it answered \(response.status)")
        default:
            return .refused(forge: forge, operation: operation.description, reason: reason)
        }
    }

    /// Why the repository cannot be written, where the answer tells that it was archived or renamed; nil for any other.
    ///
    /// GitHub answers 403 with words for an archived one, Gitea 423, and 404 before 1.21. A renamed one is a redirect, and to
    /// GitLab's methods other than GET 405.
    private func unusable(_ response: HTTPResponse, _ reason: String) -> String? {
        let words = reason.lowercased()
        switch response.status {
        case 403 where words.contains("archived"), 423:
            return
                "the repository is archived, and only read (it says: \(reason)); take it out of the archive, or name the "
                + "one in use as `repository:` under `forge:` in pinion.yaml"
        case 300..<400,
            405 where words.contains("moved"):
            return
                "it sends elsewhere, as for a repository that was renamed; write the new name as `repository:` under "
                + "`forge:` in pinion.yaml, and mend the remote"
        default: return nil
        }
    }

    /// GitLab Docs, "CI/CD job token": it reaches few resources, merge requests not among them.
    private static let jobRemedy =
        "CI_JOB_TOKEN reaches little of GitLab's API; set GITLAB_TOKEN to a project access token "
        + "with the scope api"

    /// What the answer says, short and printable, and without the token.
    private func clause(of response: HTTPResponse) -> String? {
        guard let root = try? JSONNode(parsing: response.body, named: "error")  // it says nothing
        else { return nil }
        let texts = ForgeComplaint.texts(in: root)
        guard !texts.isEmpty else { return nil }
        let said = texts.joined(separator: "; ")
            .split(separator: token.secret.revealed, omittingEmptySubsequences: false)
            .joined(separator: "•••")
        return ShownText(said, longest: 300).description
    }
}

/// What forges say of errors.
enum ForgeComplaint {
    /// The sentences of an error's body, in order.
    ///
    /// GitHub: `message`, and `errors` with `message`, or `field` and `code`. GitLab: `message` as a text, a list,
    /// or lists by field; or `error` with `error_description`. Gitea: `message`, and `errors` as texts.
    static func texts(in root: JSONNode) -> [String] {
        var texts: [String] = []
        if let message = root["message"] { texts += sentences(of: message) }
        if let error = root["error_description"] ?? root["error"] {
            texts += sentences(of: error)
        }
        for entry in root["errors"]?.array ?? [] {
            if let text = entry.string ?? entry["message"]?.string {
                texts.append(text)
            } else if let field = entry["field"]?.string, let code = entry["code"]?.string {
                texts.append("\(field): \(code)")
            }
        }
        return Array(texts.filter { !$0.isEmpty }.prefix(5))
    }

    private static func sentences(of node: JSONNode) -> [String] {
        switch node.kind {
        case .string(let text): [text]
        case .array(let nodes): nodes.compactMap(\.string)
        case .object(let members):
            members.flatMap { member in
                sentences(of: member.value).map { "\(member.key) \($0)" }
            }
        case .number, .bool, .null: []
        }
    }
}
