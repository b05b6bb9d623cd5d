import PinionModel
import PinionSyntax

extension JSONText {
    /// Returns a value as text, or `null`.
    static func text(_ value: (some CustomStringConvertible)?) -> JSONText {
        value.map { .string($0.description) } ?? .null
    }

    /// Returns values as texts.
    static func list(_ values: some Sequence<some CustomStringConvertible>) -> JSONText {
        .array(values.map { .text($0) })
    }

    /// Returns a number.
    static func count(_ number: Int) -> JSONText { .number(JSONNumber(number)) }

    /// Returns a clause, or `null` if it is empty.
    static func clause(_ text: String) -> JSONText { text.isEmpty ? .null : .string(text) }

    /// Returns a length of time in whole seconds, or `null`.
    static func seconds(_ length: Duration?) -> JSONText {
        length.map { .number(JSONNumber(Int($0.components.seconds))) } ?? .null
    }

    /// Returns a number with up to four decimals, or `null`.
    static func decimal(_ number: Double?) -> JSONText {
        number.flatMap { JSONNumber(parsing: $0.shown(decimals: 4)) }.map { .number($0) } ?? .null
    }

    /// The value as a file's text.
    var fileText: String { String(decoding: bytes(.pretty), as: UTF8.self) + "\n" }
}

extension Hold {
    /// The members for a hold in every report.
    var jsonMembers: [JSONText.Member] {
        [
            .init("refuse", .list(refuse)), .init("reason", .text(reason)),
            .init("until", .text(until)),
        ]
    }
}

extension Double {
    /// Returns the number with at most so many decimals, without zeros at the end.
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
    /// The members for a change in every report.
    var jsonMembers: [JSONText.Member] {
        [
            .init("service", .text(container.service)),
            .init("container", .text(container.container)), .init("from", .text(before)),
            .init("to", .text(after)),
        ]
    }
}

extension RestoredContainer {
    /// The members for a container that was started again, in every report.
    var jsonMembers: [JSONText.Member] {
        [
            .init("service", .text(service)), .init("container", .text(name)),
            .init("object", .text(object)),
        ]
    }
}

extension TagWrite {
    /// The members for a tag write in every report; `from` is null if there was no tag.
    var jsonMembers: [JSONText.Member] {
        [
            .init("repository", .text(repository)),
            .init("tag", .text(tag)), .init("from", .text(before)), .init("to", .text(after)),
        ]
    }
}

extension TagResult {
    /// The members of the write, and its verdict.
    var jsonMembers: [JSONText.Member] {
        write.jsonMembers + [
            .init("verdict", .text(verdict.word)), .init("reason", .clause(verdict.reason)),
        ]
    }
}

extension JSONText {
    /// Returns the object with those further members that are not `nil`.
    func adding(_ further: Member?...) -> JSONText {
        guard case .object(let members) = self else { return self }
        return .object(members + further.compactMap(\.self))
    }

    /// Returns the object with side effects of changes, if there are any, as the member `effects`.
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
    /// The look: its host, time and findings.
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
