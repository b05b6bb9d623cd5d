import CLibExpat

/// The reason why a text is not an XML answer.
package struct XMLFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// The reason.
    package let description: String
}

extension XMLElement {
    /// Reads a document with expat.
    ///
    /// A document type declaration is refused, because no service sends one and expanding entities
    /// come from it; so are nesting deeper than 64, over 16 MiB, and more than 500,000 elements.
    package init(parsing bytes: [UInt8]) throws(XMLFault) {
        guard bytes.count <= AWSRequest.maximumResponseBytes else {
            throw XMLFault(description: "it has more than \(AWSRequest.maximumResponseBytes) bytes")
        }
        guard let parser = XML_ParserCreate("UTF-8") else {
            throw XMLFault(description: "there is no memory to read it")
        }
        let reading = XMLReading(parser)
        defer { XML_ParserFree(parser) }
        // The parser calls back only while `XML_Parse` below runs.
        XML_SetUserData(parser, Unmanaged.passUnretained(reading).toOpaque())
        XML_SetElementHandler(
            parser, { user, name, _ in XMLReading.of(user)?.begin(name) },
            { user, _ in XMLReading.of(user)?.end() })
        XML_SetCharacterDataHandler(parser) { user, text, count in
            XMLReading.of(user)?.take(text, Int(count))
        }
        XML_SetStartDoctypeDeclHandler(parser) { user, _, _, _, _ in
            XMLReading.of(user)?.stop("it has a document type declaration")
        }
        let status = bytes.withUnsafeBytes { buffer in
            XML_Parse(
                parser, buffer.baseAddress?.assumingMemoryBound(to: CChar.self),
                Int32(clamping: buffer.count), 1)
        }
        try withExtendedLifetime(reading) { () throws(XMLFault) in
            if let fault = reading.fault { throw XMLFault(description: fault) }
            guard status == XML_STATUS_OK else {
                let words = XML_ErrorString(XML_GetErrorCode(parser)).map { String(cString: $0) }
                throw XMLFault(
                    description:
                        "line \(XML_GetCurrentLineNumber(parser)): \(words ?? "it is no XML")")
            }
        }
        guard let root = reading.root else { throw XMLFault(description: "it is empty") }
        self = root
    }
}

/// The part of a document that was read so far.
private final class XMLReading {
    private struct Open {
        let name: String
        var text: [UInt8] = []
        var children: [XMLElement] = []
    }

    private let parser: XML_Parser
    private var open: [Open] = []
    private var count = 0
    private(set) var root: XMLElement?
    private(set) var fault: String?

    init(_ parser: XML_Parser) { self.parser = parser }

    /// Stops the reading with a fault.
    func stop(_ reason: String) {
        fault = fault ?? reason
        _ = XML_StopParser(parser, XML_Bool(XML_FALSE))
    }

    static func of(_ user: UnsafeMutableRawPointer?) -> XMLReading? {
        user.map { Unmanaged<XMLReading>.fromOpaque($0).takeUnretainedValue() }
    }

    func begin(_ name: UnsafePointer<CChar>?) {
        guard fault == nil, let name else { return }
        guard open.count < 64 else { return stop("it is nested deeper than 64 elements") }
        count += 1
        guard count <= 500_000 else { return stop("it has more than 500,000 elements") }
        let full = String(cString: name)
        open.append(Open(name: full.split(separator: ":").last.map(String.init) ?? full))
    }

    func take(_ text: UnsafePointer<CChar>?, _ count: Int) {
        guard fault == nil, let text, let last = open.indices.last else { return }
        let bytes = UnsafeRawBufferPointer(start: text, count: count)
        open[last].text += bytes
    }

    func end() {
        guard fault == nil, let done = open.popLast() else { return }
        let text = String(decoding: done.text, as: UTF8.self)
        let isBlank = text.allSatisfy(\.isWhitespace)
        let element = XMLElement(
            name: done.name, text: isBlank && !done.children.isEmpty ? "" : text,
            children: done.children)
        if let last = open.indices.last {
            open[last].children.append(element)
        } else {
            root = element
        }
    }
}

/// An element of an XML answer of the Query protocol, which does not use attributes.
package struct XMLElement: Hashable, Sendable {
    /// The name, without a prefix.
    package let name: String
    /// The element's own text, without outer white space if it has children.
    package let text: String
    /// The children in order.
    package let children: [XMLElement]

    /// Returns the first child with a name.
    package subscript(name: String) -> XMLElement? { children.first { $0.name == name } }

    /// Returns the members of a list: `<Name><member>…</member></Name>`.
    package func members(of name: String) -> [XMLElement] {
        self[name]?.children.filter { $0.name == "member" } ?? []
    }
}
