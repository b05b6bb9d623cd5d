/// One pass over a text that finds its lines and its forbidden characters.
struct SourceScan {
    /// A character that a source text must not hold.
    enum Forbidden: Hashable {
        case byteOrderMark, null, loneCarriageReturn, nextLine, lineSeparator, paragraphSeparator
    }

    private(set) var lineStarts: [Int] = [0]
    private(set) var faults: [(offset: Int, character: Forbidden)] = []

    /// Scans valid UTF-8; notes at most as many faults as a list of problems can hold.
    mutating func read(_ bytes: [UInt8]) {
        lineStarts.reserveCapacity(bytes.count / 24)
        for offset in bytes.indices {
            switch bytes[offset] {
            case Byte.lineFeed: lineStarts.append(offset + 1)
            case Byte.carriageReturn, 0x00, 0xC2, 0xE2, 0xEF:
                if let character = Self.forbidden(at: offset, in: bytes) {
                    note(character, at: offset)
                }
            default: continue
            }
        }
    }

    private mutating func note(_ character: Forbidden, at offset: Int) {
        guard faults.count < ProblemList.capacity else { return }
        faults.append((offset, character))
    }

    private static func forbidden(at offset: Int, in bytes: [UInt8]) -> Forbidden? {
        let following = bytes[(offset + 1)...].prefix(2)
        return switch bytes[offset] {
        case 0x00: .null
        case Byte.carriageReturn: following.first == Byte.lineFeed ? nil : .loneCarriageReturn
        case 0xC2: following.first == 0x85 ? .nextLine : nil
        case 0xE2 where following.elementsEqual([0x80, 0xA8]): .lineSeparator
        case 0xE2 where following.elementsEqual([0x80, 0xA9]): .paragraphSeparator
        case 0xEF where following.elementsEqual([0xBB, 0xBF]): .byteOrderMark
        default: nil
        }
    }
}

extension SourceScan.Forbidden {
    package var problem: String {
        switch self {
        case .byteOrderMark: "a byte-order mark (U+FEFF) is not allowed"
        case .null: "a NUL byte is not allowed"
        case .loneCarriageReturn: "a carriage return without a line feed is not allowed"
        case .nextLine: "the line end U+0085 is not allowed"
        case .lineSeparator: "the line separator U+2028 is not allowed"
        case .paragraphSeparator: "the paragraph separator U+2029 is not allowed"
        }
    }

    var remedy: String {
        switch self {
        case .byteOrderMark: "remove it, or save the file as UTF-8 without one"
        case .null: "save the file as UTF-8 text"
        case .loneCarriageReturn, .nextLine, .lineSeparator, .paragraphSeparator:
            "end lines with LF or CRLF"
        }
    }
}
