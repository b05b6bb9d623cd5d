import PinionModel
import PinionReconcile
import PinionWiring

extension Examination {
    /// Checks which machine the runtime is, and that its scope can be observed.
    mutating func examineRuntime(_ environment: PinionModel::Environment, _ session: Session) async
    {
        let name = "\(environment.name): runtime"
        if let machine = await elsewhere(environment, session) {
            lines.append((name, .unneeded, "elsewhere, on the machine \(machine)"))
            return
        }
        await attempt(name) {
            let runtime = try await session.runtimes.runtime(of: environment)
            let id = try await runtime.identity()
            if let id, id != environment.runtime.id {
                guard let written = environment.runtime.id else {
                    throw Complaint(
                        "the machine is \(id), and the file has no `id`; write `id: \(id)` in "
                            + "environment.yaml if that is the right one")
                }
                throw Complaint(
                    "the machine is \(id), and the file says `id: \(written)`; run this on that "
                        + "machine, or, where \(environment.name) moved to this one for good, "
                        + "`pinion rehost \(environment.name)`")
            }
            let known = await session.known(of: [environment]).engines[environment.name]
            if let known, known.machine == id, let clash = EngineClash(known, environment) {
                throw Complaint("\(clash.message); \(clash.remedy)")
            }
            let names = environment.services.map(\.nameInRuntime)
            let seen = try await runtime.observe(.inScope(pinned: names))
            return "\(seen.services.count) in scope"
        }
    }

    /// Returns the machine of an environment that runs elsewhere and was not named; `nil` if it is
    /// here.
    private func elsewhere(
        _ environment: PinionModel::Environment, _ session: Session
    ) async -> String? {
        guard !isNamed, environment.runtime.traits.isOfThisHost,
            let machine = environment.runtime.id
        else { return nil }
        do {
            let here = try await session.runtimes.runtime(of: environment).identity()
            return here == nil || here == machine ? nil : machine
        } catch RuntimeError.notMember {
            return machine
        } catch {
            return nil
        }
    }
}
