/// A strict scanner for RFC 8259 that fills a document's table of values.
struct JSONScanner {
    /// A problem at a byte of the text.
    struct Fault: Error {
        let offset: Int
        let problem: String
        let remedy: String
    }

    private let bytes: [UInt8]
    private let deepest: Int
    private var place = 0
    private(set) var slots: [JSONSlot] = []

    init(_ bytes: [UInt8], deepest: Int) {
        (self.bytes, self.deepest) = (bytes, deepest)
        slots.reserveCapacity(bytes.count / 24 + 1)
    }

    /// Reads the only value of the text, up to the end.
    mutating func read() throws(Fault) {
        try value(depth: 0)
        skipSpace()
        guard place == bytes.count else {
            throw fault("something follows the value", "keep one JSON value in the text")
        }
    }

    /// The next byte, or 0 at the end: JSON allows NUL nowhere.
    private var next: UInt8 { place < bytes.count ? bytes[place] : 0 }

    private mutating func skipSpace() {
        while place < bytes.count, Byte.isSpace(bytes[place]) { place += 1 }
    }

    private func fault(_ problem: String, _ remedy: String, at offset: Int? = nil) -> Fault {
        Fault(offset: offset ?? place, problem: problem, remedy: remedy)
    }

    // MARK: Values

    private mutating func value(depth: Int) throws(Fault) {
        skipSpace()
        switch next {
        case Byte.openBrace: try object(depth: depth + 1)
        case Byte.openBracket: try array(depth: depth + 1)
        case Byte.quote: try string()
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): try number()
        case UInt8(ascii: "t"): try word("true", .yes)
        case UInt8(ascii: "f"): try word("false", .no)
        case UInt8(ascii: "n"): try word("null", .null)
        default: throw missingValue()
        }
    }

    private func missingValue() -> Fault {
        place == bytes.count
            ? fault("the text ends where a value is expected", "it is cut off; get the whole text")
            : fault(
                "this is not a JSON value",
                "write an object, array, string, number, true, false or null")
    }

    private mutating func open(_ kind: JSONSlot.Kind, depth: Int) throws(Fault) -> Int {
        guard depth <= deepest else {
            throw fault(
                "the nesting is deeper than \(deepest) levels",
                "nest at most \(deepest) objects and arrays")
        }
        slots.append(JSONSlot(kind: kind, start: UInt32(place), end: 0, next: 0))
        place += 1
        skipSpace()
        return slots.count - 1
    }

    private mutating func close(_ slot: Int) {
        place += 1
        slots[slot].end = UInt32(place)
        slots[slot].next = UInt32(slots.count)
    }

    private mutating func append(_ kind: JSONSlot.Kind, from start: Int) {
        slots.append(
            JSONSlot(
                kind: kind, start: UInt32(start), end: UInt32(place), next: UInt32(slots.count + 1))
        )
    }

    private mutating func object(depth: Int) throws(Fault) {
        let slot = try open(.object, depth: depth)
        var count = 0
        while next != Byte.closeBrace || count > 0 {
            guard next == Byte.quote else {
                throw fault("a key is missing", "write a member as \"key\": value")
            }
            try string()
            count += 1
            skipSpace()
            guard next == Byte.colon else {
                throw fault(
                    "the colon after the key is missing", "write a member as \"key\": value")
            }
            place += 1
            try value(depth: depth)
            if try !hasMore(before: Byte.closeBrace, in: "object") { break }
        }
        close(slot)
        try refuseDuplicates(of: slot, count: count)
    }

    private mutating func array(depth: Int) throws(Fault) {
        let slot = try open(.array, depth: depth)
        while next != Byte.closeBracket {
            try value(depth: depth)
            if try !hasMore(before: Byte.closeBracket, in: "array") { break }
            if next == Byte.closeBracket { throw missingValue() }
        }
        close(slot)
    }

    /// Skips a comma and returns true, or returns false at the closing bracket.
    private mutating func hasMore(before end: UInt8, in noun: String) throws(Fault) -> Bool {
        skipSpace()
        if next == end { return false }
        guard next == Byte.comma else {
            throw place == bytes.count
                ? fault("the text ends inside an \(noun)", "it is cut off; get the whole text")
                : fault(
                    "the \(noun) goes wrong here",
                    "write , or \(Character(UnicodeScalar(end))) before it")
        }
        place += 1
        skipSpace()
        return true
    }

    private func refuseDuplicates(of slot: Int, count: Int) throws(Fault) {
        guard count > 1,
            let key = JSONKeys(bytes: bytes, slots: slots).duplicate(in: slot, count: count)
        else { return }
        let name = JSONEscapes.decoded(bytes[slots[key].content])
        throw fault(
            "the key \(ShownText(name)) stands twice in one object", "keep one of the two",
            at: Int(slots[key].start))
    }

    private mutating func word(_ text: StaticString, _ kind: JSONSlot.Kind) throws(Fault) {
        let start = place
        let end = start + text.utf8CodeUnitCount
        let isThere =
            end <= bytes.count && text.withUTF8Buffer { bytes[start..<end].elementsEqual($0) }
        guard isThere else { throw missingValue() }
        place = end
        append(kind, from: start)
    }

    // MARK: Numbers and strings

    private mutating func number() throws(Fault) {
        let start = place
        guard let end = JSONNumber.end(of: bytes, from: start) else {
            throw fault(
                "this is not a JSON number",
                "write digits without a leading zero or plus, like -1.5e3")
        }
        place = end
        append(.number, from: start)
    }

    private mutating func string() throws(Fault) {
        let start = place
        var kind = JSONSlot.Kind.string
        place += 1
        while place < bytes.count {
            switch bytes[place] {
            case Byte.quote:
                place += 1
                append(kind, from: start)
                return
            case Byte.backslash:
                kind = .escapedString
                try escape()
            case 0..<0x20:
                throw fault(
                    "a control character stands in a string", "write it as an escape like \\n")
            default: place += 1
            }
        }
        throw fault("the string does not end", "close it with \"", at: start)
    }

    private mutating func escape() throws(Fault) {
        guard let escape = JSONEscapes.read(bytes[...], at: place) else {
            throw fault(
                "the escape after the backslash is not one that JSON knows",
                "write \\\\ for a backslash, and \\u escapes of UTF-16 surrogates in pairs")
        }
        place = escape.end
    }
}
