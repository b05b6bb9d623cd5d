extension StubForge.Flavor {
    /// The variable that holds the token.
    package var variable: String {
        switch self {
        case .github: "GH_ENTERPRISE_TOKEN"
        case .gitlab: "GITLAB_TOKEN"
        case .gitea: "GITEA_TOKEN"
        case .bitbucket, .bitbucketServer: "BITBUCKET_TOKEN"
        case .azure: "AZURE_DEVOPS_TOKEN"
        }
    }

    /// The word for a status that failed.
    package var failure: String {
        switch self {
        case .github, .gitea: "failure"
        case .gitlab, .azure: "failed"
        case .bitbucket, .bitbucketServer: "FAILED"
        }
    }
}
