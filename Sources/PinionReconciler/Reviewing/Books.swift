import PinionModel

/// Reads the ledgers that a review needs, no further back than it must.
struct Books: Sendable {
    let ports: ReviewPorts
    let settings: ProjectSettings

    /// How far back it is looked.
    private static let most = 1_000

    /// The pins whose image an environment ran before, verified, by its own ledger.
    func verified(
        _ images: [PinKey: PinnedImage], in name: PinionModel::Environment.Name
    ) async throws(LedgerError) -> Set<PinKey> {
        let records = try await ports.ledger().history(of: name, limit: Self.most)
        var found: Set<PinKey> = []
        for (_, record) in records where found.count < images.count {
            do throws(UnreadableLedger) {
                let seen = try LedgerEntry(parsing: record.entry).verified
                for (key, image) in images
                where seen.contains(where: { key.means($0.0) && $0.1.digest == image.digest }) {
                    found.insert(key)
                }
            } catch {
                throw .unreadable(environment: name, reason: error.description)
            }
        }
        return found
    }

    /// Whether each pin's image was verified in the environment that it comes from, for the whole soak.
    func standings(
        of images: [PinKey: PinnedImage], _ rule: Promotion, apply: ApplyMode, at now: Timestamp
    ) async -> [PinKey: SoakStanding] {
        guard !images.isEmpty else { return [:] }
        switch await book(of: rule.from, apply: apply) {
        case .read(let soaks):
            return images.reduce(into: [:]) { standings, pin in
                standings[pin.key] = Self.standing(pin.key, pin.value, soaks, rule, now)
            }
        case .notKept:
            return images.mapValues { _ in
                .waits("\(rule.from) applies nothing, and so records nothing", until: nil)
            }
        case .onAnotherHost:
            return images.mapValues { _ in
                .waits(
                    "`ledger: local` in pinion.yaml keeps its history on another host, where this check "
                        + "cannot see it", until: nil)
            }
        case .unreadable(let reason): return images.mapValues { _ in .unknown(reason) }
        }
    }

    private func book(of name: PinionModel::Environment.Name, apply: ApplyMode) async -> SoakBook {
        do throws(LedgerError) {
            let records = try await ports.ledger().history(of: name, limit: Self.most)
            do throws(UnreadableLedger) {
                return SoakBook(
                    try SoakReading.soaks(in: records.map(\.record)), isEmpty: records.isEmpty,
                    place: settings.ledger, apply: apply)
            } catch {
                return .unreadable(
                    LedgerError.unreadable(environment: name, reason: error.description)
                        .description)
            }
        } catch {
            return .unreadable(error.description)
        }
    }

    private static func standing(
        _ key: PinKey, _ image: PinnedImage, _ soaks: [ContainerKey: Soak], _ rule: Promotion,
        _ now: Timestamp
    ) -> SoakStanding {
        let own = soaks.filter { key.means($0.key) }
            .sorted { $0.key < $1.key }.map(\.value)
        guard let soak = own.first(where: { $0.image.digest == image.digest }) else {
            let other = own.first.map { ", which has \($0.image.digest.short)" } ?? ""
            return .waits("its ledger has not verified it there\(other)", until: nil)
        }
        switch soak.clock {
        case .changing: return .waits("another image is being applied there", until: nil)
        case .stopped(let finding, let since):
            return .waits("\(finding.kind.rawValue) stands there since \(since)", until: nil)
        case .running(let since):
            guard now - since < rule.soak else { return .soaked(since: since) }
            return .waits("it runs there since \(since)", until: since + rule.soak)
        }
    }
}

extension LedgerEntry {
    /// The images that it says were seen running in full.
    fileprivate var verified: [(ContainerKey, PinnedImage)] {
        switch event {
        case .intent: []
        case .outcome(let outcome):
            outcome.results.filter { $0.verdict == .verified }
                .map { ($0.change.container, $0.change.after) }
        case .observation(let seen): seen.baseline.map { ($0.key, $0.value) }
        }
    }
}

extension PinKey {
    /// Whether a container's record is about the pin: the short form means the service's only container.
    fileprivate func means(_ container: ContainerKey) -> Bool {
        service.description == container.service
            && self.container.map { $0 == container.container } ?? true
    }
}
