extension StubForge {
    /// Answers as Bitbucket Data Center's REST API does (developer.atlassian.com/server/bitbucket/rest).
    func bitbucketServer(_ request: Request, _ state: inout State) -> Outcome {
        let shown = request["Authorization"]
        let isKnown = isToken(shown, after: "Bearer") || shown == "Basic \(Self.userBasic)"
        guard shown == nil || isKnown else {
            return serverError(401, "Authentication failed. Please check your credentials.")
        }
        guard let parts = parts(of: request, below: "/rest") else { return serverNotFound }
        var outcome = serverAnswer(parts, request, isKnown, &state)
        if isKnown, state.rights.contains("user") {
            outcome.headers.append(("X-AUSERNAME", Self.user))
        }
        return outcome
    }

    private func serverAnswer(
        _ parts: [String], _ request: Request, _ isKnown: Bool, _ state: inout State
    ) -> Outcome {
        if parts == ["api", "latest", "application-properties"] {
            return Outcome(200, ["version": "8.19.1", "displayName": "Bitbucket"])
        }
        guard isKnown else { return serverNotFound }
        if let told = rights(parts, request, state) { return told }
        if parts.starts(with: ["build-status", "latest", "commits"]), parts.count == 4 {
            return serverPage(
                of: state.statuses.filter { $0.commit == parts[3] }.reversed().map(serverStatus),
                request)
        }
        guard parts.starts(with: ["api", "latest", "projects"]), parts.count >= 6,
            "\(parts[3])/\(parts[5])" == repository
        else { return serverNotFound }
        return server(Array(parts.dropFirst(6)), request, &state)
    }

    private func server(
        _ parts: [String], _ request: Request, _ state: inout State
    ) -> Outcome {
        switch (request.method, parts.first ?? "", parts.count) {
        case ("GET", "", 0): described(state)
        case ("GET", "pull-requests", 1): serverPulls(request, state)
        case ("POST", "pull-requests", 1): serverOpen(request, &state)
        case ("GET", "pull-requests", 2):
            state.pull(parts[1]).map { Outcome(200, serverPull($0, state)) } ?? serverNotFound
        case ("PUT", "pull-requests", 2): serverEdit(parts[1], request, &state)
        case ("POST", "pull-requests", 3) where parts[2] == "decline":
            serverDecline(parts[1], request, &state)
        case ("GET", "pull-requests", 3) where parts[2] == "activities":
            serverActivities(of: parts[1], request, state)
        case ("POST", "pull-requests", 3) where parts[2] == "comments":
            serverComment(on: parts[1], request, &state)
        case ("POST", "pull-requests", 3) where parts[2] == "participants":
            serverParticipant(of: parts[1], request, &state)
        case ("PUT", "pull-requests", 4) where parts[2] == "comments":
            serverEditComment(parts[3], request, &state)
        case ("POST", "commits", 3) where parts[2] == "builds":
            serverSetStatus(parts[1], request, &state)
        default: serverNotFound
        }
    }

    private var serverNotFound: Outcome {
        serverError(404, "Repository \(repository) does not exist.")
    }

    private func serverError(_ status: Int, _ message: String) -> Outcome {
        let error: StubJSON = [
            "context": nil, "message": .string(message), "exceptionName": "com.atlassian.X",
        ]
        return Outcome(status, ["errors": [error]])
    }

    private func serverForbidden() -> Outcome {
        serverError(403, "You are not permitted to access this resource")
    }

    private func serverPage(of elements: [StubJSON], _ request: Request) -> Outcome {
        let asked = query("limit", of: request).flatMap { Int($0) } ?? 25
        let start = query("start", of: request).flatMap { Int($0) } ?? 0
        let end = min(start + min(asked, Self.pageSize), elements.count)
        let isLast = end == elements.count
        return Outcome(
            200,
            [
                "values": .array(Array(elements[min(start, end)..<end])), "start": .number(start),
                "isLastPage": .bool(isLast), "nextPageStart": isLast ? .null : .number(end),
            ])
    }

    private func serverPulls(_ request: Request, _ state: State) -> Outcome {
        let wanted = query("state", of: request) ?? "OPEN"
        let branch = query("at", of: request).map { String($0.dropFirst("refs/heads/".count)) }
        let isOutgoing = query("direction", of: request) == "OUTGOING"
        let found = state.pulls.filter { pull in
            (wanted == "ALL" || Self.bitbucketState(pull.state) == wanted)
                && (branch ?? "") == (isOutgoing ? pull.head : pull.base)
        }
        return serverPage(of: found.reversed().map { serverPull($0, state) }, request)
    }

