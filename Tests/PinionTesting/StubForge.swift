import Synchronization

/// A forge on loopback: pull requests, comments and statuses of one repository, in the words of GitHub, GitLab, Gitea,
/// both Bitbuckets or Azure DevOps.
///
/// It refuses what the real one refuses, pages early, and misbehaves on demand.
///
/// Written from GitHub's REST description and "Troubleshooting the REST API"; GitLab's "Merge requests API", "Notes
/// API" and "Commits API", and `lib/api/commit_statuses.rb`; the swagger comments in Gitea's `routers/api/v1/repo`.
package final class StubForge: Sendable {
    /// Whose words it speaks.
    package enum Flavor: String, Hashable, Sendable, CaseIterable {
        case github
        case gitlab
        case gitea
        case bitbucket
        case bitbucketServer = "bitbucket-server"
        case azure = "azure-devops"
    }

    /// What a line that is a comment of HTML is written as.
    package func hidden(_ line: String) -> String {
        switch flavor {
        case .bitbucket, .bitbucketServer:
            line.replacing("<!-- ", with: "[//]: # (").replacing(" -->", with: ")")
        case .github, .gitlab, .gitea, .azure: line
        }
    }

    /// One way of being bad: for so many requests with a method, or any.
    package struct Fault: Hashable, Sendable {
        /// What it does instead.
        package enum Kind: Hashable, Sendable {
            /// Answers this, and does nothing.
            case answers(Int, headers: [String: String] = [:], body: String = "")
            /// Does what is asked, and answers this.
            case doesAndAnswers(Int, body: String)
            /// Does what is asked, and ends the connection.
            case doesAndHangsUp
            /// Does what is asked, and sends half of the answer.
            case truncates
            /// Ends the connection.
            case hangsUp
            /// Answers late.
            case isSlow(Duration)
        }

        /// The method; nil for any.
        package let method: String?
        /// What the path ends with; empty for any.
        package let path: String
        /// How often still.
        package var times: Int
        /// What happens.
        package let kind: Kind

        /// Puts a fault together.
        package init(_ kind: Kind, method: String? = nil, path: String = "", times: Int = 1) {
            self.kind = kind
            self.method = method
            self.path = path
            self.times = times
        }
    }

    /// A pull request.
    package struct Pull: Hashable, Sendable {
        /// Its number.
        package let number: Int
        /// Its title.
        package var title: String
        /// Its body.
        package var body: String
        /// The branch with the change.
        package let head: String
        /// The branch to merge into.
        package var base: String
        /// `open`, `closed` or `merged`.
        package var state = "open"
        /// Whether the branch is of a fork.
        package var isFork = false
        /// Who opened it.
        package var author = StubForge.user
        /// Who reviewed it.
        package var reviewers: [String] = []
        /// Who was asked for a review.
        package var requested: [String] = []
        /// Whether it merges by itself once what is required is there.
        package var autoMerges = false
        /// Its labels.
        package var labels: [String] = []
        /// Whether it is a draft.
        package var isDraft = false
        /// How often it was written.
        package var version = 0
    }

    /// A comment.
    package struct Comment: Hashable, Sendable {
        /// Its number.
        package let id: Int
        /// The pull request.
        package let pull: Int
        /// Who wrote it.
        package let author: String
        /// What it says.
        package var body: String
        /// How often it was written.
        package var version = 0
    }

    /// A status.
    package struct Status: Hashable, Sendable {
        /// Its number.
        package let id: Int
        /// The commit.
        package let commit: String
        /// What tells it from others.
        package let context: String
        /// How it went, in the forge's word.
        package var state: String
        /// The sentence.
        package var sentence: String
        /// Where to read more.
        package var address: String
        /// The pipeline that it is in, and the branch that it was set for, where they were given.
        package var pipeline: Int?
        package var branch: String?
        /// What it is replaced by.
        package var key = ""
        /// The pull request that has it, where it is no commit's, and what of it was pushed at once.
        package var pull: Int?
        package var iteration: Int?
    }

    struct State {
        var branches: [String: String]
        var pulls: [Pull] = []
        var comments: [Comment] = []
        var statuses: [Status] = []
        var faults: [Fault] = []
        var rights: Set<String> = [
            "pulls", "comments", "statuses", "user", "viewer", "drafts", "push",
        ]
        var scopes: String?
        var isPublic = false
        var userName = StubForge.user
        var linkHost: String?
        var takesTwins = false
        var condition = Condition.present
        var nextID = 100
        var required: Set<String> = []
        var pushes: [String: [String]] = [:]

        init(branches: [String: String]) {
            self.branches = branches
            pushes = branches.mapValues { [$0] }
        }

        func index(ofPull number: String) -> Int? {
            pulls.firstIndex { String($0.number) == number }
        }

        func pull(_ number: String) -> Pull? { index(ofPull: number).map { pulls[$0] } }

        /// Puts a status in the place of the one with its key.
        mutating func replaceStatus(
            key: String, of commit: String, name: String, word: String, sentence: String,
            address: String
        ) -> Status {
            let index = statuses.firstIndex { $0.key == key && $0.commit == commit }
            let status = Status(
                id: newID(), commit: commit, context: name, state: word, sentence: sentence,
                address: address, key: key)
            if let index { statuses[index] = status } else { statuses.append(status) }
            return status
        }

        mutating func newID() -> Int {
            nextID += 1
            return nextID
        }
    }

    /// How many elements stand on a page at most.
    package static let pageSize = 2
    /// The token that it takes.
    package static let token = "s3cret-t0ken-of-the-stub"
    /// The token that came in its place; the former is taken still.
    package static let rotatedToken = "s3cret-t0ken-of-the-next-year"
    /// Whose token that is.
    package static let user = "pinion-bot"

    /// Who may review, beside the team `platform`.
    package static let people = ["anna", "ben"]

    /// Whose words it speaks.
    package let flavor: Flavor
    /// The sub-path at which it stands: `/forge`; empty for none.
    package let folder: String
    /// The repository's path.
    package let repository: String
    let state: Mutex<State>
    private let server = Mutex<LoopbackServer?>(nil)

    /// Makes a forge that does not listen yet, with branches and the commits at their heads.
    package init(
        _ flavor: Flavor, folder: String = "", repository: String? = nil,
        branches: [String: String] = [
            "main": String(repeating: "a", count: 40),
            "pinion/production/bump": String(repeating: "b", count: 40),
            "same": String(repeating: "a", count: 40),
        ]
    ) {
        self.flavor = flavor
        self.folder = folder
        self.repository = repository ?? (flavor == .azure ? "acme/shop/deploy" : "shop/deploy")
        state = Mutex(State(branches: branches))
    }

    /// The pull requests.
    package var pulls: [Pull] { state.withLock { $0.pulls } }

    /// The comments.
    package var comments: [Comment] { state.withLock { $0.comments } }

    /// The statuses, oldest first.
    package var statuses: [Status] { state.withLock { $0.statuses } }

    /// Everything that it was sent.
    package var requests: [LoopbackServer.Request] { server.withLock { $0?.requests ?? [] } }

    /// How often it was asked to change something.
    package var writes: Int { requests.filter { $0.method != "GET" }.count }

    /// The address that people would open.
    package var address: String {
        "http://127.0.0.1:\(server.withLock { $0?.port ?? 0 })\(folder)"
    }

    /// What the paths end with at which comments are added.
    package var commentsPath: String {
        switch flavor {
        case .github, .gitea: "/comments"
        case .gitlab: "/notes"
        case .bitbucket, .bitbucketServer: "/comments"
        case .azure: "/threads"
        }
    }

    /// Behaves in other ways from now on.
    package func behave(_ faults: [Fault]) { state.withLock { $0.faults = faults } }

    /// Takes rights away from the token: `pulls`, `comments`, `statuses`, `user`, `drafts`, `push`, and on GitHub `viewer`.
    package func forbid(_ rights: String...) {
        state.withLock { $0.rights.subtract(rights) }
    }

    /// Writes links of pages with another host, as a forge does that does not know its proxy.
    package func link(to host: String) { state.withLock { $0.linkHost = host } }

    /// Adds pull requests, each with the next number.
    package func add(
        _ head: String, base: String = "main", state: String = "open", isFork: Bool = false,
        times: Int = 1
    ) {
        self.state.withLock { forge in
            for _ in 0..<times {
                let pull = Pull(
                    number: forge.pulls.count + 1, title: "by hand", body: "", head: head,
                    base: base, state: state, isFork: isFork)
                forge.pulls.append(pull)
            }
        }
    }

    /// Requires a status of the branch `main`; on GitLab that pipelines succeed.
    package func require(_ context: String) { _ = state.withLock { $0.required.insert(context) } }

    /// Takes a second pull request of one branch, as Gitea does where two come a moment apart.
    package func takeTwins() { state.withLock { $0.takesTwins = true } }

    /// Writes another title, as people do.
    package func retitle(_ number: Int, _ title: String) {
        state.withLock { $0.pulls[number - 1].title = title }
    }

    /// Asks somebody for a review, as people do.
    package func request(_ number: Int, reviewBy person: String) {
        state.withLock { $0.pulls[number - 1].requested.append(person) }
    }

    /// Takes the reviewers out again, as people do.
    package func excuse(_ number: Int) {
        state.withLock { $0.pulls[number - 1].requested = [] }
    }

    /// Reviews a pull request.
    package func review(_ number: Int, by person: String) {
        state.withLock { $0.pulls[number - 1].reviewers.append(person) }
    }

    /// Adds a comment by somebody.
    package func say(_ body: String, on pull: Int, by author: String) {
        state.withLock { forge in
            let id = forge.newID()
            forge.comments.append(Comment(id: id, pull: pull, author: author, body: body))
        }
    }

    /// Deletes the comments of somebody.
    package func delete(commentsBy author: String) {
        state.withLock { $0.comments.removeAll { $0.author == author } }
    }

    /// The number of a user.
    static func id(of user: String) -> Int { user.utf8.reduce(7) { ($0 * 31 + Int($1)) % 99_991 } }

    /// Moves a branch to a commit, as a push does.
    package func push(_ commit: String, to branch: String) {
        state.withLock {
            $0.branches[branch] = commit
            $0.pushes[branch, default: []].append(commit)
        }
    }

    /// Sets a status, as somebody else does.
    package func set(_ context: String, _ word: String, of commit: String) {
        state.withLock { forge in
            forge.statuses.append(
                Status(
                    id: forge.newID(), commit: commit, context: context, state: word,
                    sentence: "", address: ""))
        }
    }

    /// Lets a pull request go into another branch.
    package func retarget(_ number: Int, to branch: String) {
        state.withLock { $0.pulls[number - 1].base = branch }
    }

    /// Ends a pull request: `closed` or `merged`; deletes its branch where asked to.
    package func end(_ number: Int, as state: String, deletingBranch: Bool = false) {
        self.state.withLock { forge in
            forge.pulls[number - 1].state = state
            if deletingBranch { forge.branches[forge.pulls[number - 1].head] = nil }
        }
    }

    /// Listens while `work` runs.
    package func serving<Value: Sendable>(
        at place: LoopbackServer.Place = .loopback,
        _ work: (StubForge) async throws -> Value
    ) async throws -> Value {
        try await LoopbackServer.serving(at: place) {
            self.answer($0)
        } _: { server in
            self.server.withLock { $0 = server }
            return try await work(self)
        }
    }
}
