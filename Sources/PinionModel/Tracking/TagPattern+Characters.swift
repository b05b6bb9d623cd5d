extension TagPatternParser {
    /// Reads `\` and the character after it.
    mutating func escape() throws(TagPattern.Malformed) -> ASCIISet {
        place += 1
        guard let byte = next else { throw fault("nothing stands after `\\`") }
        let set: ASCIISet
        switch byte {
        case UInt8(ascii: "d"): set = .digits
        case UInt8(ascii: "D"): set = ASCIISet.digits.inverted
        case UInt8(ascii: "w"): set = .word
        case UInt8(ascii: "W"): set = ASCIISet.word.inverted
        case UInt8(ascii: "s"): set = .space
        case UInt8(ascii: "S"): set = ASCIISet.space.inverted
        case _ where ASCIISet.word.contains(byte) && byte != UInt8(ascii: "_"):
            throw fault("of letters and digits, only d, w, s, D, W and S may follow `\\`")
        default: set = ASCIISet([byte])
        }
        place += 1
        return set
    }

    /// Reads `[…]`.
    mutating func characterClass() throws(TagPattern.Malformed) -> ASCIISet {
        let opening = place
        place += 1
        let isInverted = take("^")
        var set = ASCIISet()
        var isEmpty = true
        while let byte = next, byte != UInt8(ascii: "]") {
            if byte == UInt8(ascii: "[") { throw fault("a `[` in brackets is written `\\[`") }
            set.formUnion(try member())
            isEmpty = false
        }
        guard take("]") else {
            place = opening
            throw fault("a `[` is not closed")
        }
        guard !isEmpty else { throw fault("the brackets hold nothing") }
        return isInverted ? set.inverted : set
    }

    /// Reads a character, a range of characters, or an escape.
    private mutating func member() throws(TagPattern.Malformed) -> ASCIISet {
        let first = place
        let set = try oneOfClass()
        guard next == UInt8(ascii: "-"), place + 1 < bytes.count,
            bytes[place + 1] != UInt8(ascii: "]")
        else { return set }
        place += 1
        let other = try oneOfClass()
        guard let low = set.only, let high = other.only, low <= high else {
            place = first
            throw fault("the range in brackets does not go from one character up to another")
        }
        return ASCIISet(low...high)
    }

    private mutating func oneOfClass() throws(TagPattern.Malformed) -> ASCIISet {
        guard let byte = next else { throw fault("the brackets are not closed") }
        if byte == UInt8(ascii: "\\") { return try escape() }
        place += 1
        return ASCIISet([byte])
    }
}

extension ASCIISet {
    /// The only character; `nil` if there are none or several.
    fileprivate var only: UInt8? {
        let members = (UInt8(0)..<128).filter(contains)
        return members.count == 1 ? members[0] : nil
    }
}
