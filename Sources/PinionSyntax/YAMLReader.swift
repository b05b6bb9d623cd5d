/// Builds a tree from libyaml's events and collects the problems of the text.
struct YAMLReader: ~Copyable {
    /// Ends the parsing; the list of problems holds the reason.
    struct Halt: Error {}

    let source: SourceText
    let dialect: YAMLDialect
    let isSingle: Bool
    private var events: YAMLEventStream
    var anchors = YAMLAnchors()
    var list = ProblemList()

    /// Prepares to read one document, or any number if not `isSingle`.
    init(
        _ source: SourceText, in dialect: YAMLDialect, isSingle: Bool,
        over bytes: UnsafeBufferPointer<UInt8>
    ) {
        (self.source, self.dialect, self.isSingle) = (source, dialect, isSingle)
        events = YAMLEventStream(bytes, isASCII: source.isASCII)
    }

    /// Reads all documents of the text.
    mutating func read() -> Result<[YAMLNode], SyntaxError> {
        do throws(Halt) {
            let roots = try documents()
            if list.problems.isEmpty { return .success(roots) }
        } catch {
            // The list holds the reason.
        }
        return .failure(SyntaxError(path: source.path, problems: list.problems))
    }

    private mutating func documents() throws(Halt) -> [YAMLNode] {
        var roots: [YAMLNode] = []
        while true {
            let event = try next()
            switch event.kind {
            case .streamStart, .documentEnd: continue
            case .documentStart(let hasDirectives):
                refuseDirectives(hasDirectives, at: event.start)
                try refuseSecondDocument(after: roots, at: event.start)
                anchors.startDocument()
                roots.append(try node(next(), depth: 1))
            case .streamEnd:
                refuseEmptiness(of: roots)
                return roots
            default: throw Halt()
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

    mutating func node(_ event: YAMLEvent, depth: Int) throws(Halt) -> YAMLNode {
        refuseTabs(before: event.start.offset)
        if case .alias = event.kind { return try aliased(event, depth: depth) }
        let properties = properties(of: event)
        if let anchor = properties.anchor { anchors.start(anchor) }
        let node = try content(of: event, properties, depth: depth)
        if let anchor = properties.anchor { anchors.finish(anchor, node) }
        return node
    }

    private mutating func content(
        of event: YAMLEvent, _ properties: Properties, depth: Int
    ) throws(Halt) -> YAMLNode {
        var isFlow = false
        let kind: YAMLNode.Kind
        var end = event.end
        switch event.kind {
        case .scalar(let value, let style): kind = .scalar(value, style)
        case .sequenceStart(isFlow: let flow):
            try refuseDepth(depth, at: event.start)
            isFlow = flow
            (kind, end) = try sequence(endsItself: flow, depth: depth)
        case .mappingStart(isFlow: let flow):
            try refuseDepth(depth, at: event.start)
            isFlow = flow
            let hasBraces = source.bytes.dropFirst(properties.start).first == Byte.openBrace
            (kind, end) = try mapping(endsItself: hasBraces, depth: depth)
        default: throw Halt()
        }
        let range = min(properties.start, end)..<end
        var node = YAMLNode(
            kind: kind, tag: properties.tag, range: range, position: event.start, isFlow: isFlow)
        if node.isBlockScalar { node.blockLine = source.onlyLine(of: node.scalar ?? "", in: range) }
        return node
    }

    /// Reads the elements up to the end of the list: its closing bracket if it `endsItself`,
    /// otherwise the end of the last element.
    private mutating func sequence(
        endsItself: Bool, depth: Int
    ) throws(Halt) -> (YAMLNode.Kind, end: Int) {
        var elements: [YAMLNode] = []
        while true {
            let event = try next()
            if case .sequenceEnd = event.kind {
                let last = endsItself ? nil : elements.last?.end
                return (.sequence(elements), last ?? event.end)
            }
            elements.append(try node(event, depth: depth + 1))
        }
    }

    private mutating func mapping(
        endsItself: Bool, depth: Int
    ) throws(Halt) -> (YAMLNode.Kind, end: Int) {
        var entries: [YAMLNode.Entry] = []
        var merged: [YAMLNode] = []
        var last: Int?
        var keys = YAMLKeys(fold: dialect.isStrict)
        while true {
            let event = try next()
            if case .mappingEnd = event.kind {
                entries += Self.entries(merging: merged, excluding: &keys)
                return (.mapping(entries), (endsItself ? nil : last) ?? event.end)
            }
            let key = try self.key(event, among: &keys, depth: depth)
            let value = try node(next(), depth: depth + 1)
            last = value.end
            if key.isMerge, !dialect.isStrict {
                merged += mappings(toMerge: value)
            } else {
                entries.append(YAMLNode.Entry(key: key, value: value))
            }
        }
    }

    private mutating func key(_ event: YAMLEvent, among keys: inout YAMLKeys, depth: Int)
        throws(Halt) -> YAMLNode
    {
        let before = list.problems.count
        let key = try node(event, depth: depth + 1)
        guard let name = key.scalar else {
            list.add(event.start, "a key is \(key.noun)", "use one plain or quoted text as the key")
            return key
        }
        if let tag = key.tag {
            list.add(
                event.start, "a key has a tag (\(ShownText(tag)))",
                "use one plain or quoted text as the key")
        } else if dialect.isStrict, key.isMerge {
            list.add(
                event.start, "a merge key (<<) is not allowed",
                "write the merged keys out in this mapping")
        } else if list.problems.count == before, let clash = keys.insert(name, at: event.start) {
            list.add(event.start, clash.problem, clash.remedy)
        }
        return key
    }
}

extension YAMLNode {
    /// Parses the only document of a text.
    ///
    /// - Throws: all problems of the text, at most 100; a syntax error is the last.
    package init(parsing source: SourceText, in dialect: YAMLDialect = .own) throws(SyntaxError) {
        self = try Self.read(source, in: dialect, isSingle: true)[0]
    }

    /// Parses all documents of a text, in their order, and leaves out empty ones.
    ///
    /// - Throws: all problems of the text, at most 100; a syntax error is the last.
    package static func documents(
        of source: SourceText, in dialect: YAMLDialect = .others
    ) throws(SyntaxError) -> [YAMLNode] {
        try read(source, in: dialect, isSingle: false).filter { !$0.range.isEmpty }
    }

    private static func read(
        _ source: SourceText, in dialect: YAMLDialect, isSingle: Bool
    ) throws(SyntaxError) -> [YAMLNode] {
        let result = source.bytes.withUnsafeBufferPointer { bytes in
            var reader = YAMLReader(source, in: dialect, isSingle: isSingle, over: bytes)
            return reader.read()
        }
        return try result.get()
    }
}
