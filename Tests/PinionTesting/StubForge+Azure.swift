extension StubForge {
    /// Answers as Azure DevOps' REST API for git does (MicrosoftDocs/vsts-rest-api-specs, `git/7.1`).
    func azure(_ request: Request, _ state: inout State) -> Outcome {
        let shown = request["Authorization"]
        let isKnown =
            isToken(shown, after: "Bearer") || shown == "Basic \(Self.azureBasic)"
            || shown == "Basic \(Self.azureRotated)" || shown == "Basic \(Self.userBasic)"
        guard isKnown || (state.isPublic && request.method == "GET") else {
            return request["X-TFS-FedAuthRedirect"] == "Suppress"
                ? Outcome(401, .null) : Outcome(203, "<html>Azure DevOps Services | Sign In")
        }
        guard let parts = parts(of: request, below: "") else { return azureNotFound }
        if parts == ["acme", "_apis", "connectionData"] {
            let nobody = "aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa"
            return state.rights.contains("user")
                ? Outcome(
                    200, ["authenticatedUser": ["id": .string(isKnown ? Self.user : nobody)]])
                : azureError(403, "TF400813: The user is not authorized to access this resource.")
        }
        if parts == ["acme", "shop", "_apis", "policy", "configurations"] {
            return azurePolicies(state)
        }
        if let told = rights(parts, request, state) { return told }
        guard parts.starts(with: ["acme", "shop", "_apis", "git", "repositories", "deploy"]) else {
            return azureNotFound
        }
        guard query("api-version", of: request) == "7.0" else {
            return azureError(400, "No api-version was supplied for the request.")
        }
        return azure(parts.dropFirst(6).map { $0.lowercased() }, request, &state)
    }

    /// The token without a user, in base 64.
    private static var azureBasic: String { "OnMzY3JldC10MGtlbi1vZi10aGUtc3R1Yg==" }
    private static var azureRotated: String { "OnMzY3JldC10MGtlbi1vZi10aGUtbmV4dC15ZWFy" }

    private func azure(
        _ parts: [String], _ request: Request, _ state: inout State
    ) -> Outcome {
        switch (request.method, parts.first ?? "", parts.count) {
        case ("GET", "", 0): described(state)
        case ("GET", "pullrequests", 1): azurePulls(request, state)
        case ("POST", "pullrequests", 1): azureOpen(request, &state)
        case ("GET", "pullrequests", 2):
            state.pull(parts[1]).map { Outcome(200, azurePull($0, state)) } ?? azureNotFound
        case ("PATCH", "pullrequests", 2): azureEdit(parts[1], request, &state)
        case ("GET", "pullrequests", 3): azureList(parts[2], of: parts[1], state)
        case ("POST", "pullrequests", 3) where parts[2] == "threads":
            azureComment(on: parts[1], request, &state)
        case ("POST", "pullrequests", 3) where parts[2] == "statuses":
            azureSetStatus(pull: parts[1], request, &state)
        case ("POST", "pullrequests", 3) where parts[2] == "labels":
            azureWish(parts, request, &state)
        case ("PUT", "pullrequests", 4) where parts[2] == "reviewers":
            azureWish(parts, request, &state)
        case ("PATCH", "pullrequests", 6) where parts[4] == "comments":
            azureEditComment(parts[3], request, &state)
        case ("GET", "commits", 3):
            azureList(
                state.statuses.filter { $0.commit == parts[1] && $0.pull == nil }.map(azureStatus))
        case ("POST", "commits", 3): azureSetStatus(commit: parts[1], request, &state)
        default: azureNotFound
        }
    }

    private var azureNotFound: Outcome {
        azureError(
            404,
            "TF401019: The Git repository with name or identifier deploy does not exist or you do not have permissions for the operation you are attempting."
        )
    }

    private func azureError(_ status: Int, _ message: String) -> Outcome {
        Outcome(status, ["$id": "1", "message": .string(message), "typeKey": "GitException"])
    }

    private func azureForbidden(_ permission: String) -> Outcome {
        azureError(
            403,
            "TF401027: You need the Git '\(permission)' permission to perform this action. Details: identity 'Build\\pinion-bot', scope 'repository'."
        )
    }

    private func azureList(_ elements: [StubJSON]) -> Outcome {
        Outcome(200, ["count": .number(elements.count), "value": .array(elements)])
    }

    private func azureList(_ name: String, of number: String, _ state: State) -> Outcome {
        guard let pull = state.pull(number) else { return azureNotFound }
        switch name {
        case "threads": return azureList(azureThreads(of: pull, state))
        case "reviewers":
            return azureList(
                pull.reviewers.map { ["id": .string($0), "vote": 10] }
                    + pull.requested.map { ["id": .string($0), "vote": 0] })
        case "iterations":
            let commits = state.pushes[pull.head] ?? []
            return azureList(
                commits.enumerated().map { index, commit in
                    [
                        "id": .number(index + 1),
                        "sourceRefCommit": ["commitId": .string(commit)],
                    ]
                })
        case "statuses":
            return azureList(state.statuses.filter { $0.pull == pull.number }.map(azureStatus))
        default: return azureNotFound
        }
    }

    /// Lists cut descriptions after 400 characters.
    private func azurePulls(_ request: Request, _ state: State) -> Outcome {
        let wanted = query("searchCriteria.status", of: request) ?? "active"
        let branch = query("searchCriteria.sourceRefName", of: request)
        let found = state.pulls.filter { pull in
            (wanted == "all" || Self.azureState(pull.state) == wanted)
                && (branch ?? "refs/heads/\(pull.head)") == "refs/heads/\(pull.head)"
        }
        let top = query("$top", of: request).flatMap { Int($0) } ?? 101
        let skip = query("$skip", of: request).flatMap { Int($0) } ?? 0
        return azureList(
            found.reversed().dropFirst(skip).prefix(top).map { pull in
                var cut = pull
                cut.body = String(pull.body.prefix(400))
                return azurePull(cut, state)
            })
    }

    private func azureTooLong(_ fields: [String: StubJSON]) -> Outcome? {
        for (field, limit) in [("title", 400), ("description", 4_000)] {
            guard let text = fields[field]?.text, text.utf16.count > limit else { continue }
            return azureError(
                400, "Invalid argument value. Parameter name: \(field) exceeds \(limit)")
        }
        return nil
    }

    private func azureOpen(_ request: Request, _ state: inout State) -> Outcome {
        guard state.rights.contains("pulls") else {
            return azureForbidden("PullRequestContribute")
        }
        let fields = object(request) ?? [:]
        let head = (fields["sourceRefName"]?.text ?? "").replacing("refs/heads/", with: "")
        let base = (fields["targetRefName"]?.text ?? "").replacing("refs/heads/", with: "")
        if let refusal = azureTooLong(fields) { return refusal }
        for name in [head, base] where state.branches[name] == nil {
            return azureError(400, "TF401398: The source or target branch \(name) does not exist")
        }
        guard head != base else {
            return azureError(400, "TF401179: source and target branches must differ")
        }
        if !state.takesTwins, state.pulls.contains(where: { $0.isOpen(head, base) }) {
            return azureError(
                409,
                "TF401179: An active pull request for the source and target branch already exists.")
        }
        var pull = Pull(
            number: state.pulls.count + 1, title: fields["title"]?.text ?? "",
            body: fields["description"]?.text ?? "", head: head, base: base)
        pull.isDraft = fields["isDraft"] == true
        state.pulls.append(pull)
        return Outcome(201, azurePull(pull, state))
    }

    private func azureEdit(_ number: String, _ request: Request, _ state: inout State) -> Outcome {
        guard let index = state.index(ofPull: number) else { return azureNotFound }
        guard state.rights.contains("pulls") else {
            return azureForbidden("PullRequestContribute")
        }
        let fields = object(request) ?? [:]
        if let refusal = azureTooLong(fields) { return refusal }
        if let title = fields["title"]?.text { state.pulls[index].title = title }
        if let body = fields["description"]?.text { state.pulls[index].body = body }
        if fields["autoCompleteSetBy"]?["id"]?.text == Self.user {
            _ = enableAutoMerge(number, &state)
        }
        if fields["status"]?.text == "abandoned" { state.pulls[index].state = "closed" }
        return Outcome(200, azurePull(state.pulls[index], state))
    }

    private func azureWish(
        _ parts: [String], _ request: Request, _ state: inout State
    ) -> Outcome {
        guard let index = state.index(ofPull: parts[1]) else { return azureNotFound }
        if parts[2] == "labels" {
            state.pulls[index].labels.append(object(request)?["name"]?.text ?? "")
            return Outcome(200, ["active": true])
        }
        guard Self.people.contains(parts[3]) else {
            return azureError(400, "The identity \(parts[3]) could not be found.")
        }
        state.pulls[index].requested.append(parts[3])
        return Outcome(200, ["vote": 0])
    }

    /// Threads of people, and one of the system.
    private func azureThreads(of pull: Pull, _ state: State) -> [StubJSON] {
        let system: StubJSON = [
            "id": 1,
            "comments": [
                [
                    "id": 1, "commentType": "system", "author": ["id": "system"],
                    "content": "The reference was updated.",
                ]
            ],
        ]
        return [system] + state.comments.filter { $0.pull == pull.number }.map(azureThread)
    }

    private func azureThread(_ comment: Comment) -> StubJSON {
        ["id": .number(comment.id), "comments": [azureFirst(comment)]]
    }

    private func azureFirst(_ comment: Comment) -> StubJSON {
        [
            "id": 1, "commentType": "text", "content": .string(comment.body),
            "author": comment.author.isEmpty ? .null : ["id": .string(comment.author)],
        ]
    }

    private func azureComment(
        on number: String, _ request: Request, _ state: inout State
    ) -> Outcome {
        guard let pull = state.pull(number) else { return azureNotFound }
        guard state.rights.contains("comments") else {
            return azureForbidden("PullRequestContribute")
        }
        let fields = object(request) ?? [:]
        guard fields["status"] == nil,
            let body = fields["comments"]?.elements?.first?["content"]?.text,
            body.utf16.count <= 150_000
        else { return azureError(400, "Invalid comment") }
        let comment = Comment(id: state.newID(), pull: pull.number, author: Self.user, body: body)
        state.comments.append(comment)
        return Outcome(200, azureThread(comment))
    }

    private func azureEditComment(
        _ id: String, _ request: Request, _ state: inout State
    ) -> Outcome {
        guard let index = state.comments.firstIndex(where: { String($0.id) == id }) else {
            return azureNotFound
        }
        state.comments[index].body = object(request)?["content"]?.text ?? ""
        return Outcome(200, azureFirst(state.comments[index]))
    }

    private func azureSetStatus(
        commit: String = "", pull number: String? = nil, _ request: Request, _ state: inout State
    ) -> Outcome {
        guard state.rights.contains("statuses") else { return azureForbidden("GenericContribute") }
        let pull = number.flatMap { state.pull($0) }
        guard
            number == nil
                ? state.pushes.values.contains(where: { $0.contains(commit) }) : pull != nil
        else {
            return azureNotFound
        }
        let fields = object(request) ?? [:]
        let words = ["notSet", "pending", "succeeded", "failed", "error", "notApplicable"]
        guard let word = fields["state"]?.text, words.contains(word),
            let name = fields["context"]?["name"]?.text
        else { return azureError(400, "Context.Name is required") }
        let genre = fields["context"]?["genre"]?.text
        let iteration = fields["iterationId"]?.number
        let commits = pull.flatMap { state.pushes[$0.head] } ?? []
        let commit = iteration.map { commits[$0 - 1] } ?? commit
        let status = Status(
            id: state.newID(), commit: commit, context: genre.map { "\($0)/\(name)" } ?? name,
            state: word, sentence: fields["description"]?.text ?? "",
            address: fields["targetUrl"]?.text ?? "", pull: pull?.number,
            iteration: iteration)
        state.statuses.append(status)
        return Outcome(201, azureStatus(status))
    }

    private static func azureState(_ state: String) -> String {
        switch state {
        case "open": "active"
        case "merged": "completed"
        default: "abandoned"
        }
    }

    private func azurePull(_ pull: Pull, _ state: State) -> StubJSON {
        [
            "pullRequestId": .number(pull.number), "title": .string(pull.title),
            "description": .string(pull.body), "status": .string(Self.azureState(pull.state)),
            "createdBy": ["id": .string(pull.author)], "isDraft": .bool(pull.isDraft),
            "sourceRefName": .string("refs/heads/\(pull.head)"),
            "targetRefName": .string("refs/heads/\(pull.base)"),
            "lastMergeSourceCommit": ["commitId": .string(state.branches[pull.head] ?? "")],
            "repository": ["id": "7"],
            "forkSource": pull.isFork ? ["repository": ["id": "8"]] : .null,
        ]
    }

    private func azureStatus(_ status: Status) -> StubJSON {
        let parts = status.context.split(separator: "/").map(String.init)
        return [
            "id": .number(status.id), "state": .string(status.state),
            "context": [
                "name": .string(parts.last ?? ""),
                "genre": parts.count > 1
                    ? .string(parts.dropLast().joined(separator: "/")) : .null,
            ],
            "description": .string(status.sentence), "targetUrl": .string(status.address),
            "iterationId": status.iteration.map { .number($0) } ?? .null,
        ]
    }
}
