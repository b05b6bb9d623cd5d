import Synchronization

/// A repository that was archived, or has another name by now.
///
/// GitHub's REST documentation, "Best practices", "Follow redirects": 301 for GET, 307 for other methods, to `/repositories/ID`;
/// its word for archived ones as public reports have it. GitLab's `lib/api/helpers.rb`, `find_project!`. Gitea's
/// `routers/api/v1/api.go`, `mustNotBeArchived`, and `services/context/repo.go`, `RedirectToRepo`.
extension StubForge {
    /// How the repository is.
    package enum Condition: Hashable, Sendable {
        /// It is there, under its name.
        case present
        /// It is only read.
        case archived
        /// It has this name by now, in the same group; what is asked of the former one is sent on.
        case renamed(to: String)
        /// Pull requests are turned off in it.
        case withoutRequests
    }

    /// Archives or renames the repository.
    package func become(_ condition: Condition) { state.withLock { $0.condition = condition } }

    /// What a request of an archived or renamed repository is answered; nil where it goes on.
    func gone(_ request: Request, _ state: State) -> Outcome? {
        switch state.condition {
        case .present: nil
        case .archived: request.method == "GET" ? nil : archived
        case .renamed: moved(request, state)
        case .withoutRequests: withoutRequests(request)
        }
    }

    private var archived: Outcome {
        switch flavor {
        case .github: Outcome(403, ["message": "Repository was archived so is read-only."])
        case .gitlab: Outcome(403, ["message": "403 Forbidden"])
        case .gitea: Outcome(423, ["message": "repo is archived"])
        case .bitbucket, .bitbucketServer, .azure: Outcome(501, ["message": "not known here"])
        }
    }

    private func moved(_ request: Request, _ state: State) -> Outcome? {
        guard let (former, present) = paths(of: state), request.target.contains(former) else {
            return nil
        }
        let target = request.target.replacing(former, with: present, maxReplacements: 1)
        let location = [("Location", "http://\(request["Host"] ?? "")\(target)")]
        let isRead = request.method == "GET"
        switch flavor {
        case .github:
            return Outcome(isRead ? 301 : 307, ["message": "Moved Permanently"], location)
        case .gitlab where !isRead:
            let words = "Non GET methods are not allowed for moved projects"
            return Outcome(405, ["message": .string(words)])
        case .gitlab: return Outcome(301, ["message": "301 Moved Permanently"], location)
        case .gitea: return Outcome(307, ["message": ""], location)
        case .bitbucket, .bitbucketServer, .azure: return Outcome(501, ["message": "not known"])
        }
    }

    /// The request as one of the repository under its former name, by which the rest of the stub knows it.
    func asBefore(_ request: Request, _ state: State) -> Request {
        guard let (former, present) = paths(of: state) else { return request }
        return Request(
            method: request.method,
            target: request.target.replacing(present, with: former, maxReplacements: 1),
            headers: request.headers, body: request.body)
    }

    /// How a path names the repository, before and by now.
    private func paths(of state: State) -> (former: String, present: String)? {
        guard case .renamed(let name) = state.condition else { return nil }
        let group = repository.prefix { $0 != "/" }
        return switch flavor {
        case .github: ("/repos/\(repository)", "/repositories/42")
        case .gitlab: ("/projects/\(repository.replacing("/", with: "%2F"))", "/projects/42")
        case .gitea: ("/repos/\(repository)", "/repos/\(group)/\(name)")
        case .bitbucket, .bitbucketServer, .azure: nil
        }
    }
}
