import PinionReading
import PinionSyntax

extension FileReading {
    /// Whether `all` says true, the only thing that it can say.
    mutating func all(_ node: YAMLNode) -> Bool {
        guard let isAll = truth(node, as: "all") else { return false }
        if !isAll {
            refuse(
                node, "`all` is false", "write all: true, or name another scope in its place")
        }
        return isAll
    }
}
