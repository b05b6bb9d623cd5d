/// The anchors of one document, with a limit on how many values aliases expand to.
struct YAMLAnchors {
    /// The most values that the aliases of a text may expand to in total, counted at each use: a
    /// few lines of aliases of aliases can expand to billions.
    private static let most = 100_000

    private enum Anchored {
        case unfinished
        case read(YAMLNode)
    }

    private var anchored: [Substring: Anchored] = [:]
    private var expanded = 0

    /// Starts a new document, in which the anchors of the previous one are not valid.
    mutating func startDocument() { anchored = [:] }

    /// Notes the start of an anchor's value: an alias of the anchor inside it would never end.
    mutating func start(_ name: Substring) { anchored[name] = .unfinished }

    /// Stores an anchor's value, replacing that of an earlier anchor with the same name.
    mutating func finish(_ name: Substring, _ node: YAMLNode) { anchored[name] = .read(node) }

    /// Returns an alias's value, nested at most `levels` deep, or the problem with the alias.
    mutating func value(of name: Substring, levels: Int) -> Result<YAMLNode, YAMLComplaint> {
        let shown = ShownText(name)
        switch anchored[name] {
        case .read(let node):
            guard count(node, levels) else {
                return .failure(
                    YAMLComplaint(
                        problem: "the aliases up to *\(shown) stand for more than \(Self.most) "
                            + "values, or nest too deeply",
                        remedy: "write fewer aliases of values that hold aliases themselves"))
            }
            return .success(node)
        case .unfinished:
            return .failure(
                YAMLComplaint(
                    problem: "the alias *\(shown) stands for a value that holds it",
                    remedy: "write out what is meant at this place"))
        case nil:
            return .failure(
                YAMLComplaint(
                    problem: "the alias *\(shown) stands for nothing",
                    remedy: "set the anchor &\(shown) before it, or quote the text"))
        }
    }

    /// Counts a value and all values in it; returns false once they are too many or too deep.
    private mutating func count(_ node: YAMLNode, _ levels: Int) -> Bool {
        let below = node.elements ?? node.entries?.map(\.value) ?? []
        expanded += 1
        guard expanded <= Self.most, below.isEmpty || levels > 0 else { return false }
        return below.allSatisfy { count($0, levels - 1) }
    }
}
