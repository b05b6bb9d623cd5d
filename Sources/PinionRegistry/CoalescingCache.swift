import Synchronization

/// Asks each question once: concurrent callers share the answer, which is kept for the run.
///
/// Errors are shared but not kept. If the asking caller is cancelled, the next in line asks again.
final class CoalescingCache<Key: Hashable & Sendable, Value: Sendable, Failure: Error>: Sendable {
    private enum Entry {
        case asked([CheckedContinuation<Turn, Never>])
        case answered(Value)
    }

    private enum Turn {
        case mine
        case shared(Result<Value, Failure>)
        case again
    }

    private let entries = Mutex<[Key: Entry]>([:])

    /// Stores an answer that was obtained elsewhere, unless there is one.
    func remember(_ key: Key, _ value: Value) {
        entries.withLock { entries in
            if entries[key] == nil { entries[key] = .answered(value) }
        }
    }

    /// Forgets an answer, so that the next caller asks again.
    func forget(_ key: Key) {
        entries.withLock { entries in
            if case .answered = entries[key] { entries[key] = nil }
        }
    }

    /// Returns the answer; asks unless it is known or another caller is asking already.
    func value(
        for key: Key, keeping isKept: (Value) -> Bool = { _ in true },
        ask: () async throws(Failure) -> Value
    ) async throws(Failure) -> Value {
        while true {
            switch await turn(key) {
            case .again: continue
            case .shared(let result): return try result.get()
            case .mine:
                do throws(Failure) {
                    let value = try await ask()
                    end(key, .shared(.success(value)), keeping: isKept(value) ? value : nil)
                    return value
                } catch {
                    end(key, Task.isCancelled ? .again : .shared(.failure(error)), keeping: nil)
                    throw error
                }
            }
        }
    }

    private func turn(_ key: Key) async -> Turn {
        await withCheckedContinuation { continuation in
            let turn: Turn? = entries.withLock { entries in
                switch entries[key] {
                case .answered(let value): return .shared(.success(value))
                case .asked(let others):
                    entries[key] = .asked(others + [continuation])
                    return nil
                case nil:
                    entries[key] = .asked([])
                    return .mine
                }
            }
            if let turn { continuation.resume(returning: turn) }
        }
    }

    private func end(_ key: Key, _ turn: Turn, keeping value: Value?) {
        let waiting: [CheckedContinuation<Turn, Never>] = entries.withLock { entries in
            defer { entries[key] = value.map { .answered($0) } }
            if case .asked(let waiting) = entries[key] { return waiting }
            return []
        }
        for continuation in waiting { continuation.resume(returning: turn) }
    }
}
