import PinionSyntax

extension TemplateNode {
    /// Parses a template: as JSON if it starts with a brace and is valid JSON, otherwise as YAML.
    init(reading source: SourceText) throws(SyntaxError) {
        let first = source.bytes.first { !Byte.isSpace($0) }
        guard first == UInt8(ascii: "{") else {
            self.init(try YAMLNode(parsing: source, in: TemplateFunction.dialect))
            return
        }
        let mistakes: SyntaxError
        do throws(SyntaxError) {
            let node = try JSONNode(
                parsing: source.bytes, named: source.path, maximumDepth: TemplateLimits.depth)
            self.init(node, in: source)
            return
        } catch {
            mistakes = error
        }
        do throws(SyntaxError) {
            self.init(try YAMLNode(parsing: source, in: TemplateFunction.dialect))
        } catch {
            throw mistakes
        }
    }

    fileprivate init(_ node: YAMLNode) {
        let plain = TemplateNode(
            kind: Kind(node), range: node.range, content: node.content, position: node.position)
        guard let tag = node.tag, !TemplateFunction.plainTags.contains(tag) else {
            self = plain
            return
        }
        self.init(
            kind: .call(TemplateFunction(tag: tag), plain), range: node.range, content: nil,
            position: node.position)
    }

    fileprivate init(_ node: JSONNode, in source: SourceText) {
        self.init(
            kind: Kind(node, in: source), range: node.range, content: node.content,
            position: source.position(at: node.range.lowerBound))
    }
}

extension TemplateNode.Entry {
    fileprivate init(_ entry: YAMLNode.Entry) {
        self.init(name: entry.name, position: entry.key.position, value: TemplateNode(entry.value))
    }

    fileprivate init(_ member: JSONNode.Member, in source: SourceText) {
        self.init(
            name: member.key, position: source.position(at: member.keyRange.lowerBound),
            value: TemplateNode(member.value, in: source))
    }
}

extension TemplateNode.Kind {
    fileprivate init(_ node: YAMLNode) {
        switch node.kind {
        case .scalar(let text, .plain) where node.tag == nil:
            self = .scalar(TemplateScalar(plain: text))
        case .scalar(let text, _): self = .scalar(.text(text))
        case .sequence(let elements): self = .sequence(elements.map { TemplateNode($0) })
        case .mapping(let entries): self = Self(entries: entries.map { TemplateNode.Entry($0) })
        }
    }

    fileprivate init(_ node: JSONNode, in source: SourceText) {
        switch node.kind {
        case .string(let text): self = .scalar(.text(text))
        case .number(let number): self = .scalar(TemplateScalar(plain: number.text))
        case .bool(let isTrue): self = .scalar(.text(isTrue ? "true" : "false"))
        case .null: self = .scalar(.nothing)
        case .array(let elements): self = .sequence(elements.map { TemplateNode($0, in: source) })
        case .object(let members):
            self = Self(entries: members.map { TemplateNode.Entry($0, in: source) })
        }
    }

    /// Makes a mapping, or a call if the only key names a function.
    private init(entries: [TemplateNode.Entry]) {
        if let only = entries.first, entries.count == 1,
            let function = TemplateFunction(key: only.name)
        {
            self = .call(function, only.value)
        } else {
            self = .mapping(entries)
        }
    }
}
