import PinionModel
import PinionSyntax

extension JSONText {
    /// A value in words, or `null`.
    static func optional(_ value: (some CustomStringConvertible)?) -> JSONText {
        value.map { .string($0.description) } ?? .null
    }

    /// A length of time in whole seconds, or `null`.
    static func seconds(_ length: Duration?) -> JSONText {
        length.map { .number(JSONNumber(Int($0.components.seconds))) } ?? .null
    }

    /// A number with up to four decimals, or `null`.
    static func decimal(_ number: Double?) -> JSONText {
        number.flatMap { JSONNumber(parsing: $0.shown(decimals: 4)) }.map { .number($0) } ?? .null
    }

    /// The whole as a file's text.
    var fileText: String { String(decoding: bytes(.pretty), as: UTF8.self) + "\n" }
}

extension Hold {
    /// What every report tells of a hold.
    var jsonMembers: [JSONText.Member] {
        [
            .init("refuse", .array(refuse.map { .string($0.description) })),
            .init("reason", .optional(reason)), .init("until", .optional(until)),
        ]
    }
}

extension Double {
    /// The number with so many decimals at most; zeros at the end are left out.
    func shown(decimals: Int) -> String {
        let scale = (0..<decimals).reduce(1) { scale, _ in scale * 10 }
        let units = Int((magnitude * Double(scale)).rounded())
        var digits = String(units % scale)
        digits = String(repeating: "0", count: decimals - digits.count) + digits
        while digits.hasSuffix("0") { digits.removeLast() }
        let sign = self < 0 && units > 0 ? "-" : ""
        return "\(sign)\(units / scale)" + (digits.isEmpty ? "" : ".\(digits)")
    }
}
