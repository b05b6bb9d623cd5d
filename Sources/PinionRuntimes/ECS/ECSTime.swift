package import PinionModel
import PinionSyntax

/// A moment as ECS writes it, in milliseconds since 1970.
///
/// Amazon ECS API Reference, "JSON protocol": a number of seconds with a fraction; some endpoints
/// write ISO 8601 instead.
package struct ECSTime: Hashable, Sendable, Comparable {
    /// Milliseconds since 1970-01-01 00:00:00 UTC.
    package let milliseconds: Int64

    /// Reads a member of an answer; nil for anything else.
    init?(_ node: JSONNode?) {
        if let text = node?.number?.text, let seconds = Double(text), abs(seconds) < 1e12 {
            milliseconds = Int64((seconds * 1_000).rounded())
        } else if let time = node?.string.flatMap({ EngineTime(parsing: $0) }) {
            milliseconds = time.timestamp.secondsSinceEpoch * 1_000
        } else {
            return nil
        }
    }

    /// The moment in whole seconds.
    package var timestamp: Timestamp { Timestamp(secondsSinceEpoch: milliseconds / 1_000) }

    /// Orders by time.
    package static func < (one: ECSTime, other: ECSTime) -> Bool {
        one.milliseconds < other.milliseconds
    }
}
