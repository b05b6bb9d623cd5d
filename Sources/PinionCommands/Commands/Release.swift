import ArgumentParser
import PinionModel
import PinionProposals
import PinionReconcile

/// `pinion release ENV SERVICE`: takes a hold off.
struct Release: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "release",
        abstract: "Propose to take a hold off a pin, or single digests off it.",
        discussion: """
            Uses the same branch and pull request as `pinion hold`.

            Examples:
              pinion release production web
              pinion release production web --refuse sha256:…
            """)

    @Argument(help: "The environment.") var environment: String
    @Argument(help: ArgumentHelp("The services.", valueName: "service[/container]"))
    var services: [String]
    @Option(
        help: ArgumentHelp(
            "Only this digest, or the one of this tag, may be taken again; may be given "
                + "again.", valueName: "digest|tag"))
    var refuse: [String] = []
    @OptionGroup var writing: WritingOptions
    @OptionGroup var common: CommonOptions

    func run() async throws {
        let (services, refuse) = (services, refuse)
        try await Proposing(common, writing).run(
            [environment],
            .init(purpose: .hold, accumulates: true) { desk, ground in
                let pins = try services.flatMap { try desk.pins(named: $0, in: ground.environment) }
                var changes: [PinChange] = []
                var notes: [String] = []
                for (key, pin) in pins {
                    guard let hold = pin.hold else { continue }
                    var freed: [Digest] = []
                    for name in refuse {
                        freed.append(
                            try await desk.digest(named: name, in: pin.image.repository))
                    }
                    notes += Self.notes(on: hold, of: key, freeing: freed)
                    if let change = Self.change(of: hold, freeing: freed, on: key) {
                        changes.append(change)
                    }
                }
                return PlannedChanges(
                    changes: changes, settles: Set(pins.map(\.key)), notes: notes)
            })
    }

    /// What to say of digests that a hold does not refuse.
    private static func notes(
        on hold: PinionModel::Hold, of key: PinKey, freeing freed: [Digest]
    ) -> [String] {
        guard !freed.isEmpty, !hold.refuse.isEmpty else {
            return freed.isEmpty
                ? []
                : [
                    "\(key) is held where it is, which bars every digest; release it without --refuse"
                ]
        }
        return freed.filter { !hold.refuse.contains($0) }.map {
            "the hold of \(key) does not refuse \($0.short)"
        }
    }

    /// What becomes of a hold; nil where it stays as it is.
    private static func change(
        of hold: PinionModel::Hold, freeing freed: [Digest], on key: PinKey
    ) -> PinChange? {
        let rest = hold.refuse.filter { !freed.contains($0) }
        if freed.isEmpty || (rest.isEmpty && !hold.refuse.isEmpty) { return .release(key) }
        guard rest != hold.refuse else { return nil }
        return .hold(
            key, PinionModel::Hold(refuse: rest, reason: hold.reason, until: hold.until))
    }
}
