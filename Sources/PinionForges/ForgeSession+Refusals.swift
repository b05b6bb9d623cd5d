import PinionHTTP
import PinionModel
import PinionProcess
import PinionSyntax

extension ForgeSession {
    /// Returns the error for an unsuccessful answer.
    func refusal(of response: HTTPResponse, _ operation: ForgeOperation) -> ForgeError {
        let forge = location.label
        let answer = try? JSONNode(parsing: response.body, named: "error")  // else it has no clause
        let reason = answer.flatMap(clause) ?? "it answered \(response.status)"
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
                : dialect.right(lackedIn: response, answer, operation)
            return .forbidden(
                forge: forge, operation: operation.description,
                missing: "\(missing) (it says: \(reason))")
        case 404:
            return .notFound(
                forge: forge, what: operation.subject(in: location.path),
                remedy: token.form == .job
                    ? Self.jobRemedy
                    : "check the names, that it was pushed, and that the token of \(token.source) "
                        + "may see it: forges hide what a token may not see")
        case 500...: return .unreachable(forge: forge, reason: "it answered \(response.status)")
        default: return .refused(forge: forge, operation: operation.description, reason: reason)
        }
    }

    /// Returns why an archived or renamed repository cannot be written; else `nil`.
    ///
    /// For an archived one GitHub answers 403 and says so, Gitea 423 (404 before 1.21). A renamed
    /// one is a redirect; GitLab answers 405 to methods other than GET.
    private func unusable(_ response: HTTPResponse, _ reason: String) -> String? {
        let words = reason.lowercased()
        switch response.status {
        case 403 where words.contains("archived"), 423:
            return "\(RepositoryState.archived) (it says: \(reason))"
        case 300..<400,
            405 where words.contains("moved"):
            return
                "it sends elsewhere, as for a repository that was renamed; write the new name as "
                + "`repository:` under `forge:` in pinion.yaml, and mend the remote (`git remote "
                + "set-url`)"
        default: return nil
        }
    }

    /// GitLab Docs, "CI/CD job token": it may use few resources, and no merge requests.
    private static let jobRemedy =
        "CI_JOB_TOKEN reaches little of GitLab's API; set GITLAB_TOKEN to a project access token "
        + "with the scope api"

    /// Returns the answer's sentences, short and printable, and without the token.
    private func clause(of answer: JSONNode) -> String? {
        let texts = Self.complaints(in: answer)
        guard !texts.isEmpty else { return nil }
        let said = texts.joined(separator: "; ")
            .split(separator: token.secret.revealed, omittingEmptySubsequences: false)
            .joined(separator: "•••")
        return ShownText(said, longest: 300).description
    }

    /// Returns the sentences of an error's body, in order.
    ///
    /// GitHub: `message`, and `errors` with `message`, or `field` and `code`. GitLab: `message` as
    /// a text, a list, or lists by field; or `error` with `error_description`. Gitea: `message`,
    /// and `errors` as texts.
    private static func complaints(in root: JSONNode) -> [String] {
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
