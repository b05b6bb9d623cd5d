extension Sequence where Element: Sendable {
    /// Returns the result of `body` for each element, in order; at most `limit` run at once.
    package func concurrentMap<Value: Sendable>(
        atMost limit: Int, _ body: @escaping @Sendable (Element) async -> Value
    ) async -> [Value] {
        await withTaskGroup(of: (Int, Value).self) { group in
            var waiting = enumerated().makeIterator()
            var values: [Int: Value] = [:]
            func begin() {
                guard let (number, element) = waiting.next() else { return }
                group.addTask { (number, await body(element)) }
            }
            for _ in 0..<limit { begin() }
            while let (number, value) = await group.next() {
                values[number] = value
                begin()
            }
            return values.sorted { $0.key < $1.key }.map(\.value)
        }
    }

    /// Returns the result or the error of `body` for each element, in order.
    package func concurrentResults<Value: Sendable, Failure: Error>(
        atMost limit: Int = 8, _ body: @escaping @Sendable (Element) async throws(Failure) -> Value
    ) async -> [Result<Value, Failure>] {
        await concurrentMap(atMost: limit) { element in
            do throws(Failure) { return .success(try await body(element)) } catch {
                return .failure(error)
            }
        }
    }
}

extension Optional {
    /// `map` with an asynchronous function.
    package func asyncMap<Value>(_ body: (Wrapped) async throws -> Value) async rethrows -> Value? {
        guard let self else { return nil }
        return try await body(self)
    }
}
