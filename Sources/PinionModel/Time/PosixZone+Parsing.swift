extension PosixZone {
    /// Reads a rule; `nil` for any other text, and for a saving time without its two changes.
    init?(parsing text: some StringProtocol) {
        var scan = PosixScan(text)
        guard scan.name(), let west = scan.time(upTo: 24) else { return nil }
        standard = -west
        guard !scan.isAtEnd else {
            saving = nil
            return
        }
        guard scan.name() else { return nil }
        var offset = -west + 3_600
        if !scan.isAt(",") {
            guard let savingWest = scan.time(upTo: 24) else { return nil }
            offset = -savingWest
        }
        guard scan.skip(","), let begin = scan.change(), scan.skip(","), let end = scan.change(),
            scan.isAtEnd
        else { return nil }
        saving = Saving(offset: offset, begin: begin, end: end)
    }
}

/// Reads the parts of a rule one by one.
private struct PosixScan {
    private var rest: ArraySlice<UInt8>

    init(_ text: some StringProtocol) { rest = Array(text.utf8)[...] }

    var isAtEnd: Bool { rest.isEmpty }

    func isAt(_ character: Unicode.Scalar) -> Bool {
        rest.first.map { Unicode.Scalar($0) == character } ?? false
    }

    mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard isAt(character) else { return false }
        rest = rest.dropFirst()
        return true
    }

    /// Skips a name: three or more letters, or letters, digits and signs in `<>`.
    mutating func name() -> Bool {
        let isQuoted = skip("<")
        let name = rest.prefix {
            $0.isLetter || isQuoted && ($0.isDigit || $0 == 0x2b || $0 == 0x2d)
        }
        rest = rest.dropFirst(name.count)
        return name.count >= 3 && (!isQuoted || skip(">"))
    }

    mutating func number(_ range: ClosedRange<Int>) -> Int? {
        let digits = rest.prefix(while: \.isDigit)
        guard (1...3).contains(digits.count) else { return nil }
        rest = rest.dropFirst(digits.count)
        return PinionModel.number(digits).flatMap { range.contains($0) ? $0 : nil }
    }

    /// Reads `[+|-]hh[:mm[:ss]]` in seconds.
    mutating func time(upTo hours: Int) -> Int? {
        let sign = skip("-") ? -1 : 1
        if sign == 1 { _ = skip("+") }
        guard let hour = number(0...hours) else { return nil }
        guard skip(":") else { return sign * hour * 3_600 }
        guard let minute = number(0...59) else { return nil }
        guard skip(":") else { return sign * (hour * 3_600 + minute * 60) }
        guard let second = number(0...59) else { return nil }
        return sign * (hour * 3_600 + minute * 60 + second)
    }

    /// Reads `date[/time]`; the time is 02:00:00 if none is given.
    mutating func change() -> PosixZone.Change? {
        guard let day = day() else { return nil }
        guard skip("/") else { return PosixZone.Change(day: day, second: 7_200) }
        guard let second = time(upTo: 167) else { return nil }
        return PosixZone.Change(day: day, second: second)
    }

    private mutating func day() -> PosixZone.Day? {
        if skip("J") { return number(1...365).map { .julian($0) } }
        guard skip("M") else { return number(0...365).map { .zeroBased($0) } }
        guard let month = number(1...12), skip("."), let week = number(1...5), skip("."),
            let day = number(0...6)
        else { return nil }
        return .weekday(month: month, week: week, day: day)
    }
}
