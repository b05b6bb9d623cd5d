/// A regular expression as instructions, all of whose paths are followed at the same time.
///
/// It takes at most one step for each instruction and character, whatever the expression is: Rob
/// Pike's machine, as in Russ Cox, "Regular Expression Matching: the Virtual Machine Approach". If
/// several paths match, the one counts that a backtracking engine would find first.
struct TagPatternProgram: Hashable, Sendable {
    /// The most instructions.
    static let longest = 1_000

    enum Instruction: Hashable, Sendable {
        case one(ASCIISet)
        /// Continues at both places; a match from the first place takes precedence.
        case split(Int, Int)
        case jump(Int)
        case keyStart
        case keyEnd
        case start
        case end
        case match
    }

    private var instructions: [Instruction] = []
    private let keyGroup: Int?

    init(_ tree: TagPattern.Node, key: Int?) throws(TagPattern.Malformed) {
        keyGroup = key
        try add(tree)
        try emit(.match)
    }

    // MARK: Compiling

    private mutating func emit(_ instruction: Instruction) throws(TagPattern.Malformed) {
        guard instructions.count < Self.longest else {
            throw TagPattern.Malformed("its repetitions make it too large")
        }
        instructions.append(instruction)
    }

    private mutating func add(_ node: TagPattern.Node) throws(TagPattern.Malformed) {
        switch node {
        case .one(let set): try emit(.one(set))
        case .start: try emit(.start)
        case .end: try emit(.end)
        case .sequence(let parts): for part in parts { try add(part) }
        case .either(let sides): try add(sides[...])
        case .group(let inner, let number):
            if number == keyGroup { try emit(.keyStart) }
            try add(inner)
            if number == keyGroup { try emit(.keyEnd) }
        case .repeated(let inner, let from, let to, let isLazy): try add(inner, from, to, isLazy)
        }
    }

    private mutating func add(_ sides: ArraySlice<TagPattern.Node>) throws(TagPattern.Malformed) {
        guard let first = sides.first else { return }
        guard sides.count > 1 else { return try add(first) }
        let split = instructions.count
        try emit(.jump(0))
        try add(first)
        let jump = instructions.count
        try emit(.jump(0))
        instructions[split] = .split(split + 1, instructions.count)
        try add(sides.dropFirst())
        instructions[jump] = .jump(instructions.count)
    }

    private mutating func add(
        _ inner: TagPattern.Node, _ from: Int, _ to: Int?, _ isLazy: Bool
    ) throws(TagPattern.Malformed) {
        for _ in 0..<from {
            let before = instructions.count
            try add(inner)
            if instructions.count == before { return }  // an empty part needs no repetition
        }
        guard let to else { return try addLoop(inner, isLazy) }
        var splits: [Int] = []
        for _ in from..<to {
            splits.append(instructions.count)
            try emit(.jump(0))
            try add(inner)
        }
        for split in splits { branch(at: split, past: instructions.count, isLazy) }
    }

    private mutating func addLoop(
        _ inner: TagPattern.Node, _ isLazy: Bool
    ) throws(TagPattern.Malformed) {
        let split = instructions.count
        try emit(.jump(0))
        try add(inner)
        try emit(.jump(split))
        branch(at: split, past: instructions.count, isLazy)
    }

    /// Makes an instruction one that either enters the part after it or jumps past it.
    private mutating func branch(at place: Int, past end: Int, _ isLazy: Bool) {
        instructions[place] = isLazy ? .split(end, place + 1) : .split(place + 1, end)
    }

    // MARK: Running

    /// A path: its place in the program, and where the key began and ended on it.
    private struct Path {
        var place: Int
        var start: Int?
        var end: Int?
    }

    /// Returns the range of the sort key; `nil` if the whole text does not match or has no key.
    func keyRange(in text: [UInt8]) -> Range<Int>? {
        var seen = [Int](repeating: -1, count: instructions.count)
        var paths: [Path] = []
        follow(Path(place: 0), at: 0, of: text.count, &seen, &paths)
        for position in text.indices {
            var next: [Path] = []
            for var path in paths {
                guard case .one(let set) = instructions[path.place], set.contains(text[position])
                else { continue }
                path.place += 1
                follow(path, at: position + 1, of: text.count, &seen, &next)
            }
            guard !next.isEmpty else { return nil }
            paths = next
        }
        guard let path = paths.first(where: { instructions[$0.place] == .match }) else {
            return nil
        }
        guard keyGroup != nil else { return 0..<text.count }
        guard let start = path.start, let end = path.end, start <= end else { return nil }
        return start..<end
    }

    /// Collects the places that a path reaches without reading a character, in order of preference.
    private func follow(
        _ path: Path, at position: Int, of count: Int, _ seen: inout [Int], _ paths: inout [Path]
    ) {
        var waiting = [path]
        while var path = waiting.popLast() {
            guard seen[path.place] != position else { continue }
            seen[path.place] = position
            switch instructions[path.place] {
            case .one, .match:
                paths.append(path)
                continue
            case .jump(let place): path.place = place
            case .split(let first, let second):
                waiting.append(Path(place: second, start: path.start, end: path.end))
                path.place = first
            case .keyStart:
                path.start = position
                path.end = nil
                path.place += 1
            case .keyEnd:
                path.end = position
                path.place += 1
            case .start, .end:
                let isThere = instructions[path.place] == .start ? position == 0 : position == count
                guard isThere else { continue }
                path.place += 1
            }
            waiting.append(path)
        }
    }
}
