/// What is known of the objects that other environments hold on the same machine.
package protocol ObjectClaims: Sendable {
    /// The claims of others that may meet an environment's: from the ledgers of its siblings, and
    /// from this host's records of other repositories; nothing that runs is looked at.
    func survey(for environment: Environment) async -> ClaimSurvey

    /// Looks at what some siblings pin and their ledgers do not know.
    func look(at newcomers: [Environment.Name]) async -> NewcomerSight

    /// Records what an environment holds, unless somebody else has claimed some of it since.
    func record(_ claim: HostClaim, for environment: Environment) async -> ClaimAnswer
}
