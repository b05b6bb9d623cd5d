import PinionGit
package import PinionModel
import PinionReconcile
package import PinionWiring

extension Session {
    /// Records that an environment belongs to the engine here, of two that report the same id.
    ///
    /// The ledger gets the order first; then the record of both engines is cleared, so that the
    /// other one is reported again if it still exists.
    /// - Returns: The action, in a sentence; `nil` if no other engine is known.
    package func keepEngine(of environment: PinionModel::Environment) async throws -> String? {
        let name = environment.name
        guard let machine = environment.runtime.id, environment.runtime.traits.reportsEngineStart,
            try await clashing(name, on: machine) != nil
        else { return nil }
        let runtime = try await runtimes.runtime(of: environment)
        guard let start = await (runtime as? any EngineStartReporting)?.start(known: []) else {
            throw Complaint(
                "the engine here does not say when it started, so that it cannot be told from the "
                    + "other one that reports \(machine); see `docker network inspect bridge`")
        }
        let written = try await append(to: name) { newest, state, run in
            state.keeping(
                start, by: HostIdentity.person(), run: run, tip: tip.id, at: process.now())
        }
        if case .readOnly(let newer) = written {
            throw Complaint("the ledger of \(name) is only read here: \(newer)")
        }
        // Concurrent runs write the same ref.
        for _ in 1...6 {
            guard let record = try await clashing(name, on: machine) else { break }
            if let problem = await repository.lookRecords.put(
                record.with(EngineHistory(machine: machine, starts: [start])), of: name,
                at: process.now())
            {
                throw Complaint(problem)
            }
        }
        guard try await clashing(name, on: machine) == nil else {
            throw Complaint(
                "both engines that report \(machine) are looked at all the time; stop the other "
                    + "one, and run it again"
            )
        }
        return
            "\(name) belongs to \(start.words), from now on; where the other engine still reports "
            + "\(machine), the next two runs say so again, and change nothing"
    }

    /// Returns the record of an environment if it has two engines with one id.
    private func clashing(
        _ name: PinionModel::Environment.Name, on machine: String
    ) async throws -> LookRecord? {
        let records = try await repository.lookRecords.records(of: [name], isDeciding: true)
        guard let record = try records[name]?.get(), record.engines.machine == machine,
            !record.engines.clashing.isEmpty
        else { return nil }
        return record
    }
}
