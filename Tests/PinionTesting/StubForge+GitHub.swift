extension StubForge {
    /// Answers as GitHub's REST API does.
    func gitHub(_ request: Request, _ state: inout State) -> Outcome {
        guard request["User-Agent"]?.isEmpty == false else {
            return Outcome(403, ["message": "Request forbidden by administrative rules."])
        }
        guard let accept = request["Accept"], accept.contains("json") else {
            return Outcome(415, ["message": "Unsupported 'Accept' header"])
        }
        guard let shown = request["Authorization"] else { return gitHubNotFound }
        guard isToken(shown, after: "Bearer") || isToken(shown, after: "token") else {
            return Outcome(401, ["message": "Bad credentials"])
        }
        if request.path == folder + "/api/graphql" { return gitHubViewer(request, &state) }
        guard let parts = parts(of: request, below: "/api/v3") else { return gitHubNotFound }
        if parts == ["user"] {
            return state.rights.contains("user") && request.method == "GET"
                ? Outcome(200, ["login": .string(state.userName), "type": "User"])
                : gitHubForbidden("")
        }
        guard parts.first == "repos", parts.count >= 3,
            parts[1...2].joined(separator: "/").lowercased() == repository
        else { return gitHubNotFound }
        return gitHub(Array(parts.dropFirst(3)), request, &state)
    }

    /// GraphQL answers 200 to what it refuses, too.
    private func gitHubViewer(_ request: Request, _ state: inout State) -> Outcome {
        if let query = object(request)?["query"]?.text, query.hasPrefix("mutation") {
            return gitHubMutation(query, &state)
        }
        guard object(request)?["query"]?.text == "{viewer{login}}" else {
            return Outcome(200, ["errors": [["message": "Parse error"]]])
        }
        guard state.rights.contains("viewer") else {
            let error: StubJSON = [
                "type": "FORBIDDEN", "message": "Resource not accessible by integration",
            ]
            return Outcome(200, ["data": nil, "errors": [error]])
        }
        return Outcome(200, ["data": ["viewer": ["login": .string(state.userName)]]])
    }

    private func gitHub(
        _ parts: [String], _ request: Request, _ state: inout State
    ) -> Outcome {
        switch (request.method, parts.first ?? "", parts.count) {
        case ("GET", "", 0): described(state)
        case ("GET", "pulls", 1): gitHubPulls(request, state)
        case ("POST", "pulls", 1): gitHubOpen(request, &state)
        case ("GET", "pulls", 2):
            state.pulls.first { String($0.number) == parts[1] }
                .map { Outcome(200, gitHubPull($0, state)) } ?? gitHubNotFound
        case ("PATCH", "pulls", 2): gitHubEdit(parts[1], request, &state)
        case ("GET", "pulls", 3) where parts[2] == "reviews":
            reviews(of: parts[1], request, sizeField: "per_page", state)
        case ("GET", "issues", 3) where parts[2] == "comments":
            page(
                of: state.comments.filter { String($0.pull) == parts[1] }.map(gitHubComment),
                request, sizeField: "per_page", state)
        case ("POST", "issues", 3) where parts[2] == "labels",
            ("POST", "pulls", 3) where parts[2] == "requested_reviewers":
            wish(parts[2], of: parts[1], request, &state)
        case ("POST", "issues", 3) where parts[2] == "comments":
            gitHubComment(on: parts[1], request, &state)
        case ("PATCH", "issues", 3) where parts[1] == "comments":
            gitHubEditComment(parts[2], request, &state)
        case ("GET", "commits", 3) where parts[2] == "statuses":
            page(
                of: state.statuses.filter { $0.commit == parts[1] }.reversed()
                    .map(gitHubStatus), request, sizeField: "per_page", state)
        case ("GET", "rules", 3), ("GET", "branches", 2):
            gitHubBranch(parts[0] == "rules", state)
        case ("POST", "statuses", 2): gitHubSetStatus(parts[1], request, &state)
        default: gitHubNotFound
        }
    }

    private var gitHubNotFound: Outcome { Outcome(404, ["message": "Not Found"]) }

    private func gitHubForbidden(_ permission: String) -> Outcome {
        Outcome(
            403, ["message": "Resource not accessible by integration"],
            permission.isEmpty ? [] : [("X-Accepted-GitHub-Permissions", permission)])
    }

    private func gitHubInvalid(_ resource: StubJSON, _ fields: [String: StubJSON]) -> Outcome {
        let error = fields.merging(["resource": resource], uniquingKeysWith: { one, _ in one })
        return Outcome(422, ["message": "Validation Failed", "errors": [.object(error)]])
    }

    /// The texts of a body's fields, or what GitHub says of a wrong body.
    private func gitHubFields(
        _ request: Request, _ names: [String]
    ) -> (fields: [String: String], refusal: Outcome?) {
        guard let json = StubJSON(parsing: request.body) else {
            return ([:], Outcome(400, ["message": "Problems parsing JSON"]))
        }
        guard let members = json.members else {
            return ([:], Outcome(400, ["message": "Body should be a JSON object"]))
        }
        var fields: [String: String] = [:]
        for name in names {
            guard let value = members[name] else { continue }
            guard let text = value.text else {
                return ([:], Outcome(422, ["message": "Invalid request."]))
            }
            fields[name] = text
        }
        return (fields, nil)
    }

    private func gitHubPulls(_ request: Request, _ state: State) -> Outcome {
        let wanted = query("state", of: request) ?? "open"
        var found = state.pulls.filter { pull in
            wanted == "all" || (pull.state == "open") == (wanted == "open")
        }
        if let head = query("head", of: request) {
            let owner = repository.split(separator: "/")[0]
            found = found.filter { pull in
                "\(pull.isFork ? "stranger" : String(owner)):\(pull.head)" == head
            }
        }
        return page(
            of: found.reversed().map { gitHubPull($0, state) }, request, sizeField: "per_page",
            state)
    }

    private func gitHubOpen(_ request: Request, _ state: inout State) -> Outcome {
        guard state.rights.contains("pulls") else {
            return gitHubForbidden("pull_requests=write")
        }
        let (fields, refusal) = gitHubFields(request, ["title", "head", "base", "body"])
        if let refusal { return refusal }
        let title = fields["title"] ?? ""
        let head = fields["head"] ?? ""
        let base = fields["base"] ?? ""
        if title.isEmpty {
            return gitHubInvalid("Issue", ["field": "title", "code": "missing_field"])
        }
        if let tooLong = gitHubTooLong(fields) { return tooLong }
        for (field, name) in [("head", head), ("base", base)] where state.branches[name] == nil {
            return gitHubInvalid("PullRequest", ["field": .string(field), "code": "invalid"])
        }
        if state.branches[head] == state.branches[base] {
            let text = "No commits between \(base) and \(head)"
            return gitHubInvalid("PullRequest", ["code": "custom", "message": .string(text)])
        }
        if !state.takesTwins, state.pulls.contains(where: { $0.isOpen(head, base) }) {
            let text = "A pull request already exists for shop:\(head)."
            return gitHubInvalid("PullRequest", ["code": "custom", "message": .string(text)])
        }
        var pull = Pull(
            number: state.pulls.count + 1, title: title, body: fields["body"] ?? "", head: head,
            base: base)
        pull.isDraft = object(request)?["draft"] == true
        if pull.isDraft, !state.rights.contains("drafts") {
            let text: StubJSON = "Draft pull requests are not supported in this repository."
            return gitHubInvalid("PullRequest", ["code": "custom", "message": text])
        }
        state.pulls.append(pull)
        return Outcome(201, gitHubPull(pull, state))
    }

    private func gitHubTooLong(_ fields: [String: String]) -> Outcome? {
        for (field, limit) in [("title", 256), ("body", 65_536)] {
            guard let text = fields[field], text.unicodeScalars.count > limit else { continue }
            let message = "\(field) is too long (maximum is \(limit) characters)"
            return gitHubInvalid(
                "Issue",
                ["code": "custom", "field": .string(field), "message": .string(message)])
        }
        return nil
    }

    private func gitHubEdit(_ number: String, _ request: Request, _ state: inout State) -> Outcome {
        guard let index = state.pulls.firstIndex(where: { String($0.number) == number }) else {
            return gitHubNotFound
        }
        guard state.rights.contains("pulls") else {
            return gitHubForbidden("pull_requests=write")
        }
        let (fields, refusal) = gitHubFields(request, ["title", "body", "state"])
        if let refusal = refusal ?? gitHubTooLong(fields) { return refusal }
        state.pulls[index].title = fields["title"] ?? state.pulls[index].title
        state.pulls[index].body = fields["body"] ?? state.pulls[index].body
        if fields["state"] == "closed" { state.pulls[index].state = "closed" }
        return Outcome(200, gitHubPull(state.pulls[index], state))
    }

    private func gitHubComment(
        on number: String, _ request: Request, _ state: inout State
    ) -> Outcome {
        guard let pull = state.pulls.first(where: { String($0.number) == number }) else {
            return gitHubNotFound
        }
        guard state.rights.contains("comments") else {
            return gitHubForbidden("issues=write; pull_requests=write")
        }
        let (fields, refusal) = gitHubFields(request, ["body"])
        if let refusal = refusal ?? gitHubTooLong(fields) { return refusal }
        let comment = Comment(
            id: state.newID(), pull: pull.number, author: Self.user, body: fields["body"] ?? "")
        state.comments.append(comment)
        return Outcome(201, gitHubComment(comment))
    }

    private func gitHubEditComment(
        _ id: String, _ request: Request, _ state: inout State
    ) -> Outcome {
        guard let index = state.comments.firstIndex(where: { String($0.id) == id }) else {
            return gitHubNotFound
        }
        let (fields, refusal) = gitHubFields(request, ["body"])
        if let refusal = refusal ?? gitHubTooLong(fields) { return refusal }
        state.comments[index].body = fields["body"] ?? ""
        return Outcome(200, gitHubComment(state.comments[index]))
    }

    private func gitHubSetStatus(
        _ commit: String, _ request: Request, _ state: inout State
    ) -> Outcome {
        guard state.rights.contains("statuses") else { return gitHubForbidden("statuses=write") }
        let names = ["state", "context", "description", "target_url"]
        let (fields, refusal) = gitHubFields(request, names)
        if let refusal { return refusal }
        guard state.branches.values.contains(commit) else {
            return Outcome(422, ["message": .string("No commit found for SHA: \(commit)")])
        }
        guard ["error", "failure", "pending", "success"].contains(fields["state"] ?? "") else {
            return gitHubInvalid("Status", ["field": "state", "code": "invalid"])
        }
        if (fields["description"] ?? "").unicodeScalars.count > 140 {
            let text = "description is too long (maximum is 140 characters)"
            return gitHubInvalid("Status", ["code": "custom", "message": .string(text)])
        }
        let status = Status(
            id: state.newID(), commit: commit, context: fields["context"] ?? "default",
            state: fields["state"] ?? "", sentence: fields["description"] ?? "",
            address: fields["target_url"] ?? "")
        state.statuses.append(status)
        return Outcome(201, gitHubStatus(status))
    }

    private func gitHubPull(_ pull: Pull, _ state: State) -> StubJSON {
        [
            "number": .number(pull.number), "title": .string(pull.title),
            "body": pull.body.isEmpty ? .null : .string(pull.body),
            "state": pull.state == "open" ? "open" : "closed", "draft": .bool(pull.isDraft),
            "node_id": .string("PR_\(pull.number)"),
            "user": ["login": .string(pull.author), "type": "User"],
            "merged_at": pull.state == "merged" ? "2026-11-23T12:00:00Z" : .null,
            "html_url": .string("\(address)/\(repository)/pull/\(pull.number)"),
            "head": [
                "ref": .string(pull.head), "sha": .string(state.branches[pull.head] ?? ""),
                "repo": pull.isFork ? ["id": 8] : ["id": 7],
            ],
            "base": ["ref": .string(pull.base), "repo": ["id": 7]],
        ]
    }

    private func gitHubComment(_ comment: Comment) -> StubJSON {
        [
            "id": .number(comment.id), "body": .string(comment.body),
            "user": [
                "login": .string(comment.author), "id": .number(Self.id(of: comment.author)),
                "type": comment.author.hasSuffix("[bot]") ? "Bot" : "User",
            ],
            "html_url": .string(
                "\(address)/\(repository)/pull/\(comment.pull)#issuecomment-\(comment.id)"),
        ]
    }

    private func gitHubStatus(_ status: Status) -> StubJSON {
        [
            "id": .number(status.id), "state": .string(status.state),
            "context": .string(status.context), "description": .string(status.sentence),
            "target_url": status.address.isEmpty ? .null : .string(status.address),
        ]
    }
}

extension StubForge.Pull {
    /// Whether it is open between two branches of the repository.
    func isOpen(_ head: String, _ base: String) -> Bool {
        state == "open" && !isFork && self.head == head && self.base == base
    }
}
