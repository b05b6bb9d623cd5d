import PinionHTTP
import PinionModel
import PinionProcess
import PinionTesting
import Testing

@testable import PinionRegistry

/// A client for a stub registry, with what the tests need around it.
struct Fixture: Sendable {
    let client: RegistryClient
    let stub: StubRegistry

    /// A reference on the stub.
    func reference(_ text: String) throws -> ImageReference {
        try ImageReference(parsing: stub.host + "/" + text)
    }

    /// A pinned image of the stub's repository `shop/web`.
    func image(_ manifest: StubManifest) throws -> PinnedImage {
        PinnedImage(repository: try reference("shop/web").repository, digest: manifest.digest)
    }
}

/// Runs a stub with a client that does not wait between attempts.
func withRegistry(
    _ door: StubRegistry.Door = .open, faults: [StubRegistry.Fault] = [],
    credentials: CredentialStore? = nil, policy: HTTPPolicy = HTTPPolicy(),
    clock: ProcessClock = .test(),
    _ work: (Fixture) async throws -> Void
) async throws {
    try await StubRegistry(door: door, faults: faults).serving { stub in
        let http = HTTPClient(policy: policy, clock: clock)
        let client = RegistryClient(http: http, credentials: credentials)
        do { try await work(Fixture(client: client, stub: stub)) } catch {
            await http.shutdown()
            throw error
        }
        await http.shutdown()
    }
}

/// Whether an error is of a case, for `#expect(throws:)` that looks inside.
func expect<Value: Sendable>(
    _ kind: ErrorKind, saying words: String = "", sourceLocation: SourceLocation = #_sourceLocation,
    _ work: @Sendable () async throws -> Value
) async {
    let error = await #expect(throws: RegistryError.self, sourceLocation: sourceLocation) {
        _ = try await work()
    }
    guard let error else { return }
    #expect(ErrorKind(error) == kind, "\(error)", sourceLocation: sourceLocation)
    #expect(error.description.contains(words), sourceLocation: sourceLocation)
}

/// The cases of `RegistryError` without what they hold.
enum ErrorKind: Hashable, Sendable {
    case notFound, unreachable, throttled, unauthorized, forbidden, untrustworthy, malformed

    init(_ error: RegistryError) {
        switch error {
        case .notFound: self = .notFound
        case .unreachable: self = .unreachable
        case .throttled: self = .throttled
        case .unauthorized, .unreadableCredentials: self = .unauthorized
        case .forbidden: self = .forbidden
        case .untrustworthy: self = .untrustworthy
        case .malformed: self = .malformed
        }
    }
}