    private func serverOpen(_ request: Request, _ state: inout State) -> Outcome {
        guard state.rights.contains("pulls") else { return serverForbidden() }
        let fields = object(request) ?? [:]
        func branch(_ field: String) -> String? {
            let reference = fields[field]
            guard reference?["repository"]?["slug"]?.text == "deploy",
                reference?["repository"]?["project"]?["key"]?.text == "shop",
                let id = reference?["id"]?.text, id.hasPrefix("refs/heads/")
            else { return nil }
            return String(id.dropFirst("refs/heads/".count))
        }
        guard let head = branch("fromRef"), let base = branch("toRef") else {
            return serverError(400, "You should specify a fromRef and a toRef")
        }
        if let refusal = serverTooLong(fields) { return refusal }
        for name in [head, base] where state.branches[name] == nil {
            return serverError(404, "Repository \"deploy\" has no branch \"\(name)\".")
        }
        if state.branches[head] == state.branches[base] {
            return serverError(409, "\(head) is already up-to-date with branch \(base)")
        }
        if !state.takesTwins, state.pulls.contains(where: { $0.isOpen(head, base) }) {
            return serverError(
                409, "Only one pull request may be open for a given source and target branch")
        }
        var pull = Pull(
            number: state.pulls.count + 1, title: fields["title"]?.text ?? "",
            body: fields["description"]?.text ?? "", head: head, base: base)
        pull.isDraft = fields["draft"] == true && state.rights.contains("drafts")
        state.pulls.append(pull)
        return Outcome(201, serverPull(pull, state))
    }

    private func serverTooLong(_ fields: [String: StubJSON]) -> Outcome? {
        for (field, limit) in [("title", 255), ("description", 32_768), ("text", 32_768)] {
            guard let text = fields[field]?.text, text.unicodeScalars.count > limit else {
                continue
            }
            return serverError(400, "\(field) must not be longer than \(limit) characters")
        }
        return nil
    }

    /// A version that is not the present one is refused, and reviewers that are left out are taken away.
    private func serverEdit(_ number: String, _ request: Request, _ state: inout State) -> Outcome {
        guard let index = state.index(ofPull: number) else { return serverNotFound }
        guard state.rights.contains("pulls") else { return serverForbidden() }
        let fields = object(request) ?? [:]
        if let refusal = serverTooLong(fields) { return refusal }
        guard fields["version"]?.number == state.pulls[index].version else {
            return serverError(409, "The pull request is out of date")
        }
        state.pulls[index].title = fields["title"]?.text ?? ""
        state.pulls[index].body = fields["description"]?.text ?? ""
        state.pulls[index].requested = (fields["reviewers"]?.elements ?? []).compactMap {
            $0["user"]?["name"]?.text
        }
        state.pulls[index].version += 1
        return Outcome(200, serverPull(state.pulls[index], state))
    }

    private func serverParticipant(
        of number: String, _ request: Request, _ state: inout State
    ) -> Outcome {
        guard let index = state.index(ofPull: number) else { return serverNotFound }
        let fields = object(request) ?? [:]
        guard let name = fields["user"]?["name"]?.text, fields["role"]?.text == "REVIEWER",
            Self.people.contains(name)
        else { return serverError(409, "The user does not exist or may not see the repository.") }
        state.pulls[index].requested.append(name)
        return Outcome(200, ["role": "REVIEWER"])
    }

    private func serverDecline(
        _ number: String, _ request: Request, _ state: inout State
    ) -> Outcome {
        guard let index = state.index(ofPull: number) else { return serverNotFound }
        guard request["X-Atlassian-Token"] == "no-check" else {
            return serverError(403, "XSRF check failed")
        }
        guard object(request)?["version"]?.number == state.pulls[index].version else {
            return serverError(409, "The pull request is out of date")
        }
        state.pulls[index].state = "closed"
        state.pulls[index].version += 1
        return Outcome(200, serverPull(state.pulls[index], state))
    }

