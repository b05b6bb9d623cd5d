/// What is known of the objects that other environments hold on the same machine.
package protocol ObjectClaims: Sendable {
    /// The claims of others that may meet an environment's, from its siblings' ledgers and this
    /// host's records of other repositories; looks at nothing that runs.
    func survey(for environment: Environment) async -> ClaimSurvey

    /// Looks at what some siblings pin and their ledgers do not know.
    func look(at newcomers: [Environment.Name]) async -> NewcomerObservations

    /// Records what an environment holds, unless somebody else has claimed some of it since.
    func record(_ claim: HostClaim, for environment: Environment) async -> ClaimAnswer
}
