import PinionModel
import PinionSyntax

extension JSONText {
    /// A value in words, or `null`.
    static func text(_ value: (some CustomStringConvertible)?) -> JSONText {
        value.map { .string($0.description) } ?? .null
    }

    /// Values in words.
    static func list(_ values: some Sequence<some CustomStringConvertible>) -> JSONText {
        .array(values.map { .text($0) })
    }

    /// How many.
    static func count(_ number: Int) -> JSONText { .number(JSONNumber(number)) }

    /// A clause, or `null` where it is empty.
    static func clause(_ text: String) -> JSONText { text.isEmpty ? .null : .string(text) }

    /// A length of time in whole seconds, or `null`.
    static func seconds(_ length: Duration?) -> JSONText {
        length.map { .number(JSONNumber(Int($0.components.seconds))) } ?? .null
    }

    /// A number with up to four decimals, or `null`.
    static func decimal(_ number: Double?) -> JSONText {
        number.flatMap { JSONNumber(parsing: $0.shown(decimals: 4)) }.map { .number($0) } ?? .null
    }

    /// The whole as a file's text.
    var fileText: String { String(decoding: bytes(.pretty), as: UTF8.self) + "\n" }
}

extension Hold {
    /// What every report tells of a hold.
    var jsonMembers: [JSONText.Member] {
        [
            .init("refuse", .list(refuse)), .init("reason", .text(reason)),
            .init("until", .text(until)),
        ]
    }
}

extension Double {
    /// The number with so many decimals at most; zeros at the end are left out.
    func shown(decimals: Int) -> String {
        let scale = (0..<decimals).reduce(1) { scale, _ in scale * 10 }
        let units = Int((magnitude * Double(scale)).rounded())
        var digits = String(units % scale)
        digits = String(repeating: "0", count: decimals - digits.count) + digits
        while digits.hasSuffix("0") { digits.removeLast() }
        let sign = self < 0 && units > 0 ? "-" : ""
        return "\(sign)\(units / scale)" + (digits.isEmpty ? "" : ".\(digits)")
    }
}

extension RecordedChange {
    /// What every report tells of a change.
    var jsonMembers: [JSONText.Member] {
        [
            .init("service", .text(container.service)),
            .init("container", .text(container.container)), .init("from", .text(before)),
            .init("to", .text(after)),
        ]
    }
}

extension RestoredContainer {
    /// What every report tells of a container that was started again.
    var jsonMembers: [JSONText.Member] {
        [
            .init("service", .text(service)), .init("container", .text(name)),
            .init("object", .text(object)),
        ]
    }
}

extension TagWrite {
    /// What every report tells of a tag write; `from` is null where there was no such tag.
    var jsonMembers: [JSONText.Member] {
        [
            .init("repository", .text(repository)),
            .init("tag", .text(tag)), .init("from", .text(before)), .init("to", .text(after)),
        ]
    }
}

extension TagResult {
    /// The write with its verdict.
    var jsonMembers: [JSONText.Member] {
        write.jsonMembers + [
            .init("verdict", .text(verdict.word)), .init("reason", .clause(verdict.reason)),
        ]
    }
}

extension JSONText {
    /// The object with further members, those that there are.
    func adding(_ further: Member?...) -> JSONText {
        guard case .object(let members) = self else { return self }
        return .object(members + further.compactMap(\.self))
    }

    /// The object with a member `effects`, where there are any: what changes do besides.
    func adding(effects: [PlannedEffect]) -> JSONText {
        adding(effects.isEmpty ? nil : .init("effects", .array(effects.map(\.json))))
    }
}

extension PlannedEffect {
    fileprivate var json: JSONText {
        switch effect {
        case .freezes(let container, let from, let image):
            [
                "kind": "freezes", "service": .text(service), "container": .text(container),
                "from": .text(from), "to": .text(image),
            ]
        case .scales(let from, let to):
            [
                "kind": "scales", "service": .text(service), "from": .count(from), "to": .count(to),
            ]
        }
    }
}

extension LookRecord.Look {
    /// Who looked, when, and with which findings.
    var json: JSONText {
        [
            "at": .text(at), "host": .text(host), "version": .text(version),
            "commit": .text(commit),
            "findings": .array(
                findings.map { count -> JSONText in
                    ["kind": .text(count.kind), "count": .count(count.count)]
                }),
        ]
    }
}
