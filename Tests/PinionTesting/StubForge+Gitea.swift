extension StubForge {
    /// Answers as Gitea's API does, from 1.15 on.
    func gitea(_ request: Request, _ state: inout State) -> Outcome {
        guard let shown = request["Authorization"] else {
            return Outcome(401, ["message": "token is required", "url": .string(giteaDocs)])
        }
        let isKnown = isToken(shown, after: "token") || shown == "Basic \(Self.giteaBasic)"
        let isForAll =
            state.isPublic && request.method == "GET" && !request.path.hasSuffix("/user")
        guard isKnown || isForAll else {
            return Outcome(401, ["message": "user does not exist [uid: 0, name: ]"])
        }
        guard let parts = parts(of: request, below: "/api/v1") else { return giteaNotFound }
        if parts == ["user"] {
            return state.rights.contains("user")
                ? Outcome(200, ["login": .string(Self.user)]) : giteaScope("read:user")
        }
        guard parts.first == "repos", parts.count >= 3,
            parts[1...2].joined(separator: "/").lowercased() == repository
        else { return giteaNotFound }
        if request.method != "GET", object(request) == nil {
            return giteaInvalid("[]: Empty Content-Type or unreadable JSON")
        }
        return gitea(Array(parts.dropFirst(3)), request, &state)
    }

    /// `pinion-bot` with the token, in base 64.
    private static var giteaBasic: String { "cGluaW9uLWJvdDpzM2NyZXQtdDBrZW4tb2YtdGhlLXN0dWI=" }

    private func gitea(
        _ parts: [String], _ request: Request, _ state: inout State
    ) -> Outcome {
        switch (request.method, parts.first ?? "", parts.count) {
        case ("GET", "", 0): described(state)
        case ("GET", "pulls", 1): giteaPulls(request, state)
        case ("POST", "pulls", 1): giteaOpen(request, &state)
        case ("GET", "pulls", 2):
            state.pulls.first { String($0.number) == parts[1] }
                .map { Outcome(200, giteaPull($0, state)) } ?? giteaNotFound
        case ("PATCH", "pulls", 2): giteaEdit(parts[1], request, &state)
        case ("GET", "pulls", 3) where parts[2] == "reviews":
            reviews(of: parts[1], request, sizeField: "limit", state)
        case ("GET", "issues", 3) where parts[2] == "comments":
            // The list has no pages: page and limit are not looked at.
            Outcome(
                200,
                .array(
                    state.comments.filter { String($0.pull) == parts[1] }.map(giteaComment)))
        case ("POST", "issues", 3) where parts[2] == "labels",
            ("POST", "pulls", 3) where parts[2] == "requested_reviewers":
            wish(parts[2], of: parts[1], request, &state)
        case ("POST", "issues", 3) where parts[2] == "comments":
            giteaComment(on: parts[1], request, &state)
        case ("PATCH", "issues", 3) where parts[1] == "comments":
            giteaEditComment(parts[2], request, &state)
        case ("GET", "statuses", 2):
            page(
                of: state.statuses.filter { $0.commit == parts[1] }.reversed().map(giteaStatus),
                request, sizeField: "limit", state)
        case ("GET", "branches", 2):
            Outcome(
                200,
                [
                    "enable_status_check": .bool(!state.required.isEmpty),
                    "status_check_contexts": .array(
                        state.required.sorted().map { .string($0) }),
                ])
        case ("POST", "pulls", 3) where parts[2] == "merge":
            object(request)?["merge_when_checks_succeed"] == true
                && enableAutoMerge(parts[1], &state)
                ? Outcome(201, [:]) : giteaNotFound
        case ("POST", "statuses", 2): giteaSetStatus(parts[1], request, &state)
        case ("PUT", _, _), ("DELETE", _, _): Outcome(405, ["message": "Method Not Allowed"])
        default: giteaNotFound
        }
    }

    private var giteaDocs: String { "\(address)/api/swagger" }

    private var giteaNotFound: Outcome {
        Outcome(
            404,
            [
                "message": "The target couldn't be found.", "url": .string(giteaDocs),
                "errors": nil,
            ])
    }

    private func giteaInvalid(_ text: String) -> Outcome {
        Outcome(422, ["message": .string(text), "url": .string(giteaDocs)])
    }

    private func giteaScope(_ scope: String) -> Outcome {
        let text = "token does not have at least one of required scope(s): [\(scope)]"
        return Outcome(403, ["message": .string(text), "url": .string(giteaDocs)])
    }

    private func giteaPulls(_ request: Request, _ state: State) -> Outcome {
        let wanted = query("state", of: request) ?? "open"
        let found = state.pulls.filter { pull in
            wanted == "all" || (pull.state == "open") == (wanted == "open")
        }
        return page(
            of: found.reversed().map { giteaPull($0, state) }, request, sizeField: "limit", state)
    }

    private func giteaOpen(_ request: Request, _ state: inout State) -> Outcome {
        guard state.rights.contains("pulls") else { return giteaScope("write:repository") }
        let fields = object(request) ?? [:]
        let head = fields["head"]?.text ?? ""
        let base = fields["base"]?.text ?? ""
        guard let title = fields["title"]?.text, !title.isEmpty else {
            return giteaInvalid("[Title]: Required")
        }
        guard head != base else {
            return giteaInvalid(
                "Invalid PullRequest: There are no changes between the head and the base")
        }
        guard state.branches[head] != nil, state.branches[base] != nil else {
            return giteaNotFound
        }
        if !state.takesTwins, let pull = state.pulls.first(where: { $0.isOpen(head, base) }) {
            let text = "pull request already exists for these targets [id: \(pull.number)]"
            return Outcome(409, ["message": .string(text), "url": .string(giteaDocs)])
        }
        let pull = Pull(
            number: state.pulls.count + 1, title: Self.giteaTitle(title),
            body: fields["body"]?.text ?? "", head: head, base: base)
        state.pulls.append(pull)
        return Outcome(201, giteaPull(pull, state))
    }

    /// Gitea cuts titles at 255 bytes by itself.
    private static func giteaTitle(_ title: String) -> String {
        var title = title
        while title.utf8.count > 255 { title.removeLast() }
        return title
    }

    private func giteaEdit(_ number: String, _ request: Request, _ state: inout State) -> Outcome {
        guard let index = state.pulls.firstIndex(where: { String($0.number) == number }) else {
            return giteaNotFound
        }
        guard state.rights.contains("pulls") else { return giteaScope("write:repository") }
        let fields = object(request) ?? [:]
        if let title = fields["title"]?.text, !title.isEmpty {
            state.pulls[index].title = Self.giteaTitle(title)
        }
        if let body = fields["body"]?.text, !body.isEmpty { state.pulls[index].body = body }
        if fields["state"]?.text == "closed" { state.pulls[index].state = "closed" }
        return Outcome(201, giteaPull(state.pulls[index], state))
    }

    private func giteaComment(
        on number: String, _ request: Request, _ state: inout State
    ) -> Outcome {
        guard let pull = state.pulls.first(where: { String($0.number) == number }) else {
            return giteaNotFound
        }
        guard state.rights.contains("comments") else { return giteaScope("write:issue") }
        guard let body = object(request)?["body"]?.text, !body.isEmpty else {
            return giteaInvalid("[Body]: Required")
        }
        let comment = Comment(
            id: state.newID(), pull: pull.number, author: Self.user, body: body)
        state.comments.append(comment)
        return Outcome(201, giteaComment(comment))
    }

    private func giteaEditComment(
        _ id: String, _ request: Request, _ state: inout State
    ) -> Outcome {
        guard let index = state.comments.firstIndex(where: { String($0.id) == id }) else {
            return giteaNotFound
        }
        guard let body = object(request)?["body"]?.text, !body.isEmpty else {
            return giteaInvalid("[Body]: Required")
        }
        state.comments[index].body = body
        return Outcome(200, giteaComment(state.comments[index]))
    }

    private func giteaSetStatus(
        _ commit: String, _ request: Request, _ state: inout State
    ) -> Outcome {
        guard state.rights.contains("statuses") else { return giteaScope("write:repository") }
        guard state.branches.values.contains(commit) else { return giteaNotFound }
        let fields = object(request) ?? [:]
        let words = ["pending", "success", "error", "failure", "warning"]
        guard let word = fields["state"]?.text, words.contains(word) else {
            return giteaInvalid("[State]: unknown")
        }
        let status = Status(
            id: state.newID(), commit: commit, context: fields["context"]?.text ?? "",
            state: word, sentence: fields["description"]?.text ?? "",
            address: fields["target_url"]?.text ?? "")
        state.statuses.append(status)
        return Outcome(201, giteaStatus(status))
    }

    /// Without its branch, the head is the forge's own reference, and the label alone names the branch.
    private func giteaPull(_ pull: Pull, _ state: State) -> StubJSON {
        let isGone = state.branches[pull.head] == nil
        return [
            "number": .number(pull.number), "title": .string(pull.title),
            "body": .string(pull.body), "state": pull.state == "open" ? "open" : "closed",
            "merged": .bool(pull.state == "merged"), "user": ["login": .string(pull.author)],
            "html_url": .string("\(address)/\(repository)/pulls/\(pull.number)"),
            "head": [
                "label": .string(pull.head),
                "ref": .string(isGone ? "refs/pull/\(pull.number)/head" : pull.head),
                "sha": .string(state.branches[pull.head] ?? ""), "repo_id": pull.isFork ? 8 : 7,
            ],
            "base": ["label": .string(pull.base), "ref": .string(pull.base), "repo_id": 7],
        ]
    }

    private func giteaComment(_ comment: Comment) -> StubJSON {
        [
            "id": .number(comment.id), "body": .string(comment.body),
            "user": [
                "login": .string(comment.author), "id": .number(Self.id(of: comment.author)),
            ],
            "html_url": .string(
                "\(address)/\(repository)/pulls/\(comment.pull)#issuecomment-\(comment.id)"),
        ]
    }

    private func giteaStatus(_ status: Status) -> StubJSON {
        [
            "id": .number(status.id), "status": .string(status.state),
            "context": .string(status.context), "description": .string(status.sentence),
            "target_url": .string(status.address),
        ]
    }
}
