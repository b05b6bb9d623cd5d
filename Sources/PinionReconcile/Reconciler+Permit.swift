package import PinionModel

extension Reconciler {
    /// Checks before a write that the ledger's tip is still this run's intent, not expired.
    static func checkPermit(
        _ name: PinionModel::Environment.Name, _ holding: CommitID, _ until: Timestamp,
        _ ports: Ports
    ) async throws(RuntimeError) {
        guard ports.now() < until else {
            throw .superseded("the intent of this run has expired")
        }
        let tip: CommitID?
        do throws(LedgerError) { tip = try await ports.ledger.tip(of: name) } catch {
            throw .superseded(
                "whether this run still holds \(name) could not be confirmed: \(error)")
        }
        guard let tip else {
            throw .superseded(
                "the ledger of \(name) is not there any more, and nobody can say whether this run "
                    + "still holds it"
            )
        }
        guard tip == holding else {
            throw .superseded(
                "the ledger of \(name) was written meanwhile, by another run or for a pause")
        }
    }

    /// Puts tags one by one, each with its own permit; after one is withdrawn, no more are put.
    func put(
        _ writes: [TagWrite], _ name: PinionModel::Environment.Name, _ holding: CommitID,
        _ until: Timestamp
    ) async -> [TagOutcome] {
        var outcomes: [TagOutcome] = []
        var withdrawn: String?
        for write in writes {
            if ports.criticalSections.isAskedToEnd {
                withdrawn = withdrawn ?? "this run was asked to end"
            }
            if withdrawn == nil {
                do throws(RuntimeError) {
                    try await Self.checkPermit(name, holding, until, ports)
                } catch { withdrawn = error.clause }
            }
            let failure = withdrawn.map { TagOutcome.Failure.withdrawn($0) }
            outcomes.append(TagOutcome(write, failure: failure == nil ? await put(write) : failure))
        }
        return outcomes
    }

    private func put(_ write: TagWrite) async -> TagOutcome.Failure? {
        guard let retagger = ports.retagger else {
            return .registry(.forbidden(write.tagged, reason: "this registry cannot be written"))
        }
        do throws(RegistryError) {
            return try await retagger.move(write) ? nil : .moved
        } catch { return .registry(error) }
    }
}

extension RuntimeError {
    /// Why a permit was withdrawn, as a clause.
    fileprivate var clause: String {
        if case .superseded(let reason) = self { reason } else { description }
    }
}

extension Reconciler {
    /// Starts again what an interrupted change stopped if neither pins nor ledger can be read.
    ///
    /// This happens only on the machine that the environment's file names.
    package static func restore(
        _ environment: PinionModel::Environment, on runtime: any Runtime
    ) async throws(RuntimeError) -> [Restoration] {
        guard let restoring = runtime as? any Restoring, let machine = environment.runtime.id,
            try await runtime.identity() == machine
        else { return [] }
        return try await restoring.restore(after: EnvironmentRun.delay)
    }
}
