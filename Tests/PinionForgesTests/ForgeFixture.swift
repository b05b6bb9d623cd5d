import PinionForges
import PinionHTTP
import PinionModel
import PinionProcess
import PinionTesting
import Synchronization
import Testing

/// A forge that speaks to a stub, with what the tests need around it.
struct ForgeFixture: Sendable {
    let forge: any Forge
    let stub: StubForge
    let waits: Waits

    /// What the tests propose.
    static let draft = PullRequestDraft(
        branch: "pinion/production/bump", target: "main", title: "production: bump web",
        body: "web: 1.4 to 1.5\n")

    /// The commit at the head of the proposed branch.
    static let head = CommitID(parsing: String(repeating: "b", count: 40))
}

/// The pauses that were asked for; none is made.
final class Waits: Sendable {
    private let state = Mutex<[Duration]>([])

    /// The pauses so far.
    var all: [Duration] { state.withLock { $0 } }

    /// Notes a pause.
    func note(_ duration: Duration) { state.withLock { $0.append(duration) } }
}

extension ForgeKind {
    /// The kind of a stub.
    init(_ flavor: StubForge.Flavor) {
        switch flavor {
        case .github: self = .github
        case .gitlab: self = .gitlab
        case .gitea: self = .gitea
        case .bitbucket: self = .bitbucket
        case .bitbucketServer: self = .bitbucketServer
        case .azure: self = .azureDevOps
        }
    }
}

/// Runs a stub at a sub-path with a forge that knows it from its settings alone.
func withForge(
    _ flavor: StubForge.Flavor, folder: String = "/forge", environment: [String: String]? = nil,
    _ work: (ForgeFixture) async throws -> Void
) async throws {
    try await StubForge(flavor, folder: folder).serving { stub in
        try await withForge(
            on: stub, environment: environment ?? [flavor.variable: StubForge.token], work)
    }
}

/// Connects a forge to a stub that listens.
func withForge(
    on stub: StubForge, environment: [String: String],
    _ work: (ForgeFixture) async throws -> Void
) async throws {
    let waits = Waits()
    let http = HTTPClient(clock: .test(pause: { waits.note($0) }))
    do {
        let forge = try await ForgeConnection.make(
            settings: ForgeSettings(
                kind: ForgeKind(stub.flavor), address: stub.address,
                repository: stub.repository),
            remote: nil, environment: environment, credential: { _ in nil }, http: http)
        try await work(ForgeFixture(forge: forge, stub: stub, waits: waits))
    } catch {
        await http.shutdown()
        throw error
    }
    await http.shutdown()
}

/// The cases of `ForgeError` without what they hold.
enum ForgeErrorKind: Hashable, Sendable {
    case unconfigured, unreachable, unauthorized, forbidden, throttled, notFound, refused, malformed

    init(_ error: ForgeError) {
        switch error {
        case .unconfigured: self = .unconfigured
        case .unreachable: self = .unreachable
        case .unauthorized: self = .unauthorized
        case .forbidden: self = .forbidden
        case .throttled: self = .throttled
        case .notFound: self = .notFound
        case .refused: self = .refused
        case .malformed: self = .malformed
        }
    }
}

/// Expects an error of a case that says some words, and never the token.
func expect<Value>(
    _ kind: ForgeErrorKind, saying words: String...,
    sourceLocation: SourceLocation = #_sourceLocation,
    _ work: () async throws -> Value
) async {
    do {
        _ = try await work()
        Issue.record("nothing was thrown", sourceLocation: sourceLocation)
    } catch let error as ForgeError {
        #expect(ForgeErrorKind(error) == kind, "\(error)", sourceLocation: sourceLocation)
        for word in words {
            #expect(error.description.contains(word), "\(error)", sourceLocation: sourceLocation)
        }
        #expect(!error.description.contains(StubForge.token), sourceLocation: sourceLocation)
    } catch {
        Issue.record("another error: \(error)", sourceLocation: sourceLocation)
    }
}
