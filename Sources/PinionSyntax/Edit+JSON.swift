extension Edit {
    /// Replaces a JSON value.
    package static func replacing(_ node: JSONNode, with value: JSONText) -> Edit {
        Edit(range: node.range, replacement: value.bytes())
    }

    /// Replaces the value of an object's member.
    ///
    /// - Throws: if the value is not an object, or has no such member.
    package static func replacing(
        member key: String, of object: JSONNode, with value: JSONText
    ) throws(SyntaxError) -> Edit {
        replacing(try object.member(key).value, with: value)
    }

    /// Adds a member to the end of an object, spaced like the member before it.
    ///
    /// Make one edit of an object at a time, and parse the result before the next one.
    ///
    /// - Throws: if the value is not an object, or already has the key.
    package static func inserting(
        member key: String, _ value: JSONText, into object: JSONNode
    ) throws(SyntaxError) -> Edit {
        let members = try object.objectMembers()
        guard !members.contains(where: { $0.hasKey(key) }) else {
            throw object.error(
                "the object has the key \(ShownText(key)) already", "replace its value instead")
        }
        let name = JSONText.string(key).bytes()
        guard let last = members.last else {
            let inside = object.range.lowerBound + 1
            return Edit(range: inside..<inside, replacement: name + [Byte.colon] + value.bytes())
        }
        let bytes = object.document.bytes
        let space = bytes[..<last.keyRange.lowerBound].reversed().prefix(while: Byte.isSpace)
            .reversed()
        let middle = bytes[last.keyRange.upperBound..<last.value.range.lowerBound]
        let end = last.value.range.upperBound
        let text = [Byte.comma] + space + name + middle + value.bytes()
        return Edit(range: end..<end, replacement: text)
    }

    /// Removes a member and the comma that separates it from its neighbour.
    ///
    /// Make one edit of an object at a time, and parse the result before the next one.
    ///
    /// - Throws: if the value is not an object, or has no such member.
    package static func removing(member key: String, from object: JSONNode)
        throws(SyntaxError) -> Edit
    {
        let members = try object.objectMembers()
        guard let index = members.firstIndex(where: { $0.hasKey(key) }) else {
            throw object.missing(key)
        }
        let member = members[index]
        if index + 1 < members.count {
            let next = members[index + 1].keyRange.lowerBound
            return Edit(range: member.keyRange.lowerBound..<next, replacement: [])
        }
        let start =
            index > 0 ? members[index - 1].value.range.upperBound : object.range.lowerBound + 1
        let end = index > 0 ? member.value.range.upperBound : object.range.upperBound - 1
        return Edit(range: start..<end, replacement: [])
    }
}

extension JSONNode.Member {
    /// Whether the key is the same text, byte for byte, which is how JSON compares keys.
    fileprivate func hasKey(_ name: String) -> Bool { key.utf8.elementsEqual(name.utf8) }
}

extension JSONNode {
    fileprivate func objectMembers() throws(SyntaxError) -> [Member] {
        guard let members else {
            throw error("the value is not an object", "edit the members of an object")
        }
        return members
    }

    fileprivate func member(_ key: String) throws(SyntaxError) -> Member {
        guard let member = try objectMembers().first(where: { $0.hasKey(key) }) else {
            throw missing(key)
        }
        return member
    }

    fileprivate func missing(_ key: String) -> SyntaxError {
        error("the object has no key \(ShownText(key))", "name one of its keys")
    }

    fileprivate func error(_ problem: String, _ remedy: String) -> SyntaxError {
        SyntaxError(path: path, position, problem, remedy)
    }
}
