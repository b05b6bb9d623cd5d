import FoundationEssentials
import Glibc
import PinionModel
import PinionProcess
import PinionTesting

@testable import PinionGit

/// The built executable that stands beside the test runner: it runs as the transport child.
let builtPinion: String = {
    let runner =
        (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    return String(runner[..<(runner.lastIndex(of: "/") ?? runner.startIndex)]) + "/pinion"
}()

extension Scratch {
    /// Settings whose caches, ledgers and home are in the scratch folder.
    func settings(
        cache: String = "cache", environment: [String: String] = [:],
        deadlines: GitDeadlines = GitDeadlines(), clock: ProcessClock = .system
    ) -> GitSettings {
        var variables = ["HOME": path(of: "home"), "PATH": "/usr/bin:/bin"]
        variables.merge(environment) { _, new in new }
        return GitSettings(
            cacheFolder: path(of: cache), stateFolder: path(of: "state"), environment: variables,
            executable: builtPinion, deadlines: deadlines, clock: clock)
    }

    /// A bare repository with a first commit of pins.
    func repository(
        _ name: String = "repository.git", files: [String: String?] = sample
    ) async throws -> BareRepository {
        let repository = try await BareRepository.make(at: path(of: name))
        try await repository.commit(files, message: "Pin the shop\n\nAt last.\n")
        return repository
    }
}

/// The files of a first commit.
let sample: [String: String?] = [
    "pinion.yaml": "ledger: remote\n",
    "README.md": "A shop.\n",
    "environments/staging/pins.yaml": "services: {}\n",
    "environments/staging/environment.yaml": "apply: never\n",
    "environments/production/pins.yaml": "services: {}\n",
]

/// The environment of most tests.
// swift-format-ignore: NeverForceUnwrap
let production = Environment.Name(parsing: "production")!

/// A record whose texts tell which it is.
func record(_ name: String, at seconds: Int64 = 1_800_000_000) -> LedgerRecord {
    LedgerRecord(
        message: "\(name) in production\n", entry: "entry of \(name)\n",
        state: "state of \(name)\n",
        at: Timestamp(secondsSinceEpoch: seconds))
}

/// The error that a piece of work throws.
func failure<Failure: Error>(
    of kind: Failure.Type = SourceError.self, _ work: () async throws -> Void
) async -> Failure? {
    do {
        try await work()
        return nil
    } catch {
        return error as? Failure
    }
}

extension BareRepository {
    /// A place whose source is this repository itself.
    func place(_ scratch: Scratch, clock: ProcessClock = .system) async throws -> SourceRepository {
        try await SourceRepository.open(.named(path), settings: scratch.settings(clock: clock))
    }

    /// Writes an object past git's own checks, and returns its id.
    func writeObject(_ bytes: [UInt8], type: String) async throws -> String {
        try await Command(
            "git", ["--git-dir", path, "hash-object", "-w", "--literally", "-t", type, "--stdin"],
            environment: Self.isolation, input: bytes
        ).succeed()
    }
}
