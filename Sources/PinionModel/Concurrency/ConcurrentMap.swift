extension Sequence where Element: Sendable {
    /// What `body` makes of each element, in the order of the elements; at most `limit` are under way at once.
    package func concurrentMap<Value: Sendable>(
        atMost limit: Int, _ body: @escaping @Sendable (Element) async -> Value
    ) async -> [Value] {
        await withTaskGroup(of: (Int, Value).self) { group in
            var waiting = enumerated().makeIterator()
            var values: [Int: Value] = [:]
            for _ in 0..<limit {
                guard let (number, element) = waiting.next() else { break }
                group.addTask { (number, await body(element)) }
            }
            while let (number, value) = await group.next() {
                values[number] = value
                if let (number, element) = waiting.next() {
                    group.addTask { (number, await body(element)) }
                }
            }
            return values.sorted { $0.key < $1.key }.map(\.value)
        }
    }
}
