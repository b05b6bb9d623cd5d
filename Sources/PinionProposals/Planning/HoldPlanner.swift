import PinionDecisions
package import PinionModel

/// The planner of holds, which keep pins where they are or refuse digests.
package struct HoldPlanner: ChangePlanner {
    let services: [String]
    let refuse: [String]
    let reason: String?
    let until: CalendarDate?

    package init(services: [String], refuse: [String], reason: String?, until: CalendarDate?) {
        (self.services, self.refuse, self.reason, self.until) = (services, refuse, reason, until)
    }

    package var purpose: Proposal.Purpose { .hold }
    package var accumulates: Bool { true }

    package func plan(
        on base: ProposalBase, _ context: ProposalContext
    ) async throws -> PlannedChanges {
        var changes: [PinChange] = []
        var notes: [String] = []
        let pins = try services.flatMap { try context.pins(named: $0, in: base.environment) }
        for (key, pin) in pins {
            let digests = try await context.digests(refuse, for: key, pin)
            let present = pin.hold.flatMap { $0.isInForce(at: context.now) ? $0 : nil }
            let hold = try Self.hold(digests, reason, until, on: key, instead: present, &notes)
            if hold != pin.hold { changes.append(.hold(key, hold)) }
        }
        return PlannedChanges(changes: changes, settles: Set(pins.map(\.key)), notes: notes)
    }

    /// Returns the hold that a pin gets; new digests are added to those that it already refuses.
    private static func hold(
        _ digests: [Digest], _ reason: String?, _ until: CalendarDate?, on key: PinKey,
        instead present: Hold?, _ notes: inout [String]
    ) throws -> Hold {
        guard let present else { return Hold(refuse: digests, reason: reason, until: until) }
        if present.refuse.isEmpty != digests.isEmpty {
            guard digests.isEmpty else {
                throw Complaint(
                    "\(key) is held where it is, which bars every digest; release it first to "
                        + "refuse single ones")
            }
            notes.append(
                "\(key) refused \(present.refuse.map(\.short).joined(separator: ", ")), and is "
                    + "held where it is in place of that, which lets returns to them pass")
        }
        return Hold(
            refuse: digests.isEmpty ? [] : Set(present.refuse + digests).sorted(),
            reason: reason ?? present.reason, until: until ?? present.until)
    }
}

extension ProposalContext {
    /// Returns the digests that a pin is to refuse, from whole digests and tags of its repository.
    func digests(_ names: [String], for key: PinKey, _ pin: Pin) async throws -> [Digest] {
        var digests: [Digest] = []
        for name in names {
            let digest = try await digest(named: name, in: pin.image.repository)
            guard digest != pin.image.digest else {
                throw Complaint(
                    "\(key) is pinned to \(digest.short), which it cannot refuse as well; `pinion "
                        + "rollback` leaves it and refuses it in one commit")
            }
            digests.append(digest)
        }
        return Set(digests).sorted()
    }

    /// Returns a digest as it is written, or the one that a tag names now.
    func digest(
        named name: String, in repository: ImageReference.Repository
    ) async throws -> Digest {
        if name.contains("sha256:") || name.contains("@") {
            do { return try Digest(parsing: name.drop { $0 == "@" }) } catch {
                throw Complaint("`\(name)` is \(error)")
            }
        }
        do {
            let tag = try ImageReference.Tag(parsing: name.drop { $0 == ":" })
            return try await registries.resolve(ImageReference(repository: repository, tag: tag))
        } catch { throw Complaint("cannot tell the digest of `\(name)`: \(error)") }
    }
}
