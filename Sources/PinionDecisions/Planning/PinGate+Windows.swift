package import PinionModel

extension PinGate {
    /// Decides whether windows and a freeze allow new pins at a moment.
    ///
    /// A freeze closes the gate; a `deny` span closes it; being outside all `allow` spans, if there
    /// are any, closes it. `minuteOfWeek` gives minutes since Monday 00:00; `nil`, for an unknown
    /// zone, closes.
    package init(_ rules: Rules, at now: Timestamp, minuteOfWeek: (String, Timestamp) -> Int?) {
        let windows = rules.windows
        let closing = Self.closing(windows, at: now, minuteOfWeek)
        let bars = closing?.contains(where: \.deniesRepair) ?? false
        if let freeze = rules.freeze, freeze.isInForce(at: now) {
            let why = Hold(reason: freeze.reason, until: freeze.until).clause
            self = .closed(reason: "the freeze to end\(why)", barsRepair: bars)
        } else if let closing {
            let words = closing.map(\.description).joined(separator: "; ")
            let opening = Self.opening(rules, after: now, minuteOfWeek)
            self = .closed(
                reason: "the window to open\(opening.map { " at \($0)" } ?? "") (\(words))",
                barsRepair: bars)
        } else {
            self = .open
        }
    }

    /// Returns the windows that close the gate; `nil` if there are none.
    private static func closing(
        _ windows: [Window], at now: Timestamp, _ minuteOfWeek: (String, Timestamp) -> Int?
    ) -> [Window]? {
        func isInside(_ window: Window) -> Bool? {
            minuteOfWeek(window.timeZone, now).map(window.span.contains)
        }
        let denying = windows.filter { $0.effect == .deny && isInside($0) != false }
        guard denying.isEmpty else { return denying }
        let allowing = windows.filter { $0.effect == .allow }
        guard !allowing.isEmpty, !allowing.contains(where: { isInside($0) == true }) else {
            return nil
        }
        return allowing
    }

    /// Finds the next full minute at which no window closes the gate, within eight days.
    private static func opening(
        _ rules: Rules, after now: Timestamp, _ minuteOfWeek: (String, Timestamp) -> Int?
    ) -> Timestamp? {
        let start = Timestamp(secondsSinceEpoch: now.secondsSinceEpoch / 60 * 60)
        return (1...8 * 24 * 60).lazy.map { start + .seconds($0 * 60) }.first { moment in
            closing(rules.windows, at: moment, minuteOfWeek) == nil
        }
    }
}
