/// Finds equal keys in an object, compared byte for byte after unescaping.
struct JSONKeys {
    private static let few = 12

    let bytes: [UInt8]
    let slots: [JSONSlot]

    /// Returns the slot of the first key that repeats an earlier one.
    func duplicate(in object: Int, count: Int) -> Int? {
        var keys: [Int] = []
        keys.reserveCapacity(count)
        var key = object + 1
        var hasEscapes = false
        for _ in 0..<count {
            keys.append(key)
            if slots[key].kind == .escapedString { hasEscapes = true }
            key = Int(slots[key + 1].next)
        }
        return hasEscapes || count > Self.few ? hashed(keys) : compared(keys)
    }

    private func compared(_ keys: [Int]) -> Int? {
        for (index, key) in keys.enumerated() {
            let content = slots[key].content
            for earlier in keys[..<index] {
                let other = slots[earlier].content
                guard other.count == content.count else { continue }
                if bytes[other].elementsEqual(bytes[content]) { return key }
            }
        }
        return nil
    }

    private func hashed(_ keys: [Int]) -> Int? {
        var seen = Set<[UInt8]>(minimumCapacity: keys.count)
        return keys.first { key in
            let content = bytes[slots[key].content]
            let name =
                slots[key].kind == .escapedString ? JSONEscapes.unescaped(content) : Array(content)
            return !seen.insert(name).inserted
        }
    }
}
