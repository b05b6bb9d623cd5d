import Synchronization

extension StubForge {
    typealias Reply = LoopbackServer.Reply
    typealias Request = LoopbackServer.Request

    /// What comes of a request before it becomes bytes.
    struct Outcome {
        var status: Int
        var json: StubJSON
        var headers: [(String, String)] = []
        /// The address of the page after this one.
        var nextPage: String?

        init(_ status: Int, _ json: StubJSON, _ headers: [(String, String)] = []) {
            self.status = status
            self.json = json
            self.headers = headers
        }

        var reply: Reply {
            .answer(
                status, headers + [("Content-Type", "application/json; charset=utf-8")], json.bytes)
        }
    }

    /// Answers one request.
    func answer(_ request: Request) -> Reply {
        state.withLock { state in
            guard let fault = takeFault(for: request, &state) else {
                return outcome(request, &state).reply
            }
            switch fault.kind {
            case .answers(let status, let headers, let body):
                return .text(status, headers.sorted { $0.key < $1.key }.map { ($0, $1) }, body)
            case .doesAndAnswers(let status, let body):
                _ = outcome(request, &state)
                return .text(status, [("Content-Type", "text/html")], body)
            case .doesAndHangsUp:
                _ = outcome(request, &state)
                return .hangUp
            case .truncates:
                let outcome = outcome(request, &state)
                let bytes = outcome.json.bytes
                return .answer(outcome.status, outcome.headers, Array(bytes.dropLast(8)))
            case .hangsUp: return .hangUp
            case .isSlow(let pause): return .later(pause, outcome(request, &state).reply)
            }
        }
    }

    private func takeFault(for request: Request, _ state: inout State) -> Fault? {
        let index = state.faults.firstIndex { fault in
            fault.times > 0 && (fault.method ?? request.method) == request.method
                && request.path.hasSuffix(fault.path)
        }
        guard let index else { return nil }
        state.faults[index].times -= 1
        return state.faults[index]
    }

    private func outcome(_ request: Request, _ state: inout State) -> Outcome {
        if let gone = gone(request, state) { return gone }
        let request = asBefore(request, state)
        return switch flavor {
        case .github: gitHub(request, &state)
        case .gitlab: gitLab(request, &state)
        case .gitea: gitea(request, &state)
        case .bitbucket: bitbucket(request, &state)
        case .bitbucketServer: bitbucketServer(request, &state)
        case .azure: azure(request, &state)
        }
    }

    /// Whether a field of a request holds a word and a token that is taken.
    func isToken(_ shown: String?, after word: String) -> Bool {
        [Self.token, Self.rotatedToken].contains { shown == "\(word) \($0)" }
    }

    /// The parts of a path below a base; nil where it is elsewhere.
    func parts(of request: Request, below base: String) -> [String]? {
        let base = folder + base
        guard request.path == base || request.path.hasPrefix(base + "/") else { return nil }
        return request.path.dropFirst(base.count).split(separator: "/").map {
            Self.decoded(String($0))
        }
    }

    /// A field of the query.
    func query(_ name: String, of request: Request) -> String? {
        queries(name, of: request).first
    }

    /// All fields of the query with one name.
    func queries(_ name: String, of request: Request) -> [String] {
        request.query.split(separator: "&").compactMap { pair in
            let parts = pair.split(separator: "=", maxSplits: 1)
            guard Self.decoded(String(parts[0])) == name else { return nil }
            return parts.count > 1 ? Self.decoded(String(parts[1])) : ""
        }
    }

    /// One page of a list, with `Link` as RFC 8288 has it, and GitLab's `x-next-page`.
    func page(
        of elements: [StubJSON], _ request: Request, sizeField: String, _ state: State
    ) -> Outcome {
        let asked = query(sizeField, of: request).flatMap { Int($0) } ?? 30
        let size = min(asked, Self.pageSize)
        let number = query("page", of: request).flatMap { Int($0) } ?? 1
        let start = min((number - 1) * size, elements.count)
        let end = min(start + size, elements.count)
        var links: [String] = []
        let root = state.linkHost ?? "http://\(request["Host"] ?? "")"
        func link(_ page: Int, _ name: String) {
            let rest = request.query.split(separator: "&").filter { !$0.hasPrefix("page=") }
            let query = (rest.map(String.init) + ["page=\(page)"]).joined(separator: "&")
            links.append("<\(root)\(request.path)?\(query)>; rel=\"\(name)\"")
        }
        if number > 1 { link(number - 1, "prev") }
        if end < elements.count { link(number + 1, "next") }
        link(1, "first")
        var headers = [("Link", links.joined(separator: ", "))]
        if flavor == .gitlab {
            headers.append(("X-Next-Page", end < elements.count ? String(number + 1) : ""))
        }
        var outcome = Outcome(200, .array(Array(elements[start..<end])), headers)
        if end < elements.count {
            let rest = request.query.split(separator: "&").filter { !$0.hasPrefix("page=") }
            let query = (rest.map(String.init) + ["page=\(number + 1)"]).joined(separator: "&")
            outcome.nextPage = "\(root)\(request.path)?\(query)"
        }
        return outcome
    }

    /// The reviews of a pull request, as GitHub and Gitea list them.
    func reviews(
        of number: String, _ request: Request, sizeField: String, _ state: State
    ) -> Outcome {
        let people = state.pulls.first { String($0.number) == number }?.reviewers ?? []
        return page(
            of: people.map { ["user": ["login": .string($0)], "state": "COMMENTED"] }, request,
            sizeField: sizeField, state)
    }

    /// Labels a pull request, and asks for reviews, as GitHub and Gitea do: all of what is asked, or nothing.
    func wish(_ name: String, of number: String, _ request: Request, _ state: inout State)
        -> Outcome
    {
        guard let index = state.index(ofPull: number) else {
            return Outcome(404, ["message": "Not Found"])
        }
        let fields = object(request) ?? [:]
        let texts = { (field: String) in (fields[field]?.elements ?? []).compactMap(\.text) }
        if name == "labels" {
            state.pulls[index].labels += texts("labels")
            return Outcome(200, [])
        }
        let isKnown =
            texts("reviewers").allSatisfy(Self.people.contains)
            && texts("team_reviewers").allSatisfy { $0 == "platform" }
        guard isKnown else {
            let text: StubJSON = "Reviews may only be requested from collaborators."
            return Outcome(422, ["message": text])
        }
        state.pulls[index].requested += texts("reviewers") + texts("team_reviewers")
        return Outcome(201, ["number": .number(index + 1)])
    }

    /// What is wrong with a body that must be a JSON object; nil where nothing is.
    func object(_ request: Request) -> [String: StubJSON]? {
        guard request["Content-Type"]?.hasPrefix("application/json") == true else { return nil }
        return StubJSON(parsing: request.body)?.members
    }

    private static func decoded(_ text: String) -> String {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), rest.count >= 2,
                let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
            {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
