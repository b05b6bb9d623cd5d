import PinionHTTP
import PinionModel
import PinionSyntax

/// A forge that merges a pull request by itself, once what it requires is there.
protocol SelfMerging: ForgeDialect {
    /// The requests of which each may tell what the forge requires of a branch.
    func requirements(of target: String, for request: JSONNode) -> [ForgeCall]
    /// Whether an answer says that a status is required of the branch.
    func requires(
        _ context: String, _ answer: JSONNode, of target: String, for request: JSONNode
    ) -> Bool
    /// Lets a pull request merge by itself; a later request is sent where an earlier one is refused.
    func merging(_ request: JSONNode, as user: String) -> [ForgeCall]
}

extension ForgeClient {
    /// The status that stands for the gate.
    private static let gate = "pinion"

    /// Lets the forge merge a pull request by itself, where it waits for the gate.
    ///
    /// Where it does not, it would merge at once, or by the word of other checks alone.
    func letMerge(_ number: Int, into target: String) async -> [String] {
        guard let forge = dialect as? any SelfMerging else {
            return ["\(label) merges nothing by itself, or not in a way that is known here"]
        }
        do throws(ForgeError) {
            let request = try await session.ask(dialect.request(number), for: .merge(number))
            guard try await isGuarded(target, request, forge) else {
                return [
                    "pull request \(number) does not merge by itself: \(label) does not require "
                        + "\(forge.gateName) of \(ShownText(target)), so that what nobody judged "
                        + "could be merged; require it there"
                ]
            }
            let user = try await forge is AzureDialect ? self.user() : ""
            guard let user else {
                return [
                    "pull request \(number) does not merge by itself: \(label) does not tell whose token it is"
                ]
            }
            var refusal: ForgeError?
            for call in forge.merging(request, as: user) {
                if refusal != nil { try await session.wait(forge.pauseBeforeMerging) }
                do throws(ForgeError) {
                    return try await sendMerge(call, number)
                } catch {
                    guard case .refused = error else { throw error }
                    refusal = error
                }
            }
            return refusal.map { [$0.description] } ?? []
        } catch {
            return [error.description]
        }
    }

    private func isGuarded(
        _ target: String, _ request: JSONNode, _ forge: any SelfMerging
    ) async throws(ForgeError) -> Bool {
        for call in forge.requirements(of: target, for: request) {
            do throws(ForgeError) {
                let answer = try await session.ask(call, for: .find)
                if forge.requires(Self.gate, answer, of: target, for: request) { return true }
            } catch {
                // What may not be read says nothing; another request may.
                guard case .notFound = error else { throw error }
            }
        }
        return false
    }

    /// Sends it; GraphQL answers 200 to what it refuses, too.
    private func sendMerge(_ call: ForgeCall, _ number: Int) async throws(ForgeError) -> [String] {
        let response = try await session.send(call, for: .merge(number))
        guard call.isGraphQL else { return [] }
        let answer = try session.json(of: response, for: .merge(number))
        guard let errors = answer["errors"]?.array, !errors.isEmpty else { return [] }
        let texts = errors.compactMap { $0["message"]?.string }.joined(separator: "; ")
        throw .refused(
            forge: label, operation: ForgeOperation.merge(number).description,
            reason: ShownText(texts, longest: 300).description)
    }
}

extension SelfMerging {
    /// How long to wait where it was refused: GitLab makes the pipeline after the merge request.
    fileprivate var pauseBeforeMerging: Duration { self is GitLabDialect ? .seconds(5) : .zero }

    /// What must be required, for messages.
    fileprivate var gateName: String {
        self is GitLabDialect ? "that pipelines succeed" : "the status pinion"
    }
}

extension GitHubDialect: SelfMerging {
    /// Rules of rulesets, and the protection of the branch.
    func requirements(of target: String, for request: JSONNode) -> [ForgeCall] {
        let name = PercentEncoding.encoded(target)
        return ["/rules/branches/\(name)", "/branches/\(name)"].map {
            ForgeCall(.get, base + $0)
        }
    }

    func requires(
        _ context: String, _ answer: JSONNode, of target: String, for request: JSONNode
    ) -> Bool {
        if let rules = answer.array {
            return rules.contains { rule in
                rule["type"]?.string == "required_status_checks"
                    && (rule["parameters"]?["required_status_checks"]?.array ?? [])
                        .contains { $0["context"]?.string == context }
            }
        }
        let checks = answer["protection"]?["required_status_checks"]
        return checks?["enforcement_level"]?.string != "off"
            && (checks?["contexts"]?.array ?? []).contains { $0.string == context }
    }

