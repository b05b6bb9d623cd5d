import PinionModel
import PinionProcess
import PinionTemplates

extension StackReader {
    /// The parents of nested stacks, by their ids.
    typealias Ancestors = [String: Result<StackWithTemplate, RuntimeError>]

    /// The most levels of parent stacks that are followed.
    private static let deepest = 8

    /// Returns the parents of stacks up to the top; each is read once.
    func ancestors(of stacks: [Result<StackWithTemplate, RuntimeError>]) async -> Ancestors {
        var known: Ancestors = [:]
        var level = stacks
        for _ in 0..<Self.deepest {
            let parents = level.compactMap { stack -> String? in
                if case .success(let read) = stack { read.stack.parentID } else { nil }
            }
            let wanted = Set(parents).subtracting(known.keys).sorted()
            guard !wanted.isEmpty else { break }
            level = await wanted.concurrentResults(atMost: 4) { id async throws(RuntimeError) in
                try await read(id)
            }
            for (id, answer) in zip(wanted, level) { known[id] = answer }
        }
        return known
    }

    /// The state of a stack with its parents' values; if these cannot be known, neither a
    /// re-creation nor an update can be judged.
    enum NestedState {
        case state(StackState)
        case unknown(Obstacle)
    }

    /// Returns the state of a stack, including the values that its parents give it.
    func state(of stack: Stack, _ ancestors: Ancestors) async -> NestedState {
        guard let id = stack.parentID else { return .state(stack.state()) }
        guard let answer = ancestors[id] else {
            return .unknown(notGiven(stack, StackClient.short(id), "it is nested too deeply"))
        }
        do throws(RuntimeError) {
            let parent = try answer.get()
            let above: StackState
            switch await state(of: parent.stack, ancestors) {
            case .state(let state): above = state
            case .unknown(let obstacle): return .unknown(obstacle)
            }
            if let rewriter = parent.template.generatorClauses.first {
                return .unknown(notGiven(stack, parent.stack.name, rewriter))
            }
            guard let nested = try await resource(of: stack, in: parent) else {
                return .unknown(notGiven(stack, parent.stack.name, "its template does not have it"))
            }
            guard nested.isListed else {
                return .unknown(
                    notGiven(stack, parent.stack.name, "a function writes all that it gives"))
            }
            return .state(stack.state(parent: parent.template.parameters(of: nested, in: above)))
        } catch {
            return .unknown(Obstacle(asking: error))
        }
    }

    private func resource(
        of stack: Stack, in parent: StackWithTemplate
    ) async throws(RuntimeError) -> TemplateNestedStack? {
        let nested = parent.template.nestedStacks
        if nested.count == 1 { return nested[0] }
        let id = try await logicalID(of: stack.id, in: parent.stack)
        return nested.first { $0.logicalID == id }
    }

    private func notGiven(_ stack: Stack, _ parent: String, _ reason: String) -> Obstacle {
        Obstacle(
            "what the stack \(parent) gives \(stack.words), which is nested in it, is not known: "
                + "\(reason)")
    }

    // MARK: For pipelines

    /// Returns the stack and its parents, with the parameters that decide images.
    func owners(
        of surfaces: TemplateSurfaces, in stack: Stack, _ ancestors: Ancestors
    ) async -> [WatchedStack] {
        guard !settings.pipelines.isEmpty else { return [] }
        let origins = surfaces.containers.map(\.origin)
        let isKnown = surfaces.obstacle == nil && !origins.contains(nil)
        let own = origins.flatMap { $0?.parameters ?? [] }
        var given = origins.flatMap { $0?.parentParameters ?? [] }
        var owners = [WatchedStack(name: stack.name, parameters: isKnown ? Set(own + given) : nil)]
        var below = stack
        while let id = below.parentID, owners.count <= Self.deepest {
            guard case .success(let parent)? = ancestors[id] else {
                return owners + [WatchedStack(name: StackClient.short(id), parameters: nil)]
            }
            // An error was reported where the surfaces were read.
            let nested = try? await resource(of: below, in: parent)
            given = given.flatMap { nested?.parameters(feeding: $0, in: parent.template) ?? [] }
            owners.append(
                WatchedStack(name: parent.stack.name, parameters: isKnown ? Set(given) : nil))
            below = parent.stack
        }
        return owners
    }
}
