import PinionDecisions
import PinionModel
package import PinionReconcile

/// `status`: one table, one row a service, all environments side by side.
package enum StatusTable {
    /// The table, what stands below it, and a line end.
    package static func text(of report: Report, _ palette: Palette) -> String {
        let environments = report.environments.filter { $0.elsewhere == nil }
        let services = Set(environments.flatMap { $0.services.map(\.name) }).sorted()
        var rows = [[Cell("SERVICE")] + environments.map { Cell($0.name.uppercased()) }]
        rows += services.map { service in
            [Cell(service)] + environments.map { cell(of: service, in: $0) }
        }
        var lines = report.age.map { [palette.strong($0)] } ?? []
        lines += services.isEmpty ? [] : Self.lines(rows, palette)
        lines += footer(report, palette)
        return lines.map { $0 + "\n" }.joined()
    }

    /// One cell: its text, and the status that colours its first word.
    private struct Cell {
        let status: Status?
        let text: String

        init(_ text: String, _ status: Status? = nil) {
            self.text = text.printable
            self.status = status
        }
    }

    private static func cell(of name: String, in environment: EnvironmentReport) -> Cell {
        // A pin's key may be the name of another service in the runtime: the worse of the two counts.
        let services = environment.services.filter { $0.name == name }
        guard let service = services.min(by: { $0.status < $1.status }) else {
            return Cell(environment.failure == nil ? "-" : "?")
        }
        let kinds = Set(
            service.findings.filter { $0.severity < .notice }.map(\.kind.rawValue)
        ).sorted()
        let detail = kinds.isEmpty ? version(service) : kinds.joined(separator: " ")
        return Cell(
            [service.status.rawValue, detail].filter { !$0.isEmpty }.joined(separator: " "),
            service.status)
    }

    private static func version(_ service: ServiceAssessment) -> String {
        service.containers.compactMap(\.pin).map { pin in
            pin.tag?.description ?? pin.digest.short
        }.joined(separator: " ")
    }

    private static func lines(_ rows: [[Cell]], _ palette: Palette) -> [String] {
        let columns = rows.first?.count ?? 0
        let natural = (0..<columns).map { column in rows.map { $0[column].text.count }.max() ?? 0 }
        let widths = fitted(natural, into: palette.width)
        return rows.enumerated().map { number, row in
            let cells = row.enumerated().map { column, cell in
                let isLast = column == columns - 1
                let text = cut(cell.text, widths[column])
                let padding =
                    isLast ? "" : String(repeating: " ", count: widths[column] - text.count)
                return (number == 0 ? palette.strong(text) : paint(text, cell, palette)) + padding
            }
            return cells.joined(separator: "  ")
        }
    }

    private static func paint(_ text: String, _ cell: Cell, _ palette: Palette) -> String {
        guard let status = cell.status, text.hasPrefix(status.rawValue) else { return text }
        return palette.paint(status.rawValue, status) + text.dropFirst(status.rawValue.count)
    }

    /// Takes columns from the widest until the table fits; no column goes below eight.
    private static func fitted(_ natural: [Int], into width: Int?) -> [Int] {
        guard let width else { return natural }
        var widths = natural
        var excess = widths.reduce(0, +) + 2 * (widths.count - 1) - width
        while excess > 0, let widest = widths.indices.max(by: { widths[$0] < widths[$1] }),
            widths[widest] > 8
        {
            widths[widest] -= 1
            excess -= 1
        }
        return widths
    }

    private static func cut(_ text: String, _ width: Int) -> String {
        text.count <= width ? text : text.prefix(max(0, width - 1)) + "…"
    }

    private static func footer(_ report: Report, _ palette: Palette) -> [String] {
        var lines: [String] = []
        for environment in report.environments {
            lines += elsewhere(environment, palette)
            if let problem = environment.problem {
                let all = problem.printableLines
                lines += all.prefix(1).map {
                    "\(palette.strong(environment.name.printable)): \($0)"
                }
                lines += all.dropFirst().map { "  " + $0 }
            }
            lines += environment.furtherFindings().map {
                "\(palette.strong(environment.name.printable)): \(palette.paint($0.severity)) "
                    + "\($0.kind.rawValue): \($0.message.printable)"
            }
            if let look = environment.lastLook, environment.elsewhere == nil {
                lines.append(
                    palette.faint(
                        "\(environment.name.printable): last recorded look \(look.words.printable)")
                )
            }
            lines += environment.undone.map {
                "\(palette.strong(environment.name.printable)): \($0.printable)"
            }
            lines += environment.services.flatMap { service in
                HoldText.lines(of: service, at: report.generatedAt).map {
                    "\(palette.strong(environment.name.printable)): \($0)"
                }
            }
        }
        return lines + [summary(of: report)]
    }

    /// That it is on another machine, and who looked at it there last; none where it is here.
    static func elsewhere(_ environment: EnvironmentReport, _ palette: Palette) -> [String] {
        guard let place = environment.elsewhere else { return [] }
        let look = environment.lastLook.map { "last looked \($0.words.printable)" }
        return [
            "\(palette.strong(environment.name.printable)): elsewhere, on the machine \(place.machine.printable); "
                + (look ?? "who looked there last is not recorded")
        ]
    }

    /// `3 synced, 1 drifted`, statuses without services left out.
    static func summary(of report: Report) -> String {
        let order = [Status.synced, .idle, .progressing, .atRisk, .unverified, .drifted]
        let parts = order.compactMap { status in
            report.summary[status].map { "\($0) \(status.rawValue)" }
        }
        return parts.isEmpty ? "no services" : parts.joined(separator: ", ")
    }
}
