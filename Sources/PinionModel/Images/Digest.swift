/// The content address of a manifest or index: `sha256:` and 64 lower-case hexadecimal digits.
///
/// OCI Image Specification, descriptor.md, "Digests". Only SHA-256 is accepted; `sha512` is
/// recognised so that the refusal can say so.
package struct Digest: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The sum's 256 bits, in order; stored inline, since each run reads many thousand digests.
    private let first, second, third, fourth: UInt64

    /// Reads the text form.
    package init(parsing text: some StringProtocol) throws(Malformed) {
        try self.init(bytes: Array(text.utf8)[...])
    }

    package init(bytes: ArraySlice<UInt8>) throws(Malformed) {
        guard bytes.starts(with: "sha256:".utf8) else {
            throw bytes.starts(with: "sha512:".utf8) ? .unsupportedAlgorithm : .notADigest
        }
        let hex = bytes.dropFirst(7)
        guard hex.count == 64 else { throw .wrongLength(hex.count) }
        first = try Self.word(hex.prefix(16))
        second = try Self.word(hex.dropFirst(16).prefix(16))
        third = try Self.word(hex.dropFirst(32).prefix(16))
        fourth = try Self.word(hex.dropFirst(48))
    }

    /// Wraps the 32 bytes of a SHA-256 sum; `nil` for any other number of bytes.
    package init?(sha256 bytes: some Collection<UInt8>) {
        guard bytes.count == 32 else { return nil }
        func word(_ number: Int) -> UInt64 {
            bytes.dropFirst(number * 8).prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
        }
        (first, second, third, fourth) = (word(0), word(1), word(2), word(3))
    }

    /// The text form, `sha256:…`.
    package var description: String { "sha256:" + hex }

    /// The 64 hexadecimal digits without the algorithm.
    package var hex: String {
        String(decoding: [first, second, third, fourth].flatMap(Self.digits), as: UTF8.self)
    }

    /// The algorithm and the first twelve digits: for display, never compared.
    package var short: String { "sha256:" + hex.prefix(12) }

    /// Orders by value.
    package static func < (one: Digest, other: Digest) -> Bool {
        (one.first, one.second, one.third, one.fourth)
            < (other.first, other.second, other.third, other.fourth)
    }

    private static func digits(of word: UInt64) -> [UInt8] {
        stride(from: 60, through: 0, by: -4).map { UInt8(hexDigit: UInt8(word >> $0 & 0xf)) }
    }

    private static func word(_ digits: ArraySlice<UInt8>) throws(Malformed) -> UInt64 {
        var word: UInt64 = 0
        for digit in digits { word = word << 4 | UInt64(try value(ofDigit: digit)) }
        return word
    }

    private static func value(ofDigit byte: UInt8) throws(Malformed) -> UInt8 {
        guard let value = byte.nibble else {
            throw (0x41...0x46).contains(byte) ? .upperCase : .notHexadecimal
        }
        return value
    }
}

extension Digest {
    /// The reason why a text is not a digest.
    package enum Malformed: Error, Hashable, Sendable, CustomStringConvertible {
        case notADigest
        case unsupportedAlgorithm
        case wrongLength(Int)
        case upperCase
        case notHexadecimal

        /// The fault.
        package var problem: String { words.problem }

        /// The correction; `nil` if it is obvious.
        package var remedy: String? { words.remedy }

        /// The fault, then the correction.
        package var description: String { problem + (remedy.map { "; \($0)" } ?? "") }

        private var words: (problem: String, remedy: String?) {
            switch self {
            case .notADigest: ("not a digest", "write sha256: and 64 hexadecimal digits")
            case .unsupportedAlgorithm:
                ("sha512 digests are not supported", "write the image's sha256 digest")
            case .wrongLength(let count):
                ("a sha256 digest has 64 hexadecimal digits, not \(count)", "copy the whole digest")
            case .upperCase: ("a digest is written in lower case", "write it with a to f")
            case .notHexadecimal: ("a digest holds only the digits 0 to 9 and a to f", nil)
            }
        }
    }
}
