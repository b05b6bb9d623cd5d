/// Does work, and ends it with an error when it takes too long.
func withDeadline<Value: Sendable>(
    _ limit: Duration, failingWith expiry: HTTPError,
    _ work: @escaping @Sendable () async throws(HTTPError) -> Value
) async throws(HTTPError) -> Value {
    let outcome = await withTaskGroup(of: Result<Value, HTTPError>.self) { group in
        group.addTask {
            do throws(HTTPError) { return .success(try await work()) } catch {
                return .failure(error)
            }
        }
        group.addTask {
            do { try await Task.sleep(for: limit) } catch { return .failure(.cancelled) }
            return .failure(expiry)
        }
        let first = await group.next()
        group.cancelAll()
        return first
    }
    return try (outcome ?? .failure(.cancelled)).get()
}
