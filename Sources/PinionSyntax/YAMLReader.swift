/// Builds a tree from libyaml's events and collects what is refused on the way.
struct YAMLReader: ~Copyable {
    /// Reading cannot go on; the problems say why.
    private struct Halt: Error {}

    private let source: SourceText
    private let dialect: YAMLDialect
    private var events: YAMLEventStream
    private var list = ProblemList()

    init(
        _ source: SourceText, in dialect: YAMLDialect, over bytes: UnsafeBufferPointer<UInt8>
    ) {
        self.source = source
        self.dialect = dialect
        events = YAMLEventStream(bytes, isASCII: source.isASCII)
    }

    /// Reads the only document to the end of the text.
    mutating func read() -> Result<YAMLNode, SyntaxError> {
        var root: YAMLNode?
        do throws(Halt) {
            root = try document()
        } catch {
            root = nil
        }
        guard list.problems.isEmpty, let root else {
            return .failure(SyntaxError(path: source.path, problems: list.problems))
        }
        return .success(root)
    }

    private mutating func document() throws(Halt) -> YAMLNode? {
        var root: YAMLNode?
        while true {
            let event = try next()
            switch event.kind {
            case .streamStart, .documentEnd:
                continue
            case .documentStart(let hasDirectives):
                refuseDirectives(hasDirectives, at: event.start)
                try refuseSecondDocument(after: root, at: event.start)
                root = try node(next(), depth: 1)
            case .streamEnd:
                refuseEmptiness(of: root)
                return root
            default:
                throw Halt()
            }
        }
    }

    private mutating func next() throws(Halt) -> YAMLEvent {
        guard !list.isFull else { throw Halt() }
        if let event = events.next() { return event }
        let problem = events.failure().problem(in: source)
        list.add(problem.position, problem.problem, problem.remedy)
        throw Halt()
    }

    // MARK: Nodes

    private mutating func node(_ event: YAMLEvent, depth: Int) throws(Halt) -> YAMLNode {
        let tag = properties(at: event.start)
        refuseTabs(before: event.start.offset)
        switch event.kind {
        case .scalar(let value, let style):
            return YAMLNode(
                kind: .scalar(value, style), tag: tag, range: event.start.offset..<event.end,
                position: event.start, isFlow: false
            )
        case .alias:
            return refusedAlias(event)
        case .sequenceStart(let isFlow):
            try refuseDepth(depth, at: event.start)
            return try sequence(from: event.start, tag, isFlow: isFlow, depth: depth)
        case .mappingStart(let isFlow):
            try refuseDepth(depth, at: event.start)
            return try mapping(from: event.start, tag, isFlow: isFlow, depth: depth)
        default:
            throw Halt()
        }
    }

    private mutating func sequence(
        from start: Position, _ tag: String?, isFlow: Bool, depth: Int
    ) throws(Halt) -> YAMLNode {
        var elements: [YAMLNode] = []
        while true {
            let event = try next()
            if case .sequenceEnd = event.kind {
                let end = isFlow ? event.end : elements.last?.range.upperBound
                return YAMLNode(
                    kind: .sequence(elements), tag: tag, range: start.offset..<(end ?? event.end),
                    position: start, isFlow: isFlow
                )
            }
            elements.append(try node(event, depth: depth + 1))
        }
    }

    private mutating func mapping(
        from start: Position, _ tag: String?, isFlow: Bool, depth: Int
    ) throws(Halt) -> YAMLNode {
        var entries: [YAMLNode.Entry] = []
        var keys = YAMLKeys(fold: dialect.keysFold)
        while true {
            let event = try next()
            if case .mappingEnd = event.kind {
                let last = entries.last?.value.range.upperBound
                let hasBraces =
                    source.bytes[start.offset] == Byte.openBrace || isFlow && tag != nil
                let end = hasBraces ? event.end : last ?? event.end
                return YAMLNode(
                    kind: .mapping(entries), tag: tag, range: start.offset..<end,
                    position: start, isFlow: isFlow
                )
            }
            let key = try self.key(event, among: &keys, depth: depth)
            let value = try node(next(), depth: depth + 1)
            entries.append(YAMLNode.Entry(key: key, value: value))
        }
    }

