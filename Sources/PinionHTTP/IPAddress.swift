/// The bytes of an IPv4 or IPv6 address.
struct IPAddress: Hashable, Sendable {
    /// Four or sixteen bytes, in network order.
    let bytes: [UInt8]

    /// Reads a dotted quad or an IPv6 text (RFC 4291, section 2.2); `nil` for other texts.
    init?(parsing text: String) {
        let bare = text.prefix { $0 != "%" }
        guard let bytes = bare.contains(":") ? Self.six(bare) : Self.four(bare) else { return nil }
        self.bytes = bytes
    }

    /// The IPv4 address inside an IPv4-mapped or NAT64 address, else the address itself.
    var unwrapped: [UInt8] {
        let mapped: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff]
        let translated: [UInt8] = [0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0]
        guard bytes.count == 16 else { return bytes }
        return bytes.starts(with: mapped) || bytes.starts(with: translated)
            ? Array(bytes.suffix(4)) : bytes
    }

    /// Whether the first `count` bits are those of another address of the same family.
    func isSame(as other: IPAddress, bits count: Int) -> Bool {
        guard bytes.count == other.bytes.count, count <= bytes.count * 8 else { return false }
        for (index, pair) in zip(bytes, other.bytes).enumerated() {
            let bits = min(8, max(0, count - index * 8))
            let mask = UInt8(truncatingIfNeeded: 0xff00 >> bits)
            guard pair.0 & mask == pair.1 & mask else { return false }
        }
        return true
    }

    private static func four(_ text: Substring) -> [UInt8]? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        let bytes = parts.compactMap { part in
            part.utf8.allSatisfy { (0x30...0x39).contains($0) } && part.utf8.count <= 3
                ? UInt8(part) : nil
        }
        return bytes.count == 4 ? bytes : nil
    }

    private static func six(_ text: Substring) -> [UInt8]? {
        guard let gap = text.firstRange(of: "::") else {
            return groups(text).flatMap { $0.count == 16 ? $0 : nil }
        }
        guard let head = groups(text[..<gap.lowerBound]),
            let tail = groups(text[gap.upperBound...]), head.count + tail.count <= 14
        else { return nil }
        return head + [UInt8](repeating: 0, count: 16 - head.count - tail.count) + tail
    }

    private static func groups(_ text: Substring) -> [UInt8]? {
        guard !text.isEmpty else { return [] }
        var bytes: [UInt8] = []
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        for (index, part) in parts.enumerated() {
            if index == parts.count - 1, part.contains(".") {
                guard let quad = four(part) else { return nil }
                bytes += quad
            } else {
                guard part.utf8.count <= 4, let group = UInt16(part, radix: 16),
                    part.utf8.allSatisfy({ $0 != 0x2b && $0 != 0x2d })
                else { return nil }
                bytes += [UInt8(group >> 8), UInt8(group & 0xff)]
            }
        }
        return bytes
    }
}
