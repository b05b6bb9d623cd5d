import PinionHistory
import PinionModel
import PinionSyntax

/// `log --figures`: the four figures of delivery, and their basis.
enum FiguresText {
    private static let missing = "no data"

    /// Returns the figures for people.
    static func blocks(
        _ figures: DeliveryFigures, _ environment: String, _ place: LedgerLocation
    ) -> [Block] {
        let span: RichText = figures.from.map { "\($0) to \(figures.to)" } ?? "\(missing)"
        let rows = [
            ("deployment frequency", frequency(figures)),
            ("lead time", leadTime(figures)),
            ("failure rate", failureRate(figures)),
            ("time to restore", timeToRestore(figures)),
        ]
        return [.line(0, "\(.heading(environment))  \(span)")]
            + rows.map { name, value in
                .line(2, "\(name)\(String(repeating: " ", count: 22 - name.count))\(value)")
            }
            + notes(figures, place).map { .line(2, "note: \($0)") }
    }

    private static func frequency(_ figures: DeliveryFigures) -> String {
        guard let perDay = figures.perDay, let perWeek = figures.perWeek else { return missing }
        return "\(perDay.shown(decimals: 1)) a day, \(perWeek.shown(decimals: 1)) a week "
            + "(\(figures.deployments.verified) verified)"
    }

    private static func leadTime(_ figures: DeliveryFigures) -> String {
        guard let median = figures.leadTime.median else { return missing }
        let ninetieth = figures.leadTime.ninetieth?.inHours ?? missing
        return "median \(median.inHours), p90 \(ninetieth) (of \(figures.leadTime.count))"
    }

    private static func failureRate(_ figures: DeliveryFigures) -> String {
        guard let rate = figures.failureRate else { return missing }
        let made = figures.deployments
        return "\((rate * 100).shown(decimals: 1)) % (\(made.failed) failed and "
            + "\(made.takenBack) taken back of \(made.verified + made.failed))"
    }

    private static func timeToRestore(_ figures: DeliveryFigures) -> String {
        guard let median = figures.timeToRestore.median else { return missing }
        return "median \(median.inHours) (of \(figures.timeToRestore.count))"
    }

    private static func notes(_ figures: DeliveryFigures, _ place: LedgerLocation) -> [String] {
        func note(_ count: Int, _ noun: String, _ rest: String) -> String? {
            count == 0 ? nil : "\(plural(count, noun)) \(rest)"
        }
        return [
            figures.from == nil ? "the ledger has nothing of this period" : nil,
            place == .local
                ? "the ledger is kept on this host alone; other hosts' are not counted" : nil,
            note(
                figures.interruptions, "run",
                "interrupted: what became of them was told by a later run"),
            note(
                figures.withoutLeadTime, "deployment",
                "without lead time: what brought a pin cannot be told, or its clock was ahead"),
            note(
                figures.deployments.open, "deployment", "not verified and not failed; not counted"),
            note(figures.openTroubles, "trouble", "not over; not counted"),
        ].compactMap(\.self)
    }

    /// Returns the figures as JSON, schema `pinion/figures/v1`; an unknown value is `null`.
    static func json(
        _ figures: DeliveryFigures, environment: String, place: LedgerLocation
    ) -> JSONText {
        let made = figures.deployments
        return [
            "schema": "pinion/figures/v1", "environment": .text(environment),
            "from": .text(figures.from), "to": .text(figures.to), "days": .count(figures.days),
            "deployments": [
                "verified": .count(made.verified), "takenBack": .count(made.takenBack),
                "failed": .count(made.failed), "open": .count(made.open),
            ],
            "frequency": [
                "perDay": .decimal(figures.perDay), "perWeek": .decimal(figures.perWeek),
            ],
            "leadTime": [
                "medianSeconds": .seconds(figures.leadTime.median),
                "p90Seconds": .seconds(figures.leadTime.ninetieth),
                "measured": .count(figures.leadTime.count),
                "unknown": .count(figures.withoutLeadTime),
            ], "failureRate": .decimal(figures.failureRate),
            "timeToRestore": [
                "medianSeconds": .seconds(figures.timeToRestore.median),
                "measured": .count(figures.timeToRestore.count),
                "open": .count(figures.openTroubles),
            ], "interrupted": .count(figures.interruptions), "ledger": .text(place.rawValue),
        ]
    }
}
