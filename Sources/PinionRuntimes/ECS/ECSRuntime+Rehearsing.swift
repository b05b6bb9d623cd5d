import PinionModel
import PinionProcess
import PinionSyntax

extension ECSRuntime: Rehearsing {
    /// Reads everything that the changes need, and writes nothing.
    func rehearse(_ changes: [ImageChange]) async -> [Rehearsal] {
        switch settings.route {
        case .service: await rehearseServices(changes)
        case .cloudFormation: await rehearseStacks(changes)
        }
    }

    /// Requests services ten at a time, and each task definition once.
    private func rehearseServices(_ changes: [ImageChange]) async -> [Rehearsal] {
        let services: [String: ECSService]
        do throws(RuntimeError) {
            let found = try await cluster.services(changes.map(\.observed.name))
            services = Dictionary(found.map { ($0.name, $0) }) { first, _ in first }
        } catch {
            return changes.map { Rehearsal($0, .failure(error)) }
        }
        let definitions = await answers(Set(services.values.compactMap(\.taskDefinition)))
        let copies = changes.map { change in
            let service = services[change.observed.name]
            return Self.result { () throws(RuntimeError) in
                let service = try checked(service, change.observed)
                let answer = try service.taskDefinition.flatMap { definitions[$0] }?.get()
                return (service, try copy(answer, of: service, for: change))
            }
        }
        let floating = zip(changes, copies).flatMap { change, found -> [String] in
            guard case .success(let (service, copy)) = found,
                SiblingImages.hasFloatingTag(in: copy, except: change.images)
            else { return [] }
            return service.revisions
        }
        let revisions = await cluster.revisions(floating)
        return zip(changes, copies).map { change, found in
            Rehearsal(
                change,
                Self.result { () throws(RuntimeError) in
                    let (service, copy) = try found.get()
                    return try SiblingImages(copy: copy, service: service, revisions: revisions)
                        .digestPins(except: change.images)
                })
        }
    }

    private func answers(
        _ references: Set<String>
    ) async -> [String: Result<JSONNode, RuntimeError>] {
        let wanted = references.sorted()
        let found = await wanted.concurrentResults { reference async throws(RuntimeError) in
            try await cluster.definition(reference)
        }
        return Dictionary(zip(wanted, found)) { first, _ in first }
    }

    private static func result<Value>(
        _ body: () throws(RuntimeError) -> Value
    ) -> Result<Value, RuntimeError> {
        do throws(RuntimeError) { return .success(try body()) } catch { return .failure(error) }
    }
}

extension Rehearsal {
    /// Makes a rehearsal from side effects or an error; a missing answer is not an obstacle.
    init(_ change: ImageChange, _ told: Result<[SideEffect], RuntimeError>) {
        switch told {
        case .success(let effects): self.init(change, effects: effects)
        case .failure(let error) where error.isSilence: self.init(change, unknownBecause: error)
        case .failure(let error): self.init(change, obstacle: error.clause)
        }
    }
}

extension RuntimeError {
    /// Whether there was no answer: because of throttling, a server error or a dead network.
    fileprivate var isSilence: Bool { if case .unreachable = self { true } else { false } }

    /// The reason why something cannot be changed, as a clause without the service's name.
    var clause: String {
        if case .unchangeable(_, let reason) = self { reason } else { description }
    }
}
