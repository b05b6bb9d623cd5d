import PinionModel

extension Ruling {
    /// The tag writes that windows and freeze let through.
    ///
    /// They stop new pins. A tag that follows a pin in step brings nothing new to what runs: it
    /// ends what was let through, or puts back what somebody moved, and is allowed as repairs are.
    /// A tag that stands for a change waits for it.
    static func passing(
        _ gate: PinGate, _ tags: [PlannedTagWrite], with changes: [PlannedChange]
    ) -> [PlannedTagWrite] {
        switch gate {
        case .open: tags
        case .closed(_, barsRepair: true): []
        case .closed(_, barsRepair: false): following(changes, tags)
        }
    }

    /// The tag writes whose changes, if they need any, are all among those that may be made.
    static func following(
        _ changes: [PlannedChange], _ tags: [PlannedTagWrite]
    ) -> [PlannedTagWrite] {
        let allowed = Set(changes.map(\.key))
        return tags.filter { $0.changing.allSatisfy(allowed.contains) }
    }
}
