import CLibgit2
import PinionModel

/// The id of any git object: 20 bytes of SHA-1.
struct ObjectID: Hashable, Sendable, CustomStringConvertible {
    private let head: UInt64
    private let middle: UInt64
    private let tail: UInt32

    /// Reads 20 raw bytes; nil for any other number of bytes.
    init?(bytes: some Collection<UInt8>) {
        guard bytes.count == 20 else { return nil }
        var head: UInt64 = 0
        var middle: UInt64 = 0
        var tail: UInt32 = 0
        for (place, byte) in bytes.enumerated() {
            switch place {
            case 0..<8: head = head << 8 | UInt64(byte)
            case 8..<16: middle = middle << 8 | UInt64(byte)
            default: tail = tail << 8 | UInt32(byte)
            }
        }
        (self.head, self.middle, self.tail) = (head, middle, tail)
    }

    /// Reads 40 hexadecimal digits in lower case; nil for any other text.
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

    /// A commit's id.
    init?(_ commit: CommitID) { self.init(parsing: commit.description) }

    /// The id as libgit2 holds it.
    init(_ oid: git_oid) {
        let bytes = unsafe withUnsafeBytes(of: oid) { unsafe Array($0) }
        var head: UInt64 = 0
        var middle: UInt64 = 0
        var tail: UInt32 = 0
        for byte in bytes[0..<8] { head = head << 8 | UInt64(byte) }
        for byte in bytes[8..<16] { middle = middle << 8 | UInt64(byte) }
        for byte in bytes[16..<20] { tail = tail << 8 | UInt32(byte) }
        (self.head, self.middle, self.tail) = (head, middle, tail)
    }

    /// The id of nothing: what libgit2 writes where a ref does not exist.
    var isZero: Bool { head == 0 && middle == 0 && tail == 0 }

    /// The 20 raw bytes.
    var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(20)
        for shift in stride(from: 56, through: 0, by: -8) {
            bytes.append(UInt8(truncatingIfNeeded: head >> UInt64(shift)))
        }
        for shift in stride(from: 56, through: 0, by: -8) {
            bytes.append(UInt8(truncatingIfNeeded: middle >> UInt64(shift)))
        }
        for shift in stride(from: 24, through: 0, by: -8) {
            bytes.append(UInt8(truncatingIfNeeded: tail >> UInt32(shift)))
        }
        return bytes
    }

    /// The id for libgit2.
    var oid: git_oid {
        var oid = git_oid()
        let bytes = bytes
        unsafe withUnsafeMutableBytes(of: &oid) { unsafe $0.copyBytes(from: bytes) }
        return oid
    }

    /// The id as a commit's.
    var commit: CommitID? { CommitID(parsing: description) }

    /// The 40 digits, in lower case.
    var description: String {
        let digits = Array("0123456789abcdef".utf8)
        return String(
            decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] },
            as: UTF8.self)
    }

    /// The first seven digits: for people.
    var short: String { String(description.prefix(7)) }

    private static func value(_ digit: UInt8) -> UInt8? {
        switch digit {
        case 0x30...0x39: digit - 0x30
        case 0x61...0x66: digit - 0x61 + 10
        default: nil
        }
    }
}
