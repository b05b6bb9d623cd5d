/// Branches that require something, and pull requests that merge by themselves.
extension StubForge {
    /// Lets a pull request merge by itself; without anything required it is merged at once.
    func enableAutoMerge(_ number: String, _ state: inout State) -> Bool {
        guard let index = state.index(ofPull: number) else { return false }
        if state.required.isEmpty {
            state.pulls[index].state = "merged"
        } else {
            state.pulls[index].autoMerges = true
        }
        return true
    }

    /// What GitHub says of a branch: its rules, or its protection.
    func gitHubBranch(_ isRules: Bool, _ state: State) -> Outcome {
        let contexts = state.required.sorted().map { StubJSON.string($0) }
        guard isRules else {
            let checks: StubJSON = ["enforcement_level": "off", "contexts": []]
            return Outcome(
                200, ["protected": false, "protection": ["required_status_checks": checks]])
        }
        let checks = StubJSON.array(contexts.map { ["context": $0] })
        let rule: StubJSON = [
            "type": "required_status_checks", "parameters": ["required_status_checks": checks],
        ]
        return Outcome(200, contexts.isEmpty ? [] : [rule])
    }

    /// GraphQL's mutation, which answers 200 to what it refuses too.
    func gitHubMutation(_ query: String, _ state: inout State) -> Outcome {
        guard !query.contains("mergeMethod:MERGE") else {
            let text: StubJSON = "Merge method merge commits are not allowed on this repository"
            return Outcome(200, ["data": nil, "errors": [["message": text]]])
        }
        let id = query.split(separator: "\"").dropFirst().first ?? ""
        guard enableAutoMerge(String(id.dropFirst(3)), &state) else {
            return Outcome(200, ["errors": [["message": "Could not resolve to a node"]]])
        }
        return Outcome(200, ["data": ["enablePullRequestAutoMerge": ["clientMutationId": nil]]])
    }

    /// Policies of the project; that of another branch does not count.
    func azurePolicies(_ state: State) -> Outcome {
        func policy(_ name: StubJSON, _ branch: StubJSON) -> StubJSON {
            [
                "isEnabled": true, "isBlocking": true,
                "settings": [
                    "statusName": name, "statusGenre": nil,
                    "scope": [
                        ["repositoryId": "7", "refName": branch, "matchKind": "Exact"]
                    ],
                ],
            ]
        }
        let own = state.required.sorted().map { policy(.string($0), "refs/heads/main") }
        return Outcome(200, ["value": .array([policy("pinion", "refs/heads/other")] + own)])
    }
}
