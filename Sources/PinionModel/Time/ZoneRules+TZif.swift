extension ZoneRules {
    /// The most bytes that are read; the largest zones have about 4 KiB.
    package static let largestFile = 64 << 10

    /// Reads a compiled tz file of version 1 to 4, as found under `/usr/share/zoneinfo`.
    package init(parsing bytes: [UInt8]) throws(Malformed) {
        guard bytes.count <= Self.largestFile else { throw .tooLarge(bytes.count) }
        var cursor = TZifCursor(bytes)
        let first = try TZifHeader(&cursor)
        guard first.version >= 2 else {
            self = try Self.body(first, wordSize: 4, &cursor, future: nil)
            return
        }
        try cursor.skip(first.bodySize(wordSize: 4))
        let second = try TZifHeader(&cursor)
        let body = cursor
        try cursor.skip(second.bodySize(wordSize: 8))
        let future = try cursor.footer()
        cursor = body
        self = try Self.body(second, wordSize: 8, &cursor, future: future)
    }

    /// Reads transition times, their types, and the types themselves (RFC 8536, section 3.2).
    private static func body(
        _ header: TZifHeader, wordSize: Int, _ cursor: inout TZifCursor, future: PosixZone?
    ) throws(Malformed) -> ZoneRules {
        guard header.leapSeconds == 0 else { throw .leapSeconds }
        guard header.types > 0 else { throw .field("it has no local time types") }
        var seconds: [Int64] = []
        for _ in 0..<header.times {
            let second = try cursor.signed(wordSize)
            guard seconds.last.map({ $0 < second }) ?? true else {
                throw .field("its transitions are not in order")
            }
            seconds.append(second)
        }
        let indexes = try cursor.take(header.times)
        var offsets: [Int] = []
        for _ in 0..<header.types {
            let offset = Int(try cursor.signed(4))
            // RFC 8536, section 3.2: "SHOULD be between -89999 and 93599".
            guard (-89_999...93_599).contains(offset) else {
                throw .field("an offset of \(offset) s")
            }
            offsets.append(offset)
            try cursor.skip(2)
        }
        guard indexes.allSatisfy({ Int($0) < offsets.count }) else {
            throw .field("a transition names a local time type that is not there")
        }
        let transitions = zip(seconds, indexes).map { second, index in
            Transition(second: second, offset: offsets[Int(index)])
        }
        return ZoneRules(initial: offsets[0], transitions: transitions, future: future)
    }
}

/// The header of a TZif data block (RFC 8536, section 3.1).
private struct TZifHeader {
    let version, universalIndicators, standardIndicators: Int
    let leapSeconds, times, types, characters: Int

    init(_ cursor: inout TZifCursor) throws(ZoneRules.Malformed) {
        guard try cursor.take(4).elementsEqual("TZif".utf8) else { throw .notZoneRules }
        let version = try cursor.take(1).first ?? 0
        self.version = version == 0 ? 1 : Int(version) - 0x30
        guard (1...4).contains(self.version) else { throw .notZoneRules }
        try cursor.skip(15)
        universalIndicators = try cursor.count()
        standardIndicators = try cursor.count()
        leapSeconds = try cursor.count()
        times = try cursor.count()
        types = try cursor.count()
        characters = try cursor.count()
    }

    func bodySize(wordSize: Int) -> Int {
        times * (wordSize + 1) + types * 6 + characters + leapSeconds * (wordSize + 4)
            + standardIndicators + universalIndicators
    }
}

/// Reads big-endian fields one by one.
private struct TZifCursor {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) { rest = bytes[...] }

    mutating func take(_ count: Int) throws(ZoneRules.Malformed) -> ArraySlice<UInt8> {
        guard count <= rest.count else { throw .truncated }
        defer { rest = rest.dropFirst(count) }
        return rest.prefix(count)
    }

    mutating func skip(_ count: Int) throws(ZoneRules.Malformed) { _ = try take(count) }

    /// Reads a four-byte count; a count beyond the largest file could only end in `truncated`.
    mutating func count() throws(ZoneRules.Malformed) -> Int {
        let count = try take(4).reduce(0) { $0 << 8 | Int($1) }
        guard count <= ZoneRules.largestFile else { throw .truncated }
        return count
    }

    mutating func signed(_ size: Int) throws(ZoneRules.Malformed) -> Int64 {
        let bits = try take(size).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        let unused = Int64(64 - size * 8)
        return Int64(bitPattern: bits << UInt64(unused)) >> unused
    }

    /// Reads the rule between two line feeds (RFC 8536, section 3.3); `nil` if it is empty.
    mutating func footer() throws(ZoneRules.Malformed) -> PosixZone? {
        guard rest.first == 0x0a, let end = rest.dropFirst().firstIndex(of: 0x0a) else {
            throw .truncated
        }
        let text = String(decoding: rest[(rest.startIndex + 1)..<end], as: UTF8.self)
        guard !text.isEmpty else { return nil }
        guard let rule = PosixZone(parsing: text) else { throw .rule(text) }
        return rule
    }
}
