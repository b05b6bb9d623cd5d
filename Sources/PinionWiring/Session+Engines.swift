import PinionGit
package import PinionModel
package import PinionReconcile

extension Session {
    /// What is recorded of the looks at environments, for those whose engine is the host's own or tells its starts.
    ///
    /// It must be read before any engine is asked: what is met then is later than what stands there.
    package func known(of environments: [PinionModel::Environment]) async -> KnownLooks {
        let all = environments.filter {
            $0.runtime.traits.tellsStarts || $0.runtime.traits.isOfThisHost
        }
        var known = KnownLooks()
        let isLocal = project.settings.ledger == .local
        for environment in all where isLocal || environment.rules.apply == .never {
            known.watch[environment.name] = .unrecorded(isLocal: isLocal)
        }
        let names = all.map(\.name).filter { known.watch[$0] == nil }
        guard !names.isEmpty else { return known }
        var problems: [String] = []
        do throws(LedgerError) {
            let records = try await place.lookBook.records(of: names)
            for name in names {
                do throws(LedgerError) {
                    let record = try records[name]?.get()
                    known.engines[name] = record?.engines ?? EngineHistory()
                    known.watch[name] = .recorded(
                        record?.last, project.settings.looks, host: HostIdentity.hostName())
                } catch {
                    problems.append(error.description)
                }
            }
        } catch {
            problems = ["whether two engines report one id is not known: \(error)"]
        }
        if !problems.isEmpty { known.obstacle = problems.joined(separator: "; ") }
        return known
    }

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
        try await record(of: name, keeping: start)
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

    private func record(
        of name: PinionModel::Environment.Name, keeping start: EngineStart
    ) async throws {
        try await refuseSetback(of: name)
        let ledger = try await ledger()
        for attempt in 1... {
            guard let newest = try await ledger.newest(of: name) else { return }
            let state = try LedgerState(parsing: newest.record.state)
            if let newer = state.newer {
                throw Complaint("the ledger of \(name) is only read here: \(newer)")
            }
            let entry = state.keeping(
                start, by: HostIdentity.person(), run: process.holder().run, tip: tip.id,
                at: process.now())
            do throws(LedgerError) {
                _ = try await ledger.append(
                    LedgerRecord(entry, in: name, state: state.recording(entry)), to: name,
                    onto: newest.id)
                return
            } catch {
                guard case .moved = error, attempt < 6 else { throw error }
            }
        }
    }
}
