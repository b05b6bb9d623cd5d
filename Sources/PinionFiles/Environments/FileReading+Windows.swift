import PinionModel
import PinionReading
import PinionSyntax

extension FileReading {
    /// Reads the windows of an environment file; those with mistakes are left out.
    mutating func windows(_ node: YAMLNode, isKnownZone: (String) -> Bool) -> [Window] {
        let want =
            "a list such as - { deny: \"Fri 16:00 - Mon 08:00\", timezone: Pacific/Auckland }"
        return (list(node, as: "windows", want: want) ?? [])
            .compactMap { window($0, isKnownZone: isKnownZone) }
    }

    private mutating func window(_ node: YAMLNode, isKnownZone: (String) -> Bool) -> Window? {
        let known = ["allow", "deny", "timezone", "repair"]
        guard let fields = fields(of: node, as: Self.window, "in a window", known: known) else {
            return nil
        }
        let repair = fields["repair"].flatMap { choice($0, as: "repair", of: ["deny"]) }
        let zoneWant = "a time zone of the tz database, such as Europe/Berlin or UTC"
        let zone = required("timezone", in: fields, as: Self.window, want: zoneWant)
            .flatMap { timeZone($0, want: zoneWant, isKnownZone) }
        guard let effect = exactlyOne(of: ["allow", "deny"], in: fields, as: Self.window),
            let span = span(effect.value, as: effect.name), let zone
        else { return nil }
        return Window(
            effect: effect.name == "allow" ? .allow : .deny, span: span, timeZone: zone,
            deniesRepair: repair != nil)
    }

    private mutating func span(_ node: YAMLNode, as key: String) -> WeeklySpan? {
        let want = "two moments of a week, such as \"Fri 16:00 - Mon 08:00\""
        guard let value = textOfForm(node, as: key, want: want) else { return nil }
        guard let span = WeeklySpan(parsing: value) else {
            refuse(node, as: key, want: want)
            return nil
        }
        return span
    }

    private mutating func timeZone(
        _ node: YAMLNode, want: String, _ isKnownZone: (String) -> Bool
    ) -> String? {
        guard let value = textOfForm(node, as: "timezone", want: want) else { return nil }
        let name = ZoneName(value)
        if name.isWellFormed, isKnownZone(value) { return value }
        let guess = name.candidates.first(where: isKnownZone)
        refuse(
            node, "\(QuotedText(value)) is no known time zone",
            guess.map { "did you mean `\($0)`?" } ?? "write \(want)")
        return nil
    }
}

/// A text that should name a time zone (tz database, `Theory`, "Timezone identifiers").
struct ZoneName {
    private let text: String

    init(_ text: String) { self.text = text }

    /// Whether it has the form of a name, and so is also a safe path below the zones' folder.
    var isWellFormed: Bool {
        text.utf8.count <= 64
            && text.split(separator: "/", omittingEmptySubsequences: false).allSatisfy { part in
                !part.isEmpty
                    && part.utf8.allSatisfy { byte in
                        switch byte {
                        case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2b, 0x2d, 0x5f: true
                        default: false
                        }
                    }
            }
    }

    /// The well-formed names that may have been meant, the likeliest first.
    var candidates: [String] {
        let words = text.split { $0 == " " || $0 == "_" }.joined(separator: "_")
        let spelled = [words.uppercased(), Self.capitalised(words)]
        let near = nearest(to: words, among: Self.wellKnown).map { [$0] } ?? []
        return (spelled + near).filter { ZoneName($0).isWellFormed && $0 != text }
    }

    /// Capitalises words: `pacific/auckland` becomes `Pacific/Auckland`.
    private static func capitalised(_ text: String) -> String {
        var result = ""
        var startsWord = true
        for character in text {
            result += startsWord ? character.uppercased() : character.lowercased()
            startsWord = character == "/" || character == "_" || character == "-"
        }
        return result
    }

    private static let wellKnown = [
        "UTC", "Africa/Cairo", "Africa/Johannesburg", "Africa/Lagos", "Africa/Nairobi",
        "America/Bogota", "America/Chicago", "America/Denver", "America/Halifax",
        "America/Los_Angeles", "America/Mexico_City", "America/New_York", "America/Phoenix",
        "America/Sao_Paulo", "America/Toronto", "America/Vancouver", "Asia/Bangkok", "Asia/Dubai",
        "Asia/Hong_Kong", "Asia/Jakarta", "Asia/Jerusalem", "Asia/Karachi", "Asia/Kolkata",
        "Asia/Manila", "Asia/Seoul", "Asia/Shanghai", "Asia/Singapore", "Asia/Taipei",
        "Asia/Tokyo", "Australia/Adelaide", "Australia/Brisbane", "Australia/Melbourne",
        "Australia/Perth", "Australia/Sydney", "Europe/Amsterdam", "Europe/Athens",
        "Europe/Berlin", "Europe/Brussels", "Europe/Dublin", "Europe/Helsinki",
        "Europe/Istanbul", "Europe/Kyiv", "Europe/Lisbon", "Europe/London", "Europe/Madrid",
        "Europe/Oslo", "Europe/Paris", "Europe/Prague", "Europe/Rome", "Europe/Stockholm",
        "Europe/Vienna", "Europe/Warsaw", "Europe/Zurich", "Pacific/Auckland",
        "Pacific/Honolulu",
    ]
}
