extension PlannedEffect {
    /// The line `freezes SERVICE CONTAINER FROM IMAGE` or `scales SERVICE FROM TO`.
    var line: LedgerLine {
        switch effect {
        case .freezes(let container, let from, let image):
            LedgerLine("freezes", [service, container, from, image.description])
        case .scales(let from, let to): LedgerLine("scales", [service, String(from), String(to)])
        }
    }

    /// Reads a line as ``line`` writes it; `nil` for any other.
    init?(_ line: LedgerLine) {
        let fields = line.fields
        switch (line.word, fields.count) {
        case ("freezes", 4):
            guard let image = PinnedImage(stored: fields[3]) else { return nil }
            self.init(
                service: fields[0],
                effect: .freezes(container: fields[1], from: fields[2], to: image))
        case ("scales", 3):
            guard let from = Int(fields[1]), let to = Int(fields[2]) else { return nil }
            self.init(service: fields[0], effect: .scales(from: from, to: to))
        default: return nil
        }
    }
}
