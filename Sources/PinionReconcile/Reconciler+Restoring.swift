package import PinionModel

extension Reconciler {
    /// Starts again what an interrupted change stopped in an environment of which nothing else can
    /// be known: neither its pins nor its ledger.
    ///
    /// It is done on the machine alone that the environment's file names.
    package static func restore(
        _ environment: PinionModel::Environment, on runtime: any Runtime
    ) async throws(RuntimeError) -> [Restoration] {
        guard let restoring = runtime as? any Restoring, let machine = environment.runtime.id,
            try await runtime.identity() == machine
        else { return [] }
        return try await restoring.restore(patience: EnvironmentRun.patience)
    }
}
