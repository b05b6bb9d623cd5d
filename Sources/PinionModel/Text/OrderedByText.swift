/// A value whose text form gives its order in lists.
package protocol OrderedByText: Comparable, CustomStringConvertible {}

extension OrderedByText {
    package static func < (one: Self, other: Self) -> Bool { one.description < other.description }
}
