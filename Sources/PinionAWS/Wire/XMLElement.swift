/// An element of an XML answer of the Query protocol: names, texts and children; attributes carry
/// nothing there.
package struct XMLElement: Hashable, Sendable {
    /// Its name, without a prefix.
    package let name: String
    /// Its own text, without outer white space where it has children.
    package let text: String
    /// Its children in order.
    package let children: [XMLElement]

    /// The first child of a name.
    package subscript(name: String) -> XMLElement? { children.first { $0.name == name } }

    /// The members of a list: `<Name><member>…</member></Name>`.
    package func members(of name: String) -> [XMLElement] {
        self[name]?.children.filter { $0.name == "member" } ?? []
    }
}
