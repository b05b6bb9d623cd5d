extension StubForge {
    /// Answers as Bitbucket Cloud's REST API 2.0 does (developer.atlassian.com/cloud/bitbucket/rest).
    func bitbucket(_ request: Request, _ state: inout State) -> Outcome {
        guard let shown = request["Authorization"] else { return bitbucketNotFound }
        guard isToken(shown, after: "Bearer") || shown == "Basic \(Self.userBasic)" else {
            return bitbucketError(401, "Token is invalid, expired, or not supported")
        }
        guard let parts = parts(of: request, below: "/2.0") else { return bitbucketNotFound }
        if parts == ["user"] {
            return state.rights.contains("user")
                ? Outcome(200, bitbucketUser(Self.user)) : bitbucketScope("account")
        }
        guard parts.first == "repositories", parts.count >= 3,
            parts[1...2].joined(separator: "/").lowercased() == repository
        else { return bitbucketNotFound }
        return bitbucket(Array(parts.dropFirst(3)), request, &state)
    }

    /// `pinion-bot` with the token, in base 64.
    static var userBasic: String { "cGluaW9uLWJvdDpzM2NyZXQtdDBrZW4tb2YtdGhlLXN0dWI=" }

    private func bitbucket(
        _ parts: [String], _ request: Request, _ state: inout State
    ) -> Outcome {
        switch (request.method, parts.first ?? "", parts.count) {
        case ("GET", "", 0): described(state)
        case ("GET", "pullrequests", 1): bitbucketPulls(request, state)
        case ("POST", "pullrequests", 1): bitbucketOpen(request, &state)
        case ("GET", "pullrequests", 2):
            state.pull(parts[1]).map { Outcome(200, bitbucketPull($0, state)) }
                ?? bitbucketNotFound
        case ("PUT", "pullrequests", 2): bitbucketEdit(parts[1], request, &state)
        case ("POST", "pullrequests", 3) where parts[2] == "decline":
            bitbucketDecline(parts[1], &state)
        case ("GET", "pullrequests", 3) where parts[2] == "activity":
            bitbucketPage(
                of: (state.pull(parts[1])?.reviewers ?? []).map {
                    ["approval": ["user": bitbucketUser($0)], "pull_request": [:]]
                } + [["update": ["state": "OPEN"], "pull_request": [:]]], request, state)
        case ("GET", "pullrequests", 3) where parts[2] == "comments":
            bitbucketPage(
                of: state.comments.filter { String($0.pull) == parts[1] }.map(bitbucketComment),
                request, state)
        case ("POST", "pullrequests", 3) where parts[2] == "comments":
            bitbucketComment(on: parts[1], request, &state)
        case ("PUT", "pullrequests", 4) where parts[2] == "comments":
            bitbucketEditComment(parts[3], request, &state)
        case ("GET", "commit", 2):
            state.branches.values.first { $0.hasPrefix(parts[1]) }.map {
                Outcome(200, ["hash": .string($0)])
            } ?? bitbucketNotFound
        case ("GET", "commit", 3) where parts[2] == "statuses":
            bitbucketPage(
                of: state.statuses.filter { $0.commit == parts[1] }.map(bitbucketStatus),
                request, state)
        case ("POST", "commit", 4) where parts[3] == "build":
            bitbucketSetStatus(parts[1], request, &state)
        default: bitbucketNotFound
        }
    }

    private var bitbucketNotFound: Outcome { bitbucketError(404, "Resource not found") }

    private func bitbucketError(
        _ status: Int, _ message: String, _ more: [String: StubJSON] = [:]
    ) -> Outcome {
        let error = more.merging(["message": .string(message)]) { one, _ in one }
        return Outcome(status, ["type": "error", "error": .object(error)])
    }

    private func bitbucketScope(_ scope: StubJSON) -> Outcome {
        bitbucketError(
            403, "Your credentials lack one or more required privilege scopes.",
            ["detail": ["granted": ["repository"], "required": [scope]]])
    }

    /// The page after another has its address in the body.
    private func bitbucketPage(
        of elements: [StubJSON], _ request: Request, _ state: State
    ) -> Outcome {
        let whole = page(of: elements, request, sizeField: "pagelen", state)
        var body: [String: StubJSON] = ["values": whole.json, "pagelen": 2]
        if let next = whole.nextPage { body["next"] = .string(next) }
        return Outcome(200, .object(body))
    }

    private func bitbucketPulls(_ request: Request, _ state: State) -> Outcome {
        let states = queries("state", of: request)
        let wanted = states.isEmpty ? ["OPEN"] : states
        let branch = query("q", of: request)?.split(separator: "\"").last.map(String.init)
        let found = state.pulls.filter { pull in
            wanted.contains(Self.bitbucketState(pull.state)) && (branch ?? pull.head) == pull.head
        }
        return bitbucketPage(
            of: found.reversed().map { bitbucketPull($0, state) }, request, state)
    }

    private func bitbucketOpen(_ request: Request, _ state: inout State) -> Outcome {
        guard state.rights.contains("pulls") else { return bitbucketScope("pullrequest:write") }
        let fields = object(request) ?? [:]
        let head = fields["source"]?["branch"]?["name"]?.text ?? ""
        let base = fields["destination"]?["branch"]?["name"]?.text ?? "main"
        guard let title = fields["title"]?.text, title.unicodeScalars.count <= 255 else {
            return bitbucketError(400, "title: Ensure this value has at most 255 characters")
        }
        guard let body = fields["description"]?.text, body.unicodeScalars.count <= 32_768 else {
            return bitbucketError(
                400, "description: Ensure this value has at most 32768 characters")
        }
        for name in [head, base] where state.branches[name] == nil {
            return bitbucketError(400, "source: branch not found: \(name)")
        }
        if state.branches[head] == state.branches[base] {
            return bitbucketError(400, "There are no changes to be pulled")
        }
        if !state.takesTwins, let index = state.pulls.firstIndex(where: { $0.isOpen(head, base) }) {
            // It takes the place of the one that is there.
            state.pulls[index].title = title
            state.pulls[index].body = body
            return Outcome(201, bitbucketPull(state.pulls[index], state))
        }
        var pull = Pull(
            number: state.pulls.count + 1, title: title, body: body, head: head, base: base)
        pull.isDraft = fields["draft"] == true
        state.pulls.append(pull)
        return Outcome(201, bitbucketPull(pull, state))
    }

    /// What the request leaves out of the reviewers is taken away.
    private func bitbucketEdit(
        _ number: String, _ request: Request, _ state: inout State
    ) -> Outcome {
        guard let index = state.index(ofPull: number) else { return bitbucketNotFound }
        guard state.rights.contains("pulls") else { return bitbucketScope("pullrequest:write") }
        let fields = object(request) ?? [:]
        guard let title = fields["title"]?.text else {
            return bitbucketError(400, "title: This field is required.")
        }
        state.pulls[index].title = title
        state.pulls[index].body = fields["description"]?.text ?? ""
        let names = (fields["reviewers"]?.elements ?? []).compactMap { user in
            user["uuid"]?.text.map { String($0.dropFirst().dropLast()) }
                ?? user["account_id"]?.text
        }
        guard names.allSatisfy(Self.people.contains) else {
            return bitbucketError(400, "reviewers: Malformed reviewers list")
        }
        state.pulls[index].requested = names
        return Outcome(200, bitbucketPull(state.pulls[index], state))
    }

    private func bitbucketDecline(_ number: String, _ state: inout State) -> Outcome {
        guard let index = state.index(ofPull: number) else { return bitbucketNotFound }
        guard state.pulls[index].state == "open" else {
            return bitbucketError(400, "This pull request is already closed.")
        }
        state.pulls[index].state = "closed"
        return Outcome(200, bitbucketPull(state.pulls[index], state))
    }

    private func bitbucketComment(
        on number: String, _ request: Request, _ state: inout State
    ) -> Outcome {
        guard let pull = state.pull(number) else { return bitbucketNotFound }
        guard state.rights.contains("comments") else { return bitbucketScope("pullrequest") }
        guard let body = object(request)?["content"]?["raw"]?.text, !body.isEmpty else {
            return bitbucketError(400, "content: This field is required.")
        }
        let comment = Comment(id: state.newID(), pull: pull.number, author: Self.user, body: body)
        state.comments.append(comment)
        return Outcome(201, bitbucketComment(comment))
    }

    private func bitbucketEditComment(
        _ id: String, _ request: Request, _ state: inout State
    ) -> Outcome {
        guard let index = state.comments.firstIndex(where: { String($0.id) == id }) else {
            return bitbucketNotFound
        }
        guard let body = object(request)?["content"]?["raw"]?.text else {
            return bitbucketError(400, "content: This field is required.")
        }
        state.comments[index].body = body
        return Outcome(200, bitbucketComment(state.comments[index]))
    }

    /// A second status of one key takes the place of the first.
    private func bitbucketSetStatus(
        _ commit: String, _ request: Request, _ state: inout State
    ) -> Outcome {
        guard state.rights.contains("statuses") else { return bitbucketScope("repository:write") }
        guard state.branches.values.contains(commit) else { return bitbucketNotFound }
        let fields = object(request) ?? [:]
        let key = fields["key"]?.text ?? ""
        guard !key.isEmpty, key.unicodeScalars.count <= 40 else {
            return bitbucketError(
                400, "key: Ensure this value has at most 40 characters (it has \(key.count)).")
        }
        guard let url = fields["url"]?.text, url.hasPrefix("http") else {
            return bitbucketError(400, "url: This field is required.")
        }
        let words = ["SUCCESSFUL", "FAILED", "INPROGRESS", "STOPPED"]
        guard let word = fields["state"]?.text, words.contains(word) else {
            return bitbucketError(400, "state: Must be one of \(words.joined(separator: ", "))")
        }
        return Outcome(
            201,
            bitbucketStatus(
                state.replaceStatus(
                    key: key, of: commit, name: fields["name"]?.text ?? "", word: word,
                    sentence: fields["description"]?.text ?? "", address: url)))
    }

    static func bitbucketState(_ state: String) -> String {
        switch state {
        case "open": "OPEN"
        case "merged": "MERGED"
        default: "DECLINED"
        }
    }

    private func bitbucketUser(_ name: String) -> StubJSON {
        ["uuid": .string("{\(name)}"), "nickname": .string(name), "type": "user"]
    }

    private func bitbucketPull(_ pull: Pull, _ state: State) -> StubJSON {
        func side(_ branch: String, _ repository: StubJSON) -> StubJSON {
            let hash = (state.branches[branch] ?? "").prefix(12)
            return [
                "branch": ["name": .string(branch)], "commit": ["hash": .string(String(hash))],
                "repository": ["uuid": repository],
            ]
        }
        let page = "\(address)/\(repository)/pull-requests/\(pull.number)"
        return [
            "id": .number(pull.number), "title": .string(pull.title),
            "description": .string(pull.body), "state": .string(Self.bitbucketState(pull.state)),
            "draft": .bool(pull.isDraft), "author": bitbucketUser(pull.author),
            "reviewers": .array(pull.requested.map(bitbucketUser)),
            "links": ["html": ["href": .string(page)]],
            "source": side(pull.head, pull.isFork ? "{8}" : "{7}"),
            "destination": side(pull.base, "{7}"),
        ]
    }

    private func bitbucketComment(_ comment: Comment) -> StubJSON {
        let page = "\(address)/\(repository)/pull-requests/\(comment.pull)#comment-\(comment.id)"
        return [
            "id": .number(comment.id), "content": ["raw": .string(comment.body)],
            "user": comment.author.isEmpty ? .null : bitbucketUser(comment.author),
            "deleted": false, "links": ["html": ["href": .string(page)]],
        ]
    }

    private func bitbucketStatus(_ status: Status) -> StubJSON {
        [
            "key": .string(status.key), "name": .string(status.context),
            "state": .string(status.state), "description": .string(status.sentence),
            "url": .string(status.address),
        ]
    }
}
