/// The anchors of one document, and how much the aliases of its text stand for.
struct YAMLAnchors {
    /// The most values that the aliases of a text may stand for together, each as often as it is
    /// used: a few lines of aliases of aliases stand for billions.
    private static let most = 100_000

    private enum Anchored {
        case unfinished
        case read(YAMLNode)
    }

    private var anchored: [Substring: Anchored] = [:]
    private var expanded = 0

    /// Starts another document, in which no anchor of the former one counts.
    mutating func startDocument() { anchored = [:] }

    /// Notes that an anchor's value starts: an alias of it in there would have no end.
    mutating func start(_ name: Substring) { anchored[name] = .unfinished }

    /// Takes an anchor's value; a later anchor of the same name takes its place.
    mutating func finish(_ name: Substring, _ node: YAMLNode) { anchored[name] = .read(node) }

    /// What an alias stands for, or what is wrong with it; its value may nest as many
    /// collections as there are `levels`.
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

    /// Counts a value and all below it; false as soon as there are too many or too deep ones.
    private mutating func count(_ node: YAMLNode, _ levels: Int) -> Bool {
        let below = node.elements ?? node.entries?.map(\.value) ?? []
        expanded += 1
        guard expanded <= Self.most, below.isEmpty || levels > 0 else { return false }
        return below.allSatisfy { count($0, levels - 1) }
    }
}
