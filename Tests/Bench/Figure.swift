/// One line of the result: what was measured, and whether it is within its budget.
struct Figure: CustomStringConvertible {
    let name: String
    let measured: String
    let budget: String
    let isMet: Bool

    /// A number that must not be over a budget.
    init(_ name: String, _ number: Double, atMost budget: Double, _ unit: String) {
        self.name = name
        measured = "\(Self.text(number)) \(unit)"
        self.budget = "≤ \(Self.text(budget)) \(unit)"
        isMet = number <= budget
    }

    /// A statement that must be true.
    init(_ name: String, _ measured: String, wanted: String, isMet: Bool) {
        self.name = name
        self.measured = measured
        budget = wanted
        self.isMet = isMet
    }

    var description: String {
        Self.pad(name, 58) + Self.pad(measured, 20) + Self.pad(budget, 22) + (isMet ? "ok" : "over")
    }

    private static func pad(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(1, width - text.count))
    }

    /// Three digits are enough: `0.412`, `12.3`, `150`.
    private static func text(_ number: Double) -> String {
        let scale: Double = number < 10 ? 1000 : number < 100 ? 10 : 1
        let rounded = (number * scale).rounded() / scale
        return rounded == rounded.rounded() ? "\(Int(rounded))" : "\(rounded)"
    }
}

extension [Double] {
    /// The middle number; of an even count, the lower of the two.
    var median: Double { sorted()[(count - 1) / 2] }
}

extension Duration {
    /// As a number of seconds.
    var seconds: Double {
        Double(components.seconds) + Double(components.attoseconds) / 1e18
    }
}
