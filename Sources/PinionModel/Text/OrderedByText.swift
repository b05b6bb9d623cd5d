/// A value with a text form that lists are ordered by.
package protocol OrderedByText: Comparable, CustomStringConvertible {}

extension OrderedByText {
    package static func < (one: Self, other: Self) -> Bool { one.description < other.description }
}
