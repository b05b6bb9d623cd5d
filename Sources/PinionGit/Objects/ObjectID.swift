import CLibgit2
import PinionModel

/// The id of any git object: 20 bytes of SHA-1.
struct ObjectID: Hashable, Sendable, CustomStringConvertible {
    private let head: UInt64
    private let middle: UInt64
    private let tail: UInt32

    /// Reads 20 raw bytes; `nil` for any other number of bytes.
    init?(bytes: some Sequence<UInt8>) {
        let bytes = Array(bytes)
        guard bytes.count == 20 else { return nil }
        self.init(exactly: bytes)
    }

    private init(exactly bytes: [UInt8]) {
        head = bytes[..<8].reduce(0) { $0 << 8 | UInt64($1) }
        middle = bytes[8..<16].reduce(0) { $0 << 8 | UInt64($1) }
        tail = bytes[16...].reduce(0) { $0 << 8 | UInt32($1) }
    }

    /// Reads 40 hexadecimal digits in lower case; `nil` for any other text.
    init?(parsing text: some StringProtocol) {
        let digits = Array(text.utf8)
        guard digits.count == 40 else { return nil }
        var bytes: [UInt8] = []
        for place in stride(from: 0, to: 40, by: 2) {
            guard let high = Self.value(digits[place]), let low = Self.value(digits[place + 1])
            else { return nil }
            bytes.append(high << 4 | low)
        }
        self.init(bytes: bytes)
    }

    /// Converts a commit's id.
    init?(_ commit: CommitID) { self.init(parsing: commit.description) }

    /// Converts libgit2's form of an id.
    init(_ oid: git_oid) {
        self.init(exactly: unsafe withUnsafeBytes(of: oid) { unsafe Array($0) })
    }

    /// Whether the id is all zeros, which libgit2 writes for a ref that does not exist.
    var isZero: Bool { head == 0 && middle == 0 && tail == 0 }

    /// The 20 raw bytes.
    var bytes: [UInt8] {
        unsafe withUnsafeBytes(of: (head.bigEndian, middle.bigEndian, tail.bigEndian)) {
            unsafe Array($0.prefix(20))
        }
    }

    /// The id in libgit2's form.
    var oid: git_oid {
        var oid = git_oid()
        let bytes = bytes
        unsafe withUnsafeMutableBytes(of: &oid) { unsafe $0.copyBytes(from: bytes) }
        return oid
    }

    /// The id as a commit's id.
    var commit: CommitID? { CommitID(parsing: description) }

    /// The 40 digits, in lower case.
    var description: String {
        let digits = Array("0123456789abcdef".utf8)
        return String(
            decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] },
            as: UTF8.self)
    }

    /// The first seven digits, for messages.
    var short: String { String(description.prefix(7)) }

    private static func value(_ digit: UInt8) -> UInt8? {
        switch digit {
        case 0x30...0x39: digit - 0x30
        case 0x61...0x66: digit - 0x61 + 10
        default: nil
        }
    }
}
