/// The offsets from UTC of one time zone: the transitions of a compiled tz file, and the rule that
/// applies after the last transition.
///
/// RFC 8536, "The Time Zone Information Format (TZif)".
package struct ZoneRules: Hashable, Sendable {
    /// A moment from which an offset applies.
    struct Transition: Hashable, Sendable {
        let second: Int64
        let offset: Int
    }

    /// The offset before the first transition, in seconds east of UTC.
    let initial: Int
    /// The transitions, ascending.
    let transitions: [Transition]
    /// The rule from the last transition on; `nil` if the last offset stays.
    let future: PosixZone?

    /// Coordinated universal time.
    package static let utc = ZoneRules(initial: 0, transitions: [], future: nil)

    init(initial: Int, transitions: [Transition], future: PosixZone?) {
        (self.initial, self.transitions, self.future) = (initial, transitions, future)
    }

    /// Returns the offset at a moment, in seconds east of UTC.
    package func offset(at moment: Timestamp) -> Int {
        let second = moment.secondsSinceEpoch
        if let future, transitions.last.map({ second >= $0.second }) ?? true {
            return future.offset(at: second)
        }
        let next = firstTransition(after: second)
        return next == 0 ? initial : transitions[next - 1].offset
    }

    /// Returns the minute of the local week at a moment: 0 is Monday 00:00.
    package func minuteOfWeek(at moment: Timestamp) -> Int {
        let week: Int64 = 7 * 86_400
        let inWeek = moment.secondsSinceEpoch.flooredRemainder(by: week)
        // The epoch was a Thursday, three days after Monday.
        let local = inWeek + Int64(offset(at: moment)) + 3 * 86_400
        return Int(local.flooredRemainder(by: week) / 60)
    }

    private func firstTransition(after second: Int64) -> Int {
        var low = 0
        var high = transitions.count
        while low < high {
            let middle = (low + high) / 2
            if transitions[middle].second <= second { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

extension Int64 {
    /// Returns the remainder of division rounded down: at least 0, and below the divisor.
    func flooredRemainder(by divisor: Int64) -> Int64 {
        let remainder = self % divisor
        return remainder < 0 ? remainder + divisor : remainder
    }
}

extension ZoneRules {
    /// The reason why bytes are not the rules of a time zone.
    package enum Malformed: Error, Hashable, Sendable, CustomStringConvertible {
        /// The bytes do not start as a compiled tz file does.
        case notZoneRules
        /// There are more bytes than any zone needs.
        case tooLarge(Int)
        /// The bytes end too early.
        case truncated
        /// The file counts leap seconds, as the zones under `right/` do.
        case leapSeconds
        /// A field is outside what the format allows; the clause names it.
        case field(String)
        /// The rule at the end cannot be read.
        case rule(String)

        /// The fault, as the end of "the time zone X cannot be used: …".
        package var description: String {
            switch self {
            case .notZoneRules: "the file is not a compiled tz file (TZif)"
            case .tooLarge(let count): "the file has \(count) bytes, more than a zone needs"
            case .truncated: "the file ends too early"
            case .leapSeconds:
                "it counts leap seconds; take the zone of the same name without `right/`"
            case .field(let what): "the file is damaged: \(what)"
            case .rule(let text): "the rule `\(text)` at the file's end cannot be read"
            }
        }
    }
}
