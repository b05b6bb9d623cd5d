/// Returns a number with its noun: `1 change`, `2 changes`.
package func plural(_ number: Int, _ noun: String) -> String {
    "\(number) \(noun)\(number == 1 ? "" : "s")"
}

/// Returns the numbers in words, without any that is zero: `2 changes and 1 tag write`.
package func size(changes: Int, tags: Int) -> String {
    guard tags > 0 else { return plural(changes, "change") }
    guard changes > 0 else { return plural(tags, "tag write") }
    return "\(plural(changes, "change")) and \(plural(tags, "tag write"))"
}
