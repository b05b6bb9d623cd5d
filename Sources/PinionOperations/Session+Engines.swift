import PinionGit
package import PinionModel
import PinionReconcile
package import PinionWiring

extension Session {
    /// Says that an environment belongs to the engine that answers here, of two that report its id.
    ///
    /// The ledger gets the order first; then what was met before is forgotten, so that the other one is told again as soon as
    /// both are met.
    /// - Returns: What was done, in a sentence; nil where no other engine is known.
    package func keepEngine(of environment: PinionModel::Environment) async throws -> String? {
        let name = environment.name
        guard let machine = environment.runtime.id, environment.runtime.traits.tellsStarts,
            try await clashing(name, on: machine) != nil
        else { return nil }
        let runtime = try await runtimes.runtime(of: environment)
        guard let start = await (runtime as? any EngineTelling)?.start(known: []) else {
            throw Complaint(
                "the engine here does not say when it started, so that it cannot be told from the other one that reports "
                    + "\(machine); see `docker network inspect bridge`")
        }
        let written = try await append(to: name) { newest, state, run in
            state.keeping(
                start, by: HostIdentity.person(), run: run, tip: tip.id, at: process.now())
        }
        if case .readOnly(let newer) = written {
            throw Complaint("the ledger of \(name) is only read here: \(newer)")
        }
        // Whoever looks meanwhile writes the same ref.
        for _ in 1...6 {
            guard let record = try await clashing(name, on: machine) else { break }
            if let problem = await place.lookBook.put(
                record.with(EngineHistory(machine: machine, starts: [start])), of: name,
                at: process.now())
            {
                throw Complaint(problem)
            }
        }
        guard try await clashing(name, on: machine) == nil else {
            throw Complaint(
                "both engines that report \(machine) are looked at all the time; stop the other one, and run it again"
            )
        }
        return
            "\(name) belongs to \(start.words), from now on; where the other engine still reports \(machine), the next two "
            + "runs say so again, and change nothing"
    }

    /// The record of an environment that knows two engines of one id; nil where it knows none.
    private func clashing(
        _ name: PinionModel::Environment.Name, on machine: String
    ) async throws -> LookRecord? {
        let records = try await place.lookBook.records(of: [name], isDeciding: true)
        guard let record = try records[name]?.get(), record.engines.machine == machine,
            !record.engines.twins.isEmpty
        else { return nil }
        return record
    }

    /// Appends to an environment's ledger what an order means for its newest state, anew where others wrote meanwhile.
    ///
    /// The order is given the id of this run; nil where there is nothing to write.
    func append(
        to name: PinionModel::Environment.Name,
        _ order: (LedgerTip, LedgerState, _ run: String) -> LedgerEntry?
    ) async throws -> LedgerOrder {
        try await refuseSetback(of: name)
        let ledger = try await ledger()
        let run = process.holder().run
        for attempt in 1... {
            guard let newest = try await ledger.newest(of: name) else { return .noLedger }
            let state = try LedgerState(parsing: newest.record.state)
            if let newer = state.newer { return .readOnly("\(newer)") }
            guard let entry = order(newest, state, run) else { return .unneeded }
            do throws(LedgerError) {
                let record = LedgerRecord(entry, in: name, state: state.recording(entry))
                _ = try await ledger.append(record, to: name, onto: newest.id)
                return .written(before: state)
            } catch {
                guard case .moved = error, attempt < 6 else { throw error }
            }
        }
        return .noLedger
    }
}

/// What became of an order that is recorded in a ledger.
enum LedgerOrder {
    /// It is recorded; the state before.
    case written(before: LedgerState)
    /// The state says it already.
    case unneeded
    /// There is no ledger yet.
    case noLedger
    /// A newer version of Pinion writes it; the sentence says so.
    case readOnly(String)
}
