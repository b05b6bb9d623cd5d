package import PinionModel

extension Reconciler {
    func answers(_ questions: Set<RegistryQuestion>) async -> RegistryAnswers {
        await RegistryAnswers.asking(questions, of: ports.registry)
    }
}

extension RegistryAnswers {
    /// Asks every question once, a bounded number at a time; a failure is an answer too.
    package static func asking(
        _ questions: Set<RegistryQuestion>, of registry: any Registry
    ) async -> RegistryAnswers {
        let found = await withTaskGroup(of: (RegistryQuestion, RegistryAnswer).self) { group in
            var waiting = questions.makeIterator()
            var answers: [RegistryQuestion: RegistryAnswer] = [:]
            for _ in 0..<16 {
                guard let question = waiting.next() else { break }
                group.addTask { (question, await Self.answer(question, registry)) }
            }
            while let (question, answer) = await group.next() {
                answers[question] = answer
                if let next = waiting.next() {
                    group.addTask { (next, await Self.answer(next, registry)) }
                }
            }
            return answers
        }
        return RegistryAnswers(found)
    }

    private static func answer(
        _ question: RegistryQuestion, _ registry: any Registry
    ) async -> RegistryAnswer {
        do throws(RegistryError) {
            switch question {
            case .resolve(let reference): return .digest(try await registry.resolve(reference))
            case .members(let image):
                return .members(try await registry.members(of: image).map(\.digest))
            case .exists(let image): return try await registry.exists(image) ? .present : .absent
            }
        } catch {
            if case .notFound = error { return .absent }
            return .unanswered(Obstacle(error.description))
        }
    }
}
