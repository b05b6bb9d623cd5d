extension YAMLReader {
    /// The tag and the anchor of a node.
    struct Properties {
        var tag: String?
        /// The anchor's name; `nil` in Pinion's own files, which refuse anchors.
        var anchor: Substring?
        /// The first byte of the node after its properties.
        var start: Int
    }

    /// Reads as many properties as libyaml counts, since later ones may belong to a mapping's first
    /// key, and the tag `!`, which libyaml does not report.
    mutating func properties(of event: YAMLEvent) -> Properties {
        var found = Properties(start: event.start.offset)
        guard found.start < source.bytes.count, YAMLProperties.start(source.bytes[found.start])
        else { return found }
        var scan = YAMLProperties(source, from: found.start)
        var left = dialect.isStrict ? 2 : event.properties
        while let property = scan.next(anywhere: left > 0 && !dialect.isStrict) {
            let text = source.text(in: property)
            guard left > 0 || text == "!" else { break }
            left -= 1
            if text.first == "&" {
                refuseAnchor(text, at: property.lowerBound)
                found.anchor = dialect.isStrict ? nil : text.dropFirst()
            } else if let complaint = dialect.complaint(about: text) {
                list.add(
                    source.position(at: property.lowerBound), complaint.problem, complaint.remedy)
            } else {
                found.tag = text
            }
            found.start = source.nextToken(from: scan.place)
        }
        return found
    }

    private mutating func refuseAnchor(_ text: String, at offset: Int) {
        guard dialect.isStrict else { return }
        list.add(
            source.position(at: offset), "an anchor (\(ShownText(text))) is not allowed",
            "remove it and write the value where it is used")
    }

    mutating func refuseTabs(before offset: Int) {
        guard dialect.isStrict else { return }
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

    mutating func refuseDepth(_ depth: Int, at start: Position) throws(Halt) {
        guard depth > dialect.deepest else { return }
        list.add(
            start, "the nesting is deeper than \(dialect.deepest) levels",
            "nest at most \(dialect.deepest) mappings and lists")
        throw Halt()
    }

    mutating func refuseDirectives(_ found: Bool, at start: Position) {
        guard found, dialect.isStrict else { return }
        list.add(start, YAMLComplaint.directive.problem, YAMLComplaint.directive.remedy)
    }

    mutating func refuseSecondDocument(after roots: [YAMLNode], at start: Position) throws(Halt) {
        guard isSingle, !roots.isEmpty else { return }
        list.add(start, "a second document starts here", "keep one document in a file")
        throw Halt()
    }

    mutating func refuseEmptiness(of roots: [YAMLNode]) {
        guard isSingle, list.problems.isEmpty else { return }
        let want = "write a mapping of keys to values"
        if roots.isEmpty {
            list.add(source.position(at: 0), "the file holds nothing", want)
        } else if let root = roots.first, root.range.isEmpty {
            list.add(root.position, "the document holds nothing", want)
        }
    }
}
