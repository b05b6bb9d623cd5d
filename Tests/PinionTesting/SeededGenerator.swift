/// Random numbers that are the same at each run of a property test.
///
/// Sebastiano Vigna, "SplitMix64".
package struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    /// A generator of the numbers of one seed.
    package init(seed: UInt64) { state = seed }

    /// The next number.
    package mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }

    /// A text of a number of characters of an alphabet.
    package mutating func text(_ alphabet: String, _ length: ClosedRange<Int>) -> String {
        let characters = Array(alphabet)
        return String(
            (0..<Int.random(in: length, using: &self)).compactMap { _ in
                characters.randomElement(using: &self)
            })
    }
}

extension SeededGenerator {
    /// A version of small numbers, with a suffix in so many of the cases.
    package mutating func version(suffix share: Double) -> String {
        let core = (0..<3).map { _ in String(Int.random(in: 0...3, using: &self)) }
        let text = core.joined(separator: ".")
        guard Double.random(in: 0..<1, using: &self) < share else { return text }
        let parts = ["0", "1", "10", "rc", "alpha", "a-b", "rc.1", "rc.2", "rc.1.x"]
        return text + "-" + (parts.randomElement(using: &self) ?? "0")
    }
}
