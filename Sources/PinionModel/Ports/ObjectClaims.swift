/// The claims of other environments on objects of the same machine.
package protocol ObjectClaims: Sendable {
    /// Collects the claims that may overlap with an environment's, from its siblings' ledgers and
    /// this host's records of other repositories; asks no runtime.
    func survey(for environment: Environment) async -> ClaimSurvey

    /// Observes the pinned services of some siblings that their ledgers do not have.
    func look(at newcomers: [Environment.Name]) async -> NewcomerObservations

    /// Records an environment's claim, unless another environment has claimed a part of it since.
    func record(_ claim: HostClaim, for environment: Environment) async -> ClaimAnswer
}