    private mutating func key(_ event: YAMLEvent, among keys: inout YAMLKeys, depth: Int)
        throws(Halt) -> YAMLNode
    {
        let before = list.problems.count
        let key = try node(event, depth: depth + 1)
        guard case .scalar(let name, let style) = key.kind else {
            list.add(
                event.start, "a key is \(key.noun)", "use one plain or quoted text as the key"
            )
            return key
        }
        if let tag = key.tag {
            list.add(
                event.start, "a key has a tag (\(ShownText(tag)))",
                "use one plain or quoted text as the key"
            )
        } else if style == .plain, name == "<<" {
            list.add(
                event.start, "a merge key (<<) is not allowed",
                "write the merged keys out in this mapping"
            )
        } else if list.problems.count == before, let clash = keys.insert(name, at: event.start) {
            list.add(event.start, clash.problem, clash.remedy)
        }
        return key
    }

    // MARK: Refusals

    private mutating func refusedAlias(_ event: YAMLEvent) -> YAMLNode {
        let range = event.start.offset..<event.end
        list.add(
            event.start, "an alias (\(ShownText(source.text(in: range)))) is not allowed",
            "write the value out at this place"
        )
        return YAMLNode(
            kind: .scalar("", .plain), tag: nil, range: range, position: event.start, isFlow: false
        )
    }

    /// The tag of a node, where its dialect has it; every other property is refused.
    private mutating func properties(at start: Position) -> String? {
        guard source.bytes.indices.contains(start.offset) else { return nil }
        var properties = YAMLProperties(source, from: start.offset)
        var tag: String?
        for _ in 0..<2 {  // At most one tag and one anchor; libyaml refuses more.
            guard let property = properties.next() else { break }
            let text = source.text(in: property)
            let position = source.position(at: property.lowerBound)
            if source.bytes[property.lowerBound] == UInt8(ascii: "&") {
                list.add(
                    position, "an anchor (\(ShownText(text))) is not allowed",
                    "remove it and write the value where it is used"
                )
            } else if let complaint = dialect.complaint(about: text) {
                list.add(position, complaint.problem, complaint.remedy)
            } else {
                tag = text
            }
        }
        return tag
    }

    private mutating func refuseTabs(before offset: Int) {
        var place = offset
        var tab: Int?
        while place > 0 {
            let byte = source.bytes[place - 1]
            guard byte == Byte.tab || byte == Byte.space else { break }
            place -= 1
            if byte == Byte.tab { tab = place }
        }
        guard let tab, place == 0 || source.bytes[place - 1] == Byte.lineFeed else { return }
        list.add(source.position(at: tab), YAMLComplaint.tab.problem, YAMLComplaint.tab.remedy)
    }

    private mutating func refuseDepth(_ depth: Int, at start: Position) throws(Halt) {
        guard depth > dialect.deepest else { return }
        list.add(
            start, "the nesting is deeper than \(dialect.deepest) levels",
            "nest at most \(dialect.deepest) mappings and lists"
        )
        throw Halt()
    }

    private mutating func refuseDirectives(_ found: Bool, at start: Position) {
        guard found else { return }
        list.add(start, YAMLComplaint.directive.problem, YAMLComplaint.directive.remedy)
    }

    private mutating func refuseSecondDocument(after root: YAMLNode?, at start: Position)
        throws(Halt)
    {
        guard root != nil else { return }
        list.add(
            start, "a second document starts here", "keep one document in a file"
        )
        throw Halt()
    }

    private mutating func refuseEmptiness(of root: YAMLNode?) {
        guard let root else {
            list.add(
                source.position(at: 0), "the file holds nothing",
                "write a mapping of keys to values"
            )
            return
        }
        guard root.range.isEmpty, list.problems.isEmpty else { return }
        list.add(
            root.position, "the document holds nothing", "write a mapping of keys to values"
        )
    }
}

extension YAMLNode {
    /// Reads the only document of a text.
    ///
    /// Nothing is expanded or guessed: aliases, anchors, merge keys, tags, directives, a second
    /// document, nesting deeper than 16, keys that are not scalars, tabs as indentation, and keys
    /// that are the same (also in another letter case or Unicode form) are refused. Another dialect
    /// may know tags, nest deeper and tell the letter cases of keys apart.
    ///
    /// - Throws: all of the text's problems, at most 100; a syntax error is the last.
    package init(parsing source: SourceText, in dialect: YAMLDialect = .own) throws(SyntaxError) {
        let result = source.bytes.withUnsafeBufferPointer { bytes in
            var reader = YAMLReader(source, in: dialect, over: bytes)
            return reader.read()
        }
        self = try result.get()
    }
}
