package import PinionModel

extension Proposal {
    /// Returns the pull request's Markdown, in at most `limit` UTF-16 code units and 30,000 bytes.
    ///
    /// It names the intent, by which a later run sees that the text is up to date.
    package func body(intent: Digest, limit: Int) -> String {
        let foot = "\n" + pinsMark(room: min(6_000, limit / 2)) + "\(Self.mark(of: intent))\n"
        guard retirementLines.isEmpty else {
            let lines = retirementLines.map { markdown($0, atMost: 700) }.joined(separator: "\n")
            if case .rehost = purpose {
                return "Merging this moves the environment **\(environment)** to another "
                    + "machine.\n\n\(lines)\n\nWhat runs on the former machine goes on running "
                    + "there, and nobody looks at it any more.\n\(foot)"
            }
            return "Merging this gives the environment **\(environment)** "
                + "up.\n\n\(lines)\n\nVersions of Pinion before 0.2 refuse a `pinion.yaml` with "
                + "`retired`: upgrade every host that reads this repository first, and say so "
                + "there: `requires: \">=0.2\"`.\n\(foot)"
        }
        var text =
            "\(introduction)\n\n| pin | from | to | where it comes from |\n|---|---|---|---|\n"
        let reserve = 200 + foot.utf8.count
        let limit = min(limit, Self.longestBody)
        var length = text.utf8.count
        for (index, change) in changes.enumerated() {
            let row = row(of: change) + "\n"
            guard length + row.utf8.count + reserve <= limit else {
                text +=
                    "\nand \(plural(changes.count - index, "more change")); the commit has them "
                    + "all.\n"
                break
            }
            text += row
            length += row.utf8.count
        }
        return text + foot
    }

    /// The most bytes of a body, whatever the git host accepts: a squash puts it into a commit.
    private static let longestBody = 30_000

    /// Returns the line that names a text's intent for a later run.
    package static func mark(of intent: Digest) -> String { "Pinion-Intent: `\(intent.hex)`" }

    private static let pinsToken = "Pinion-Pins: `"

    /// Returns the line that tells later runs which pins a text moves to which digests; empty if no
    /// rule proposed it, or none fits.
    private func pinsMark(room: Int) -> String {
        guard purpose.isByRule else { return "" }
        var room = room
        let words = changes.moves.sorted { $0.key < $1.key }.compactMap { key, image -> String? in
            let word = "\(key)=\(image.digest.hex.suffix(16))"
            room -= word.utf8.count + 1
            let isPlain = word.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f && $0 != UInt8(ascii: "`") }
            return isPlain && room >= 0 ? word : nil
        }
        return words.isEmpty ? "" : "\(Self.pinsToken)\(words.joined(separator: " "))`\n"
    }

    /// Returns the pins that a body names, each with the last digits of its digest.
    package static func pins(markedIn body: String) -> [PinKey: String] {
        var pins: [PinKey: String] = [:]
        for line in body.split(whereSeparator: \.isNewline) where line.hasPrefix(pinsToken) {
            for word in line.dropFirst(pinsToken.count).prefix(while: { $0 != "`" }).split(
                separator: " ")
            {
                let parts = word.split(separator: "=")
                guard parts.count == 2, parts[1].count == 16, let key = PinKey(parsing: parts[0])
                else { continue }
                pins[key] = String(parts[1])
            }
        }
        return pins
    }

    /// Returns the intent that a body names; `nil` if someone took it out.
    package static func intent(markedIn body: String) -> String? {
        for line in body.split(whereSeparator: \.isNewline).reversed()
        where line.hasPrefix("Pinion-Intent: `") {
            let hex = line.dropFirst("Pinion-Intent: `".count).prefix { $0 != "`" }
            return hex.count == 64 && hex.allSatisfy(\.isHexDigit) ? String(hex) : nil
        }
        return nil
    }

    private var introduction: String {
        let override = override.map {
            "\n\nA window or freeze was overridden: \(markdown($0.description, atMost: 300))"
        }
        return "Merging this commits \(plural(changes.count, "change")) to the pins of "
            + "**\(environment)** (`\(purpose.word)`)." + (override ?? "")
    }

    private func row(of change: PinChange) -> String {
        let origin = origins[change.key].map { markdown($0.line, atMost: 300) } ?? ""
        let name = markdown(change.key.description, atMost: 300)
        switch change {
        case .move(_, let old, let new): return row(name, code(old), code(new), origin)
        case .hold(_, let hold):
            return row(name, "", "hold", markdown(hold.words().description, atMost: 400))
        case .release: return row(name, "hold", "", "the hold is taken off")
        case .add(let service):
            let images = service.pins.map { pin in
                (pin.container.map { markdown($0, atMost: 100) + " " } ?? "") + code(pin.image)
            }
            return row(name, "", images.joined(separator: "<br>"), origin)
        }
    }

    private func row(_ cells: String...) -> String { "| \(cells.joined(separator: " | ")) |" }

    /// A reference has no bars.
    private func code(_ image: PinnedImage) -> String { Markdown.code(image.reference.familiar) }

    private func markdown(_ text: String, atMost limit: Int) -> String {
        Markdown.escaped(oneLine(text, atMost: limit))
    }
}
