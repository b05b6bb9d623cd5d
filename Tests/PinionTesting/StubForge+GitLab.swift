extension StubForge {
    /// Answers as GitLab's REST API does.
    func gitLab(_ request: Request, _ state: inout State) -> Outcome {
        let shown = request["Authorization"]
        if request["JOB-TOKEN"] != nil {
            return Outcome(401, ["message": "401 Unauthorized"])
        }
        guard let shown else { return gitLabNotFound("Project") }
        guard isToken(shown, after: "Bearer") else {
            return Outcome(
                401, ["error": "invalid_token", "error_description": "Token was revoked."])
        }
        guard let parts = parts(of: request, below: "/api/v4") else { return gitLabNotFound("") }
        if parts == ["user"] {
            return state.rights.contains("user")
                ? Outcome(200, ["id": 1, "username": .string(Self.user)]) : gitLabScope("read_user")
        }
        if parts == ["users"] {
            let name = query("username", of: request) ?? ""
            return Outcome(
                200, Self.people.contains(name) ? [["id": .number(Self.id(of: name))]] : [])
        }
        if request.method == "GET", parts == ["projects", repository] { return described(state) }
        if let told = rights(parts, request, state) { return told }
        guard parts.first == "projects", parts.count > 2, parts[1].lowercased() == repository
        else { return gitLabNotFound("Project") }
        if request.method != "GET", object(request) == nil {
            let text =
                "The provided content-type '\(request["Content-Type"] ?? "")' is not supported."
            return Outcome(415, ["error": .string(text)])
        }
        return gitLab(Array(parts.dropFirst(2)), request, &state)
    }

    private func gitLab(
        _ parts: [String], _ request: Request, _ state: inout State
    ) -> Outcome {
        switch (request.method, parts.first ?? "", parts.count) {
        case ("GET", "merge_requests", 1): gitLabPulls(request, state)
        case ("POST", "merge_requests", 1): gitLabOpen(request, &state)
        case ("GET", "merge_requests", 2):
            state.pulls.first { String($0.number) == parts[1] }
                .map { Outcome(200, gitLabPull($0, state)) } ?? gitLabNotFound("Merge Request")
        case ("PUT", "merge_requests", 2): gitLabEdit(parts[1], request, &state)
        case ("PUT", "merge_requests", 3) where parts[2] == "merge":
            enableAutoMerge(parts[1], &state) ? Outcome(200, [:]) : gitLabNotFound("Merge Request")
        case ("GET", "merge_requests", 3) where parts[2] == "notes":
            page(
                of: state.comments.filter { String($0.pull) == parts[1] }.map(gitLabNote), request,
                sizeField: "per_page", state)
        case ("POST", "merge_requests", 3) where parts[2] == "notes":
            gitLabComment(on: parts[1], request, &state)
        case ("PUT", "merge_requests", 4) where parts[2] == "notes":
            gitLabEditNote(parts[3], request, &state)
        case ("GET", "repository", 4) where parts[3] == "statuses":
            gitLabStatuses(parts[2], request, state)
        case ("POST", "statuses", 2): gitLabSetStatus(parts[1], request, &state)
        case ("PATCH", _, _), ("DELETE", _, _): Outcome(405, ["error": "405 Not Allowed"])
        default: Outcome(404, ["error": "404 Not Found"])
        }
    }

    private func gitLabNotFound(_ what: String) -> Outcome {
        Outcome(404, ["message": .string("404 \(what) Not Found")])
    }

    private func gitLabScope(_ scope: StubJSON) -> Outcome {
        Outcome(
            403,
            [
                "error": "insufficient_scope", "scope": scope,
                "error_description":
                    "The request requires higher privileges than provided by the access token.",
            ])
    }

    private func gitLabInvalid(_ field: String, _ text: StubJSON) -> Outcome {
        Outcome(400, ["message": .object([field: [text]])])
    }

    private func gitLabPulls(_ request: Request, _ state: State) -> Outcome {
        let wanted = query("state", of: request) ?? "all"
        let branch = query("source_branch", of: request)
        let found = state.pulls.filter { pull in
            (wanted == "all" || Self.gitLabState(pull.state) == wanted)
                && (branch ?? pull.head) == pull.head
        }
        return page(
            of: found.reversed().map { gitLabPull($0, state) }, request, sizeField: "per_page",
            state)
    }

    private func gitLabOpen(_ request: Request, _ state: inout State) -> Outcome {
        guard state.rights.contains("pulls") else { return gitLabScope("api") }
        let fields = object(request) ?? [:]
        let missing = ["source_branch", "target_branch", "title"]
            .filter { fields[$0]?.text == nil }
        guard missing.isEmpty, let title = fields["title"]?.text,
            let head = fields["source_branch"]?.text, let base = fields["target_branch"]?.text
        else {
            let text = missing.map { "\($0) is missing" }.joined(separator: ", ")
            return Outcome(400, ["error": .string(text)])
        }
        if let refusal = gitLabTooLong(fields) { return refusal }
        if head == base {
            let text: StubJSON = "You can't use same project/branch for source and target"
            return Outcome(422, ["message": [text]])
        }
        for name in [head, base] where state.branches[name] == nil {
            return Outcome(400, ["message": [.string("branch \"\(name)\" does not exist")]])
        }
        if !state.takesTwins, let pull = state.pulls.first(where: { $0.isOpen(head, base) }) {
            let text =
                "Another open merge request already exists for this source branch: !\(pull.number)"
            return Outcome(409, ["message": [.string(text)]])
        }
        var pull = Pull(
            number: state.pulls.count + 1, title: title, body: "", head: head, base: base)
        obey(fields["description"]?.text ?? "", &pull)
        state.pulls.append(pull)
        return Outcome(201, gitLabPull(pull, state))
    }

    /// Takes a description; a line `/close` outside of code is a command, and vanishes.
    private func obey(_ text: String, _ pull: inout Pull) {
        var isCode = false
        var kept: [Substring] = []
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("```") { isCode.toggle() }
            if line.hasPrefix("/close"), !isCode {
                pull.state = "closed"
            } else {
                kept.append(line)
            }
        }
        pull.body = kept.joined(separator: "\n")
    }

    private func gitLabTooLong(_ fields: [String: StubJSON]) -> Outcome? {
        let limits = [("title", 255), ("description", 1_048_576), ("body", 1_000_000)]
        for (field, limit) in limits {
            guard let text = fields[field]?.text, text.unicodeScalars.count > limit else {
                continue
            }
            return gitLabInvalid(field, .string("is too long (maximum is \(limit) characters)"))
        }
        return nil
    }

    private func gitLabEdit(_ number: String, _ request: Request, _ state: inout State) -> Outcome {
        guard let index = state.pulls.firstIndex(where: { String($0.number) == number }) else {
            return gitLabNotFound("Merge Request")
        }
        guard state.rights.contains("pulls") else { return gitLabScope("api") }
        let fields = object(request) ?? [:]
        if let refusal = gitLabTooLong(fields) { return refusal }
        if let title = fields["title"]?.text { state.pulls[index].title = title }
        if let labels = fields["add_labels"]?.text {
            state.pulls[index].labels += labels.split(separator: ",").map(String.init)
        }
        if let ids = fields["reviewer_ids"]?.elements {
            state.pulls[index].requested = Self.people.filter { name in
                ids.contains(.number(Self.id(of: name)))
            }
        }
        if fields["state_event"]?.text == "close" { state.pulls[index].state = "closed" }
        if let text = fields["description"]?.text { obey(text, &state.pulls[index]) }
        return Outcome(200, gitLabPull(state.pulls[index], state))
    }

    private func gitLabComment(
        on number: String, _ request: Request, _ state: inout State
    ) -> Outcome {
        guard let pull = state.pulls.first(where: { String($0.number) == number }) else {
            return gitLabNotFound("Merge Request")
        }
        guard state.rights.contains("comments") else { return gitLabScope("api") }
        let fields = object(request) ?? [:]
        if let refusal = gitLabTooLong(fields) { return refusal }
        guard let body = fields["body"]?.text, !body.isEmpty else {
            return Outcome(400, ["error": "body is missing"])
        }
        let comment = Comment(
            id: state.newID(), pull: pull.number, author: Self.user, body: body)
        state.comments.append(comment)
        return Outcome(201, gitLabNote(comment))
    }

    private func gitLabEditNote(
        _ id: String, _ request: Request, _ state: inout State
    ) -> Outcome {
        guard let index = state.comments.firstIndex(where: { String($0.id) == id }) else {
            return gitLabNotFound("Note")
        }
        let fields = object(request) ?? [:]
        if let refusal = gitLabTooLong(fields) { return refusal }
        state.comments[index].body = fields["body"]?.text ?? ""
        return Outcome(200, gitLabNote(state.comments[index]))
    }

    /// The latest status of each name, as without `all=true`.
    private func gitLabStatuses(_ commit: String, _ request: Request, _ state: State) -> Outcome {
        guard state.branches.values.contains(commit) else { return gitLabNotFound("Commit") }
        let name = query("name", of: request)
        var latest: [String: Status] = [:]
        for status in state.statuses where status.commit == commit {
            if (name ?? status.context) == status.context { latest[status.context] = status }
        }
        return page(
            of: latest.values.sorted { $0.id < $1.id }.map(gitLabStatus), request,
            sizeField: "per_page", state)
    }

    private func gitLabSetStatus(
        _ commit: String, _ request: Request, _ state: inout State
    ) -> Outcome {
        guard state.rights.contains("statuses") else {
            return Outcome(403, ["message": "403 Forbidden"])
        }
        guard state.branches.values.contains(commit) else { return gitLabNotFound("Commit") }
        let fields = object(request) ?? [:]
        let words = ["pending", "running", "success", "failed", "canceled", "skipped"]
        guard let word = fields["state"]?.text, words.contains(word) else {
            return Outcome(400, ["error": "state does not have a valid value"])
        }
        let sentence = fields["description"]?.text ?? ""
        guard sentence.unicodeScalars.count <= 255 else {
            return gitLabInvalid("description", "is too long (maximum is 255 characters)")
        }
        let name = fields["name"]?.text ?? fields["context"]?.text ?? "default"
        let address = fields["target_url"]?.text ?? ""
        let pipeline = fields["pipeline_id"]?.number
        let standing = state.statuses.lastIndex {
            $0.commit == commit && $0.context == name && ["pending", "running"].contains($0.state)
                && $0.pipeline == pipeline
        }
        guard let standing else {
            let status = Status(
                id: state.newID(), commit: commit, context: name, state: word, sentence: sentence,
                address: address, pipeline: pipeline, branch: fields["ref"]?.text)
            state.statuses.append(status)
            return Outcome(201, gitLabStatus(status))
        }
        guard state.statuses[standing].state != word else {
            let text =
                "Cannot transition status via :enqueue from :\(word) (Reason(s): Status cannot transition)"
            return Outcome(400, ["message": .string(text)])
        }
        state.statuses[standing].state = word
        state.statuses[standing].sentence = sentence
        state.statuses[standing].address = address
        return Outcome(201, gitLabStatus(state.statuses[standing]))
    }

    private static func gitLabState(_ state: String) -> String {
        state == "open" ? "opened" : state
    }

    private func gitLabPull(_ pull: Pull, _ state: State) -> StubJSON {
        [
            "id": .number(1000 + pull.number), "iid": .number(pull.number),
            "title": .string(pull.title), "description": .string(pull.body),
            "state": .string(Self.gitLabState(pull.state)),
            "author": ["username": .string(pull.author)],
            "source_branch": .string(pull.head), "target_branch": .string(pull.base),
            "source_project_id": pull.isFork ? 8 : 7, "target_project_id": 7,
            "sha": state.branches[pull.head].map { .string($0) } ?? .null,
            "web_url": .string("\(address)/\(repository)/-/merge_requests/\(pull.number)"),
        ]
    }

    private func gitLabNote(_ comment: Comment) -> StubJSON {
        [
            "id": .number(comment.id), "body": .string(comment.body),
            "author": [
                "username": .string(comment.author), "id": .number(Self.id(of: comment.author)),
            ], "system": false,
        ]
    }

    private func gitLabStatus(_ status: Status) -> StubJSON {
        [
            "id": .number(status.id), "status": .string(status.state),
            "name": .string(status.context), "sha": .string(status.commit),
            "description": status.sentence.isEmpty ? .null : .string(status.sentence),
            "target_url": status.address.isEmpty ? .null : .string(status.address),
        ]
    }
}
