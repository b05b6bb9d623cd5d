import PinionDecisions
import PinionModel
import PinionReconcile

/// `status`: one table with a row for each service and a column for each environment.
enum StatusText {
    static func blocks(_ report: Report) -> [Block] {
        let environments = report.environments.filter { $0.elsewhere == nil }
        let services = Set(environments.flatMap { $0.services.map(\.name) }).sorted()
        let head = ["SERVICE"] + environments.map { $0.name.uppercased() }
        let rows = services.map { service in
            ["\(service)"] + environments.map { cell(of: service, in: $0) }
        }
        return age(of: report)
            + (rows.isEmpty ? [] : [.table([head.map { "\(.heading($0))" }] + rows)])
            + report.environments.flatMap { footer($0, at: report.generatedAt) }
            + [.line(0, summary(of: report))]
    }

    /// Returns how old the compared commit is, if git was not asked.
    static func age(of report: Report) -> [Block] {
        report.age.map { [.line(0, "\(.heading($0))")] } ?? []
    }

    private static func cell(of name: String, in environment: EnvironmentReport) -> RichText {
        // A pin's key may be another service's name in the runtime: the worse status counts.
        let services = environment.services.filter { $0.name == name }
        guard let service = services.min(by: { $0.status < $1.status }) else {
            return environment.failure == nil ? "-" : "?"
        }
        let told = service.findings.filter { $0.severity < .notice }
            .sorted { ($0.severity, $0.kind.rawValue) < ($1.severity, $1.kind.rawValue) }
        let kinds = told.map(\.kind.rawValue).reduce(into: [String]()) {
            if !$0.contains($1) { $0.append($1) }
        }
        let details = kinds.isEmpty ? versions(service) : kinds.map { "\($0)" }
        return (["\(.status(service.status))"] + details).joined(separator: " ")
    }

    private static func versions(_ service: ServiceAssessment) -> [RichText] {
        service.containers.compactMap(\.pin).map { pin in
            pin.tag.map { "\($0)" } ?? "\(.brief(pin.digest))"
        }
    }

    private static func footer(_ environment: EnvironmentReport, at now: Timestamp) -> [Block] {
        let name: RichText = "\(.heading(environment.name)): "
        let findings = environment.worstFirst().map { finding -> RichText in
            "\(.severity(finding.severity)) \(finding.kind.rawValue): \(finding.text)"
        }
        let look = environment.elsewhere == nil ? environment.lastLook : nil
        let lines =
            environment.undone.map { RichText($0) }
            + environment.services.flatMap { HoldText.lines(of: $0, at: now) }
        return elsewhere(environment) + (environment.problem?.blocks(0, name, rest: 2) ?? [])
            + findings.map { .line(0, name + $0) }
            + (look.map {
                [.line(0, "\(.faint("\(environment.name): last recorded look \($0.words)"))")]
            } ?? []) + lines.map { .line(0, name + $0) }
    }

    /// Returns a line on an environment that is elsewhere, with the last look there; otherwise
    /// none.
    static func elsewhere(_ environment: EnvironmentReport) -> [Block] {
        guard let place = environment.elsewhere else { return [] }
        let look =
            environment.lastLook.map { "last looked \($0.words)" }
            ?? "who looked there last is not recorded"
        let name = RichText.Span.heading(environment.name)
        return [.line(0, "\(name): elsewhere, on the machine \(place.machine); \(look)")]
    }

    /// Returns the summary, such as `3 synced, 1 drifted`, without statuses that no service has.
    static func summary(of report: Report) -> RichText {
        let order = [Status.synced, .idle, .progressing, .atRisk, .unverified, .drifted]
        let parts = order.compactMap { status in
            report.summary[status].map { "\($0) \(status.rawValue)" }
        }
        return RichText(parts.isEmpty ? "no services" : parts.joined(separator: ", "))
    }
}

extension EnvironmentReport {
    /// Returns its further findings, worst first.
    func worstFirst(besidesRefusals: Bool = false) -> [Finding] {
        furtherFindings(besidesRefusals: besidesRefusals).sorted { $0.severity < $1.severity }
    }
}
