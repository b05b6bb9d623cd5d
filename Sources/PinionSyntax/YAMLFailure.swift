/// A failure of libyaml, with its own message and marks.
enum YAMLFailure {
    case outOfMemory
    case reader(String, offset: Int)
    case parser(String, Position, context: String, Position?)

    /// Explains the failure to the author of the file.
    package func problem(in source: SourceText) -> SyntaxProblem {
        switch self {
        case .outOfMemory:
            YAMLComplaint(problem: "there is no memory to read the file", remedy: "try again later")
                .at(source.position(at: 0))
        case .reader(_, let offset):
            YAMLComplaint.controlCharacter(after: offset, in: source)
                .at(source.position(at: offset))
        case .parser(let words, let position, let context, let start):
            Self.complaint(words, at: position, context: context, start, in: source)
        }
    }

    private static func complaint(
        _ words: String, at position: Position, context: String, _ start: Position?,
        in source: SourceText
    ) -> SyntaxProblem {
        let byte = position.offset < source.bytes.count ? source.bytes[position.offset] : nil
        if byte == Byte.tab { return YAMLComplaint.tab.at(position) }
        if let start, let unfinished = YAMLComplaint(unfinished: context, isAtEnd: byte == nil) {
            return unfinished.at(start)
        }
        let complaint =
            YAMLComplaint(words, at: byte)
            ?? YAMLComplaint(
                problem: [words, context].filter { !$0.isEmpty }.joined(separator: " "),
                remedy: "correct this line or the one before it")
        return complaint.at(position)
    }
}