    /// Newest first: comments, reviews, what was pushed, and that it was opened.
    private func serverActivities(
        of number: String, _ request: Request, _ state: State
    ) -> Outcome {
        guard let pull = state.pull(number) else { return serverNotFound }
        var activities: [StubJSON] = [
            ["id": 1, "action": "OPENED", "user": serverUser(pull.author)],
            ["id": 2, "action": "RESCOPED", "user": serverUser("whoever-pushes")],
        ]
        activities += pull.reviewers.map {
            ["id": 3, "action": "APPROVED", "user": serverUser($0)]
        }
        activities += state.comments.filter { $0.pull == pull.number }.map { comment in
            [
                "id": .number(9_000 + comment.id), "action": "COMMENTED",
                "commentAction": "ADDED", "user": serverUser(comment.author),
                "comment": serverComment(comment),
            ]
        }
        return serverPage(of: activities.reversed(), request)
    }

    private func serverComment(
        on number: String, _ request: Request, _ state: inout State
    ) -> Outcome {
        guard let pull = state.pull(number) else { return serverNotFound }
        guard state.rights.contains("comments") else { return serverForbidden() }
        let fields = object(request) ?? [:]
        if let refusal = serverTooLong(fields) { return refusal }
        let comment = Comment(
            id: state.newID(), pull: pull.number, author: Self.user,
            body: fields["text"]?.text ?? "")
        state.comments.append(comment)
        return Outcome(201, serverComment(comment))
    }

    private func serverEditComment(
        _ id: String, _ request: Request, _ state: inout State
    ) -> Outcome {
        guard let index = state.comments.firstIndex(where: { String($0.id) == id }) else {
            return serverNotFound
        }
        let fields = object(request) ?? [:]
        guard fields["version"]?.number == state.comments[index].version else {
            return serverError(409, "The comment is out of date")
        }
        state.comments[index].body = fields["text"]?.text ?? ""
        state.comments[index].version += 1
        return Outcome(200, serverComment(state.comments[index]))
    }

    private func serverSetStatus(
        _ commit: String, _ request: Request, _ state: inout State
    ) -> Outcome {
        guard state.rights.contains("statuses") else { return serverForbidden() }
        guard state.branches.values.contains(commit) else { return serverNotFound }
        let fields = object(request) ?? [:]
        let words = ["SUCCESSFUL", "FAILED", "INPROGRESS", "CANCELLED", "UNKNOWN"]
        let sentence = fields["description"]?.text ?? ""
        guard let key = fields["key"]?.text, key.count <= 255, sentence.count <= 255,
            let word = fields["state"]?.text, words.contains(word),
            let url = fields["url"]?.text, url.hasPrefix("http"), url.count <= 450
        else { return serverError(400, "The build status is not valid") }
        _ = state.replaceStatus(
            key: key, of: commit, name: key, word: word, sentence: sentence, address: url)
        return Outcome(204, nil)
    }

    private func serverUser(_ name: String) -> StubJSON {
        name.isEmpty ? .null : ["name": .string(name), "id": .number(Self.id(of: name))]
    }

    private func serverPull(_ pull: Pull, _ state: State) -> StubJSON {
        func side(_ branch: String, _ repository: StubJSON) -> StubJSON {
            [
                "id": .string("refs/heads/\(branch)"), "displayId": .string(branch),
                "latestCommit": .string(state.branches[branch] ?? ""),
                "repository": ["id": repository],
            ]
        }
        let page = "\(address)/projects/shop/repos/deploy/pull-requests/\(pull.number)"
        return [
            "id": .number(pull.number), "version": .number(pull.version),
            "title": .string(pull.title), "description": .string(pull.body),
            "state": .string(Self.bitbucketState(pull.state)), "draft": .bool(pull.isDraft),
            "author": ["user": serverUser(pull.author)],
            "reviewers": .array(pull.requested.map { ["user": serverUser($0)] }),
            "links": ["self": [["href": .string(page)]]],
            "fromRef": side(pull.head, pull.isFork ? 8 : 7), "toRef": side(pull.base, 7),
        ]
    }

    private func serverComment(_ comment: Comment) -> StubJSON {
        [
            "id": .number(comment.id), "version": .number(comment.version),
            "text": .string(comment.body), "author": serverUser(comment.author), "comments": [],
        ]
    }

    private func serverStatus(_ status: Status) -> StubJSON {
        [
            "key": .string(status.key), "name": .string(status.context),
            "state": .string(status.state), "description": .string(status.sentence),
            "url": .string(status.address),
        ]
    }
}
