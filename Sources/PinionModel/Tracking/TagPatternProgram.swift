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
        /// Stores the position in a slot.
        case save(slot: Int)
        case start
        case end
        case match
    }

    private var instructions: [Instruction] = []
    /// The numbers of the groups that are captured; each has two slots, for its start and its end.
    private let groups: [Int]

    init(_ tree: TagPattern.Node, groups: [Int]) throws(TagPattern.Malformed) {
        self.groups = groups
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
            let slot = groups.firstIndex(of: number).map { $0 * 2 }
            if let slot { try emit(.save(slot: slot)) }
            try add(inner)
            if let slot { try emit(.save(slot: slot + 1)) }
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

    /// A path: its place in the program, and where groups began and ended on it, or -1.
    private struct Path {
        var place: Int
        var slots: [Int]
    }

    /// Returns the ranges of the sort keys, `nil` for a group that took no part; or the whole text
    /// if there are no groups.
    ///
    /// - Returns: `nil` if the whole text does not match, or if no group took part.
    func keyRanges(in text: [UInt8]) -> [Range<Int>?]? {
        var seen = [Int](repeating: -1, count: instructions.count)
        var paths: [Path] = []
        let start = Path(place: 0, slots: [Int](repeating: -1, count: groups.count * 2))
        follow(start, at: 0, of: text.count, &seen, &paths)
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
        guard !groups.isEmpty else { return [0..<text.count] }
        let ranges = groups.indices.map { index -> Range<Int>? in
            let (start, end) = (path.slots[index * 2], path.slots[index * 2 + 1])
            return start >= 0 && start <= end ? start..<end : nil
        }
        return ranges.contains { $0 != nil } ? ranges : nil
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
                waiting.append(Path(place: second, slots: path.slots))
                path.place = first
            case .save(let slot):
                path.slots[slot] = position
                if slot.isMultiple(of: 2) { path.slots[slot + 1] = -1 }
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
