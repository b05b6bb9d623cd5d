import FoundationEssentials
import PinionProcess

extension Secret {
    /// The text in base 64, for `Basic` authorisation (RFC 7617, section 2).
    package var base64: String { Base64.encoded(Array(revealed.utf8)) }
}

/// Base 64 with padding (RFC 4648, section 4).
package enum Base64 {
    /// Returns bytes as text.
    package static func encoded(_ bytes: [UInt8]) -> String { Data(bytes).base64EncodedString() }

    /// Returns the bytes of a text in either alphabet, with or without padding; `nil` if invalid.
    package static func decoded(_ text: some StringProtocol) -> [UInt8]? {
        var standard = String(
            text.filter { $0 != "=" }.map { $0 == "-" ? "+" : $0 == "_" ? "/" : $0 })
        standard += String(repeating: "=", count: (4 - standard.utf8.count % 4) % 4)
        return Data(base64Encoded: standard).map { Array($0) }
    }
}
