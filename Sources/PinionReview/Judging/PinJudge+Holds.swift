import PinionDecisions
import PinionModel

// Holds and windows.
extension PinJudge {
    /// Returns the violations of holds; a hold of the base counts even if the change removes it.
    func holds(_ difference: PinDifference) -> [Violation] {
        if let image = difference.newImage {
            return barring(image, of: difference) + freezing(difference)
        }
        if case .removed = difference.kind { return freezing(difference) }
        return []
    }

    /// Returns the violations of holds that refuse digests; a missing image is reported elsewhere.
    private func barring(_ image: PinnedImage, of difference: PinDifference) -> [Violation] {
        let isThere = evidence.images[image.withoutTag] ?? .present == .present
        var unknown: [Violation] = []
        for (hold, repository) in subject.refusals(against: difference) {
            switch hold.verdict(on: image, in: repository, at: now, knowing: evidence.members) {
            case .none: continue
            case .refused: return [refusal(of: image, by: hold, difference)]
            case .unknown(let obstacle):
                guard isThere, unknown.isEmpty else { continue }
                unknown = [
                    difference.violation(
                        .registrySilent,
                        "\(obstacle); run the check again, or give it what it needs to ask")
                ]
            }
        }
        return unknown
    }

    private func refusal(
        of image: PinnedImage, by hold: Hold, _ difference: PinDifference
    ) -> Violation {
        difference.violation(
            .digestRefused,
            "a hold refuses \(image.digest.short)\(hold.clause); pin another digest, or take the "
                + "hold off in a change of its own first")
    }

    private func freezing(_ difference: PinDifference) -> [Violation] {
        let pins =
            [before[difference.key]].compactMap(\.self) + basePinsOfSameObject(as: difference)
        let frozen = pins.compactMap { pin in
            pin.hold.flatMap { $0.verdict(on: pin.image.digest, at: now) == .frozen ? $0 : nil }
        }
        guard let hold = frozen.first, !isReturn(difference) else { return [] }
        return [
            difference.violation(
                .pinFrozen,
                "a hold freezes this pin\(hold.clause); take the hold off in a change of its own "
                    + "first")
        ]
    }

    /// The violations of new pins that wait while windows and freezes are closed.
    var window: [Violation] {
        guard case .closed(let reason, _) = evidence.gate else { return [] }
        let waiting = differences.filter { $0.newImage != nil && !isReturn($0) && !isAdoption($0) }
        return waiting.map { difference in
            difference.violation(
                .windowClosed, "new pins wait for \(reason); run the check again then")
        }
    }
}
