/// What a command that writes to git tells a script: `pinion/proposal/v1`.
struct ProposalDocument: Decodable {
    struct Environment: Decodable {
        let name: String
        let purpose: String
        let result: String
        let problem: String?
        let base: String?
        let commit: String?
        let branch: String?
        let pullRequest: PullRequest?
        let changes: [Change]?
        let override: String?
        let left: [Left]?
        let notes: [String]?
    }
    struct PullRequest: Decodable {
        let number: Int?
        let address: String?
    }
    struct Change: Decodable {
        let kind: String
        let service: String
        let container: String?
        let from: String?
        let to: String?
        let origin: String?
        let refuse: [String]?
    }
    struct Left: Decodable {
        let name: String
        let reason: String
        let code: Int
    }

    let schema: String
    let environments: [Environment]
}
