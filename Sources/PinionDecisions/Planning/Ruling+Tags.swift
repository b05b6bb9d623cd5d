import PinionModel

extension Ruling {
    /// Returns the tag writes that windows and freezes allow.
    ///
    /// Windows and freezes stop new pins. A tag whose pin is in step already changes nothing that
    /// runs: it completes an allowed change, or restores a moved tag, and is allowed as repairs
    /// are. A tag that goes with a change waits for it.
    static func passing(
        _ gate: PinGate, _ tags: [PlannedTagWrite], with changes: [PlannedChange]
    ) -> [PlannedTagWrite] {
        switch gate {
        case .open: tags
        case .closed(_, barsRepair: true): []
        case .closed(_, barsRepair: false): following(changes, tags)
        }
    }

    /// Returns the tag writes whose changes, if any, are all among the given ones.
    static func following(
        _ changes: [PlannedChange], _ tags: [PlannedTagWrite]
    ) -> [PlannedTagWrite] {
        let allowed = Set(changes.map(\.key))
        return tags.filter { $0.changing.allSatisfy(allowed.contains) }
    }
}
