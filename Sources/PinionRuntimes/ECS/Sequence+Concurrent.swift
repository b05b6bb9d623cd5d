import PinionModel

extension Sequence where Element: Sendable {
    /// What `body` makes of each element, in the order of the elements; at most `limit` are under
    /// way at once.
    func concurrently<Value: Sendable>(
        atMost limit: Int = 8,
        _ body: @escaping @Sendable (Element) async throws(RuntimeError) -> Value
    ) async -> [Result<Value, RuntimeError>] {
        await withTaskGroup(of: (Int, Result<Value, RuntimeError>).self) { group in
            var waiting = enumerated().makeIterator()
            var results: [Int: Result<Value, RuntimeError>] = [:]
            func begin() {
                guard let (number, element) = waiting.next() else { return }
                group.addTask {
                    do throws(RuntimeError) {
                        return (number, .success(try await body(element)))
                    } catch {
                        return (number, .failure(error))
                    }
                }
            }
            for _ in 0..<limit { begin() }
            while let (number, result) = await group.next() {
                results[number] = result
                begin()
            }
            return results.sorted { $0.key < $1.key }.map(\.value)
        }
    }
}

extension Array {
    /// The elements in batches of at most a number.
    func batches(of size: Int) -> [ArraySlice<Element>] {
        stride(from: 0, to: count, by: size).map { self[$0..<Swift.min($0 + size, count)] }
    }
}
