import ArgumentParser
import PinionModel
import PinionProposals
import PinionReconcile
import PinionWiring

/// `pinion hold ENV SERVICE`: a committed refusal to move a pin.
struct HoldCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hold",
        abstract: "Propose a hold: a pin that stays, or digests that it refuses.",
        discussion: """
            Without --refuse the pin is frozen for bump, promote and propose. With it, only these digests are barred: a \
            tag stands for the digest that it names now. A hold lasts until it is released, or to the end of a day.

            Examples:
              pinion hold production web --reason "release week" --until 2026-12-01
              pinion hold production web --refuse 1.9.0 --reason "memory leak"
            """)

    @Argument(help: "The environment.") var environment: String
    @Argument(help: ArgumentHelp("The services.", valueName: "service[/container]"))
    var services: [String]
    @Option(
        help: ArgumentHelp(
            "A digest that it must not take; may be given again.", valueName: "digest|tag"))
    var refuse: [String] = []
    @Option(help: ArgumentHelp("Why.", valueName: "text")) var reason: String?
    @Option(
        help: ArgumentHelp("The last day, to its end in UTC.", valueName: "yyyy-mm-dd"))
    var until: String?
    @OptionGroup var writing: WritingOptions
    @OptionGroup var common: CommonOptions

    func validate() throws {
        guard reason != nil || until != nil || !refuse.isEmpty else {
            throw ValidationError("give --reason, --until or --refuse")
        }
        guard let until else { return }
        guard let day = CalendarDate(parsing: until) else {
            throw ValidationError("`\(until)` is not a day; write it as 2026-12-01")
        }
        guard Surroundings.current.now() < day.endInUTC else {
            throw ValidationError("\(until) is over; name a day that is not")
        }
    }

    func run() async throws {
        let (services, refuse) = (services, refuse)
        let reason = reason.map { oneLine($0, atMost: 500) }
        let until = until.flatMap { CalendarDate(parsing: $0) }
        try await Proposing(common, writing).run(
            [environment],
            .init(purpose: .hold, accumulates: true) { desk, ground in
                var changes: [PinChange] = []
                var notes: [String] = []
                let pins = try services.flatMap { try desk.pins(named: $0, in: ground.environment) }
                for (key, pin) in pins {
                    let digests = try await desk.digests(refuse, for: key, pin)
                    let present = pin.hold.flatMap { $0.isInForce(at: desk.now) ? $0 : nil }
                    let hold = try Self.hold(
                        digests, reason, until, on: key, instead: present, &notes)
                    if hold != pin.hold { changes.append(.hold(key, hold)) }
                }
                return PlannedChanges(
                    changes: changes, settles: Set(pins.map(\.key)), notes: notes)
            })
    }

    /// The hold that a pin gets: digests add to those that it refuses already.
    private static func hold(
        _ digests: [Digest], _ reason: String?, _ until: CalendarDate?, on key: PinKey,
        instead present: PinionModel::Hold?, _ notes: inout [String]
    ) throws -> PinionModel::Hold {
        guard let present else {
            return PinionModel::Hold(refuse: digests, reason: reason, until: until)
        }
        if present.refuse.isEmpty != digests.isEmpty {
            guard digests.isEmpty else {
                throw Complaint(
                    "\(key) is held where it is, which bars every digest; release it first to refuse "
                        + "single ones")
            }
            notes.append(
                "\(key) refused \(present.refuse.map(\.short).joined(separator: ", ")), and is held "
                    + "where it is in place of that, which lets returns to them pass")
        }
        return PinionModel::Hold(
            refuse: digests.isEmpty ? [] : Set(present.refuse + digests).sorted(),
            reason: reason ?? present.reason, until: until ?? present.until)
    }
}

extension Desk {
    /// Digests that a pin is to refuse, whole or by what a tag of its repository names now.
    func digests(_ names: [String], for key: PinKey, _ pin: Pin) async throws -> [Digest] {
        var digests: [Digest] = []
        for name in names {
            let digest = try await digest(named: name, in: pin.image.repository)
            guard digest != pin.image.digest else {
                throw Complaint(
                    "\(key) is pinned to \(digest.short), which it cannot refuse as well; "
                        + "`pinion rollback` leaves it and refuses it in one commit")
            }
            digests.append(digest)
        }
        return Set(digests).sorted()
    }

    /// A digest as it is written, or the one that a tag names now.
    func digest(
        named name: String, in repository: ImageReference.Repository
    ) async throws -> Digest {
        if name.contains("sha256:") || name.contains("@") {
            do {
                return try Digest(parsing: name.drop { $0 == "@" })
            } catch {
                throw Complaint("`\(name)` is \(error)")
            }
        }
        do {
            let tag = try ImageReference.Tag(parsing: name.drop { $0 == ":" })
            return try await session.registries.reading.resolve(
                ImageReference(repository: repository, tag: tag))
        } catch {
            throw Complaint("cannot tell the digest of `\(name)`: \(error)")
        }
    }
}
