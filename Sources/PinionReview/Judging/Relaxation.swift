package import PinionModel

/// A rule that a change removes or weakens.
///
/// The change itself is judged by the present rules; the next one is no longer bound by them.
package struct Relaxation: Hashable, Sendable {
    /// Its key in `environment.yaml`; `hold` for a pin's hold, `environment` for all rules.
    package let rule: String
    /// The pin whose hold it is; `nil` for a rule of the whole environment.
    package let pin: PinKey?

    package init(_ rule: String, of pin: PinKey? = nil) { (self.rule, self.pin) = (rule, pin) }

    /// The rule in words: `freeze`, `hold of web`.
    package var words: String { pin.map { "\(rule) of \($0)" } ?? rule }
}

extension ReviewSubject {
    /// Returns the base's rules that the head removes or weakens, in the documentation's order.
    package func relaxations(at now: Timestamp) -> [Relaxation] {
        guard let old = base.environment else { return [] }
        switch head {
        case .unreadable: return []
        case .absent: return [Relaxation("environment")]
        case .read(let new):
            let scope = old.runtime.isPreservedInAnyKind(in: new.runtime) ? [] : ["runtime"]
            return (scope + old.rules.relaxed(by: new.rules, at: now)).map { Relaxation($0) }
                + relaxedHolds(old.pins, new.pins, at: now)
        }
    }

    /// Returns the relaxed holds; a hold is removed with its pin.
    private func relaxedHolds(
        _ old: [PinKey: Pin], _ new: [PinKey: Pin], at now: Timestamp
    ) -> [Relaxation] {
        old.keys.sorted().compactMap { key in
            guard let hold = old[key]?.hold, hold.isInForce(at: now) else { return nil }
            return hold.isPreserved(in: new[key]?.hold) ? nil : Relaxation("hold", of: key)
        }
    }
}

extension Hold {
    /// Whether another hold bars all that this one does, for as long.
    ///
    /// Neither kind replaces the other: a freeze lets returns pass, and with them a refused digest.
    fileprivate func isPreserved(in other: Hold?) -> Bool {
        guard let other, CalendarDate.isNoEarlier(other.until, than: until) else { return false }
        return refuse.isEmpty == other.refuse.isEmpty && Set(refuse).isSubset(of: other.refuse)
    }
}

extension CalendarDate {
    /// Whether one end is no earlier than another; `nil` is no end.
    fileprivate static func isNoEarlier(_ end: CalendarDate?, than other: CalendarDate?) -> Bool {
        guard let end else { return true }
        return other.map { $0.endInUTC <= end.endInUTC } ?? false
    }
}

extension Rules {
    /// Returns the keys of the rules that are weaker in `new`.
    fileprivate func relaxed(by new: Rules, at now: Timestamp) -> [String] {
        let trust = { (rules: Rules) in Set(rules.unenforced.map(\.key)) }
        let pairs: [(String, Bool)] = [
            ("apply", apply == new.apply || (apply == .automatic && new.apply == .manual)),
            ("untracked", Set(new.untrackedIgnore).isSubset(of: untrackedIgnore)),
            (
                "limits",
                limits.changes.map { old in new.limits.changes.map { $0 <= old } ?? false } ?? true
            ), ("promotion", promotion.map { $0.isPreserved(in: new.promotion) } ?? true),
            ("windows", Window.areKept(windows, by: new.windows)),
            ("freeze", freeze.map { $0.isPreserved(in: new.freeze, at: now) } ?? true),
            ("trust", trust(self).isSubset(of: trust(new))),
            (
                "proposals",
                (proposals == new.proposals || new.proposals == .pullRequest)
                    && review.isPreserved(in: new.review)
            ),
        ]
        return pairs.filter { !$0.1 }.map(\.0)
    }
}

extension Promotion {
    fileprivate func isPreserved(in new: Promotion?) -> Bool {
        new.map { $0.from == from && $0.soak >= soak } ?? false
    }
}

extension Freeze {
    /// Whether a new freeze is as strict; a freeze that is over bars nothing.
    fileprivate func isPreserved(in new: Freeze?, at now: Timestamp) -> Bool {
        guard isInForce(at: now) else { return true }
        return new.map { CalendarDate.isNoEarlier($0.until, than: until) } ?? false
    }
}

extension Window {
    /// Whether all closed times stay closed: denials stay, and nothing more is allowed.
    fileprivate static func areKept(_ old: [Window], by new: [Window]) -> Bool {
        let denials = old.filter { $0.effect == .deny }
        let allowed = old.filter { $0.effect == .allow }
        let now = new.filter { $0.effect == .allow }
        return denials.allSatisfy { denial in new.contains { $0.isAsStrict(as: denial) } }
            && (allowed.isEmpty || !now.isEmpty)
            && (allowed.isEmpty
                || now.allSatisfy { one in allowed.contains { one.isAsStrict(as: $0) } })
    }

    private func isAsStrict(as other: Window) -> Bool {
        effect == other.effect && span == other.span && timeZone == other.timeZone
            && (deniesRepair || !other.deniesRepair)
    }
}

extension ProjectSettings {
    /// Returns the keys of `pinion.yaml` whose change means less judging, recording or looking.
    package func relaxations(to new: ProjectSettings) -> [String] {
        changes(to: new).filter { key in
            switch key {
            case "retired": !Set(new.retired).isSubset(of: retired)
            case "seen": new.looks.notice > looks.notice || new.looks.slack > looks.slack
            case "requires": !VersionRange.isPreserved(requires, in: new.requires)
            default: true
            }
        }
    }
}