    /// Which ways of merging a repository allows is not asked: the next one is tried.
    func merging(_ request: JSONNode, as user: String) -> [ForgeCall] {
        let id = (request["node_id"]?.string ?? "").filter {
            $0.isLetter || $0.isNumber || $0 == "_" || $0 == "-" || $0 == "="
        }
        let head = request["head"]?["sha"]?.string.flatMap { CommitID(parsing: $0) }
        let expected = head.map { ",expectedHeadOid:\"\($0)\"" } ?? ""
        return ["MERGE", "SQUASH"].map { method in
            ForgeCall(
                graphQL: "mutation{enablePullRequestAutoMerge(input:{pullRequestId:\"\(id)\","
                    + "mergeMethod:\(method)\(expected)}){clientMutationId}}")
        }
    }
}

extension GitLabDialect: SelfMerging {
    func requirements(of target: String, for request: JSONNode) -> [ForgeCall] {
        [ForgeCall(.get, base)]
    }

    /// There the gate's verdict is the pipeline's.
    func requires(
        _ context: String, _ answer: JSONNode, of target: String, for request: JSONNode
    ) -> Bool {
        answer["only_allow_merge_if_pipeline_succeeds"]?.bool == true
            && answer["allow_merge_on_skipped_pipeline"]?.bool != true
    }

    func merging(_ request: JSONNode, as user: String) -> [ForgeCall] {
        Array(
            repeating: ForgeCall(
                .put, base + "/merge_requests/\(request["iid"]?.int ?? 0)/merge",
                body: [
                    ("merge_when_pipeline_succeeds", true), ("auto_merge", true),
                    ("sha", .string(request["sha"]?.string ?? "")),
                ]), count: 4)
    }
}

extension GiteaDialect: SelfMerging {
    func requirements(of target: String, for request: JSONNode) -> [ForgeCall] {
        [ForgeCall(.get, base + "/branches/\(PercentEncoding.encoded(target))")]
    }

    func requires(
        _ context: String, _ answer: JSONNode, of target: String, for request: JSONNode
    ) -> Bool {
        answer["enable_status_check"]?.bool == true
            && (answer["status_check_contexts"]?.array ?? []).contains { $0.string == context }
    }

    func merging(_ request: JSONNode, as user: String) -> [ForgeCall] {
        let style = request["base"]?["repo"]?["default_merge_style"]?.string ?? "merge"
        return [
            ForgeCall(
                .post, base + "/pulls/\(request["number"]?.int ?? 0)/merge",
                body: [
                    ("Do", .string(style)), ("merge_when_checks_succeed", true),
                    ("head_commit_id", .string(request["head"]?["sha"]?.string ?? "")),
                ])
        ]
    }
}

extension AzureDialect: SelfMerging {
    /// The policies of the project that require a status (Policy Types: "Status").
    func requirements(of target: String, for request: JSONNode) -> [ForgeCall] {
        let project = repository.dropLast().map { PercentEncoding.encoded($0) }
        return [
            ForgeCall(
                .get, "/\(project.joined(separator: "/"))/_apis/policy/configurations",
                query: [
                    ("policyType", "cbdc66da-9728-4af8-aada-9a5a32e4a226"), ("api-version", "7.0"),
                ])
        ]
    }

    func requires(
        _ context: String, _ answer: JSONNode, of target: String, for request: JSONNode
    ) -> Bool {
        let own = request["repository"]?["id"]?.string
        return (answer["value"]?.array ?? []).contains { policy in
            let settings = policy["settings"]
            return policy["isEnabled"]?.bool == true && policy["isBlocking"]?.bool == true
                && settings?["statusName"]?.string == context
                && (settings?["statusGenre"]?.string ?? "").isEmpty
                && (settings?["scope"]?.array ?? []).contains { scope in
                    let repository = scope["repositoryId"]?.string
                    return (repository == nil || repository == own)
                        && scope["refName"]?.string == "refs/heads/" + target
                }
        }
    }

    func merging(_ request: JSONNode, as user: String) -> [ForgeCall] {
        [letting(request["pullRequestId"]?.int ?? 0, user)]
    }
}
