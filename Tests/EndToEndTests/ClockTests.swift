import PinionTesting
import Testing

/// What `doctor` says of clocks: windows, freezes, intents and soak are judged by them.
@Suite(.timeLimit(.minutes(10)))
struct ClockTests {
    struct Case: Sendable, CustomTestStringConvertible {
        /// How far the other clock is ahead; nil where it tells no time.
        let ahead: Int?
        let isWell: Bool
        var testDescription: String { ahead.map { "\($0) s" } ?? "none" }
    }

    static let cases = [
        Case(ahead: nil, isWell: true), Case(ahead: 0, isWell: true), Case(ahead: 30, isWell: true),
        Case(ahead: -30, isWell: true), Case(ahead: 300, isWell: false),
        Case(ahead: -300, isWell: false), Case(ahead: 31_536_000, isWell: false),
    ]

    private func expect(
        _ row: Case, of whose: String, _ doctor: CommandOutcome,
        _ location: SourceLocation = #_sourceLocation
    ) {
        let text = doctor.output + doctor.errors
        #expect(doctor.code == (row.isWell ? 0 : 1), "\(text)", sourceLocation: location)
        let line = text.split(separator: "\n").first { $0.contains("clock of \(whose)") } ?? ""
        let wanted =
            row.ahead == nil
            ? ""
            : row.isWell ? "the same as here" : "set the one that is wrong, `timedatectl`"
        #expect(
            wanted.isEmpty ? line.isEmpty : line.contains(wanted), "\(text)",
            sourceLocation: location)
        #expect(line.hasPrefix("missing ") != row.isWell, sourceLocation: location)
    }

    @Test(arguments: cases) func `fault 82: doctor compares the clock with the git server's`(
        _ row: Case
    ) async throws {
        try await withScratch { scratch in
            try await withGitServer(root: scratch.makeFolder("remotes")) { server in
                let shop = try await Shop.make(in: scratch, origin: .server(server))
                server.misbehave(row.ahead.map { .clockAhead(.seconds($0)) })
                expect(row, of: "the git server", try await shop.pinion("doctor"))
            }
        }
    }

    @Test(arguments: cases) func `fault 82: doctor compares the clock with a registry's`(
        _ row: Case
    ) async throws {
        try await withScratch { scratch in
            try await StubRegistry().serving { registry in
                let image = StubManifest.image(StubConfiguration())
                registry.keep(image, in: "shop/web", tags: ["1"])
                let pin = "\(registry.host)/shop/web:1@\(image.digest)"
                let shop = try await Shop.make(
                    in: scratch, [ShopEnvironment(pins: ["web": pin])], settings: nil)
                registry.behave(row.ahead.map { [.clockAhead(.seconds($0))] } ?? [])
                expect(row, of: "registry \(registry.host)", try await shop.pinion("doctor"))
            }
        }
    }

    @Test func `fault 11: a commit from later than now says that a clock is wrong`()
        async throws
    {
        try await withScratch { scratch in
            let shop = try await Shop.make(in: scratch)
            try await shop.git(
                "commit", "--quiet", "--allow-empty", "--date", "2099-01-01T00:00:00Z", "-m",
                "later")
            let doctor = try await shop.pinion("doctor")
            #expect(doctor.code == 1, "\(doctor.output)")
            #expect(doctor.output.contains("missing clock of commit "), "\(doctor.output)")
            #expect(doctor.output.contains("it is dated 2099-01-01T00:00:00Z"), "\(doctor.output)")
        }
    }
}
