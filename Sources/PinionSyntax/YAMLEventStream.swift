import CLibYAML

/// The libyaml events of one text; no other code touches libyaml's pointers.
///
/// The bytes must be valid UTF-8 without a byte-order mark and outlive the stream.
struct YAMLEventStream: ~Copyable {
    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let isReady: Bool
    private var characters: CharacterCursor

    init(_ bytes: UnsafeBufferPointer<UInt8>, isASCII: Bool) {
        parser = .allocate(capacity: 1)
        parser.initialize(to: yaml_parser_t())
        isReady = yaml_parser_initialize(parser) == 1
        characters = CharacterCursor(bytes, isASCII: isASCII)
        guard isReady else { return }
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        yaml_parser_set_input_string(parser, bytes.baseAddress, bytes.count)
    }

    deinit {
        if isReady { yaml_parser_delete(parser) }
        parser.deallocate()
    }

    /// Returns the next event; `nil` if libyaml cannot continue, which `failure()` explains.
    mutating func next() -> YAMLEvent? {
        var event = yaml_event_t()
        guard isReady, yaml_parser_parse(parser, &event) == 1 else { return nil }
        defer { yaml_event_delete(&event) }
        guard let kind = Self.kind(of: event) else { return nil }
        let start = position(event.start_mark)
        return YAMLEvent(
            kind: kind, properties: Self.properties(of: event), start: start,
            end: characters.byte(ofCharacter: Int(event.end_mark.index)))
    }

    /// Returns the reason why there is no next event.
    mutating func failure() -> YAMLFailure {
        guard isReady, parser.pointee.error != YAML_MEMORY_ERROR else { return .outOfMemory }
        let problem = parser.pointee.problem.map { String(cString: $0) } ?? ""
        if parser.pointee.error == YAML_READER_ERROR {
            return .reader(problem, offset: parser.pointee.problem_offset)
        }
        let context = parser.pointee.context.map { String(cString: $0) }
        return .parser(
            problem, position(parser.pointee.problem_mark), context: context ?? "",
            context.map { _ in position(parser.pointee.context_mark) })
    }

    private mutating func position(_ mark: yaml_mark_t) -> Position {
        Position(
            line: Int(mark.line) + 1, column: Int(mark.column) + 1,
            offset: characters.byte(ofCharacter: Int(mark.index)))
    }

    private static func kind(of event: yaml_event_t) -> YAMLEvent.Kind? {  // table
        switch event.type {
        case YAML_STREAM_START_EVENT: .streamStart
        case YAML_STREAM_END_EVENT: .streamEnd
        case YAML_DOCUMENT_START_EVENT: .documentStart(hasDirectives: hasDirectives(event))
        case YAML_DOCUMENT_END_EVENT: .documentEnd
        case YAML_ALIAS_EVENT: .alias
        case YAML_SCALAR_EVENT: scalar(event)
        case YAML_SEQUENCE_START_EVENT:
            .sequenceStart(isFlow: event.data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE)
        case YAML_SEQUENCE_END_EVENT: .sequenceEnd
        case YAML_MAPPING_START_EVENT:
            .mappingStart(isFlow: event.data.mapping_start.style == YAML_FLOW_MAPPING_STYLE)
        case YAML_MAPPING_END_EVENT: .mappingEnd
        default: nil
        }
    }

    private static func properties(of event: yaml_event_t) -> Int {
        let (anchor, tag) =
            switch event.type {
            case YAML_SCALAR_EVENT: (event.data.scalar.anchor, event.data.scalar.tag)
            case YAML_SEQUENCE_START_EVENT:
                (event.data.sequence_start.anchor, event.data.sequence_start.tag)
            case YAML_MAPPING_START_EVENT:
                (event.data.mapping_start.anchor, event.data.mapping_start.tag)
            default: (nil, nil)
            }
        return (anchor == nil ? 0 : 1) + (tag == nil ? 0 : 1)
    }

    private static func hasDirectives(_ event: yaml_event_t) -> Bool {
        let document = event.data.document_start
        return document.version_directive != nil
            || document.tag_directives.start != document.tag_directives.end
    }

    private static func scalar(_ event: yaml_event_t) -> YAMLEvent.Kind {
        let scalar = event.data.scalar
        let value = UnsafeBufferPointer(start: scalar.value, count: scalar.length)
        let style: YAMLNode.ScalarStyle =
            switch scalar.style {
            case YAML_SINGLE_QUOTED_SCALAR_STYLE: .single
            case YAML_DOUBLE_QUOTED_SCALAR_STYLE: .double
            case YAML_LITERAL_SCALAR_STYLE: .literal
            case YAML_FOLDED_SCALAR_STYLE: .folded
            default: .plain
            }
        return .scalar(String(decoding: value, as: UTF8.self), style)
    }
}
