// Holds and windows.
extension PinJudge {
    /// A hold of the base counts even where the change takes it off.
    func holds(_ difference: PinDifference) -> [Violation] {
        switch difference.kind {
        case .moved(_, let image):
            barring(image, of: difference, [before[difference.key]?.hold]) + freezing(difference)
        case .added(let image):
            barring(image, of: difference, allHolds) + freezing(difference)
        case .renamed(_, _, let image):
            barring(image, of: difference, allHolds) + freezing(difference)
        case .removed: freezing(difference)
        case .retagged, .held, .released, .tracked: []
        }
    }

    /// A key says nothing of the object that the pin is for: any pin of the base may have been for it.
    private var allHolds: [Hold?] { before.sorted { $0.key < $1.key }.map(\.value.hold) }

    private func barring(
        _ image: PinnedImage, of difference: PinDifference, _ holds: [Hold?]
    ) -> [Violation] {
        let barring = holds.compactMap(\.self).first {
            $0.stand(on: image.digest, at: now) == .refused
        }
        guard let barring else { return [] }
        return [
            Violation(
                .digestRefused, of: difference.key, at: difference.position,
                "a hold refuses \(image.digest.short)\(barring.clause); pin another digest, or take the "
                    + "hold off in a change of its own first")
        ]
    }

    private func freezing(_ difference: PinDifference) -> [Violation] {
        let pins = [before[difference.key]].compactMap(\.self) + owners(of: difference)
        let frozen = pins.compactMap { pin in
            pin.hold.flatMap { $0.stand(on: pin.image.digest, at: now) == .frozen ? $0 : nil }
        }
        guard let hold = frozen.first, !isReturn(difference) else { return [] }
        return [
            Violation(
                .pinFrozen, of: difference.key, at: difference.position,
                "a hold freezes this pin\(hold.clause); take the hold off in a change of its own first"
            )
        ]
    }

    /// New pins wait while windows and freezes are closed.
    var window: [Violation] {
        guard case .closed(let reason, _) = evidence.gate else { return [] }
        let waiting = differences.filter { $0.newImage != nil && !isReturn($0) && !isAdoption($0) }
        return waiting.map { difference in
            Violation(
                .windowClosed, of: difference.key, at: difference.position,
                "new pins wait for \(reason); run the check again then")
        }
    }
}

extension Hold {
    /// ` (memory leak, until the end of 2026-12-01 UTC)`; empty where nothing is said.
    fileprivate var clause: String {
        let parts = [reason, until.map { "until the end of \($0) UTC" }].compactMap(\.self)
        return parts.isEmpty ? "" : " (\(parts.joined(separator: ", ")))"
    }
}
