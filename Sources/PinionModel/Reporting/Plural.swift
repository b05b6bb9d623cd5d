/// A number with its noun: `1 change`, `2 changes`.
package func plural(_ number: Int, _ noun: String) -> String {
    "\(number) \(noun)\(number == 1 ? "" : "s")"
}
