extension RegistryAnswers {
    /// Asks every question once, a limited number at a time; a failure is an answer too.
    package static func asking(
        _ questions: Set<RegistryQuestion>, of registry: any Registry
    ) async -> RegistryAnswers {
        let asked = Array(questions)
        let answers = await asked.concurrentMap(atMost: 16) { await Self.answer($0, registry) }
        return RegistryAnswers(Dictionary(uniqueKeysWithValues: zip(asked, answers)))
    }

    /// Decides, asks the questions left open, and decides again until no question is open.
    package static func consulting<Value>(
        _ registry: any Registry,
        _ decide: (RegistryAnswers) -> (value: Value, open: Set<RegistryQuestion>)
    ) async -> Value {
        var answers = RegistryAnswers()
        var decision = decide(answers)
        for _ in 0..<6 where !decision.open.isEmpty {
            answers.merge(await asking(decision.open, of: registry))
            decision = decide(answers)
        }
        return decision.value
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
            case .expiry(let image):
                guard let reader = registry as? any RetentionReader else { return .expiry(nil) }
                return .expiry(try await reader.expiry(of: image))
            }
        } catch {
            if case .notFound = error { return .absent }
            return .unanswered(.failed(Failure(error)))
        }
    }
}
