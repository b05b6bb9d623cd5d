package import PinionDecisions
package import PinionModel

/// The report of a command: every environment's result, in order.
package struct Report: Hashable, Sendable {
    /// The time of the report.
    package let generatedAt: Timestamp
    /// The environments, ordered by name.
    package let environments: [EnvironmentReport]
    /// The newest commit of the tracked branch that this host saw; `nil` if git was asked.
    package let cached: Revision?

    /// Creates a report, and orders the environments.
    package init(generatedAt: Timestamp, environments: [EnvironmentReport], cached: Revision? = nil)
    {
        (self.cached, self.generatedAt) = (cached, generatedAt)
        self.environments = environments.sorted { $0.name < $1.name }
    }

    /// How old the compared commit is, as a sentence; `nil` if git was asked.
    package var age: String? {
        cached.map {
            let age = (generatedAt - $0.authored).inWords
            return
                "git was not asked: this is the newest commit that this host saw, \($0.id.short) "
                + "of \($0.authored), \(age) ago, against what runs now"
        }
    }

    /// How many services have each status, over all environments.
    package var summary: [Status: Int] {
        Dictionary(environments.flatMap(\.services).map { ($0.status, 1) }, uniquingKeysWith: +)
    }
}

/// One environment in a report.
package struct EnvironmentReport: Hashable, Sendable {
    /// The folder's name, which may not be a valid environment name.
    package let name: String
    /// The run's result; `nil` if the environment could not even be read.
    package let result: EnvironmentResult?
    /// Why the environment could not be read or looked at; `nil` if it could.
    package let failure: Failure?
    /// The containers that an interrupted change stopped and that were started again, or not.
    package let restored: [Restoration]
    /// The newest look at the environment; `nil` if it was not asked for or none is recorded.
    package private(set) var lastLook: LookRecord.Look?
    private var lookNotice: Finding?
    /// The pins that someone reverted and Pinion does not propose again, a sentence for each.
    package private(set) var undone: [String] = []

    /// Returns a copy with the pins that someone reverted.
    package func telling(undone: [String]) -> EnvironmentReport {
        var report = self
        report.undone = undone
        return report
    }

    /// Returns a copy with the newest look, and the notice that it was long ago.
    ///
    /// An environment that is elsewhere is known only by the looks of others: without them it is
    /// unverified.
    package func seen(by look: LookRecord.Look?, _ notice: Finding?) -> EnvironmentReport {
        var report = self
        report.lastLook = look
        report.lookNotice = notice.map { notice in
            elsewhere == nil
                ? notice : Finding(notice.kind, severity: .unverified, message: notice.text)
        }
        return report
    }

    /// Whether the environment is elsewhere, and no recent look there is recorded.
    package var isUnwatched: Bool { elsewhere != nil && lookNotice != nil }

    /// Creates the report of a run; `also` lists further containers that were started again.
    package init(_ result: EnvironmentResult, also: [Restoration] = []) {
        name = result.environment.description
        self.result = result
        let down = also.first { $0.problem != nil }
        failure = result.failure ?? down.map { Failure(RunFailure.stillDown([$0])) }
        restored = result.restored + also
    }

    /// Creates the report of an environment that could not be read.
    package init(name: String, failure: Failure, restored: [Restoration] = []) {
        (self.name, result, self.failure, self.restored) = (name, nil, failure, restored)
    }

    /// The environment's machine, if it is another one; it was not looked at, which is no failure.
    package var elsewhere: Elsewhere? { failure == nil ? result?.elsewhere : nil }

    /// A copy that reports its absence as a failure, for a host that has none of the environments.
    package var reportedAsFailure: EnvironmentReport {
        guard let elsewhere else { return self }
        return EnvironmentReport(name: name, failure: Failure(elsewhere), restored: restored)
            .seen(by: lastLook, lookNotice)
    }

    /// The failure in words; `nil` if there is none.
    package var problem: String? { failure?.description }

    /// The environment's services, ordered by name; empty if it could not be looked at.
    package var services: [ServiceAssessment] { result?.assessment?.services ?? [] }

    /// The findings about the environment as a whole.
    package var findings: [Finding] {
        (result?.findings ?? []) + (lookNotice.map { [$0] } ?? [])
    }

    /// Returns the findings about the whole, without its failure and, if asked, its refusals.
    package func furtherFindings(besidesRefusals: Bool = false) -> [Finding] {
        let refusesHistory =
            besidesRefusals && result?.refusals.contains(where: \.isOfHistory) == true
        return findings.filter { finding in
            guard finding.cause == nil else { return finding.cause != failure }
            return !(refusesHistory && finding.kind == .historyUnverified)
        }
    }

    /// The worst status of its services and findings; at best unverified if there is a failure.
    package var status: Status {
        guard elsewhere == nil else { return .unverified }
        let seen = services.map(\.status) + [Status(of: findings)]
        return Status(worstOf: failure == nil ? seen : seen + [.unverified])
    }

    /// Every finding, about services and about the whole.
    package var allFindings: [Finding] { findings + services.flatMap(\.findings) }
}

extension LookRecord.Look {
    /// Creates the look that a finished run was; `nil` if it could not see the environment.
    package init?(_ result: EnvironmentResult, host: String, at now: Timestamp) {
        guard let assessment = result.assessment, result.failure == nil, result.heldBy == nil,
            result.apply != .never, let commit = result.commit
        else { return nil }
        let all = result.findings + assessment.services.flatMap(\.findings)
        // An operator must settle doubts about the history: until then nothing is written.
        let barred: Set<Finding.Kind> = [.unreachable, .historyUnverified]
        guard !all.contains(where: { barred.contains($0.kind) && $0.severity == .unverified })
        else { return nil }
        let counts = Dictionary(all.map { ($0.kind.rawValue, 1) }, uniquingKeysWith: +)
        self.init(
            at: now, host: host, version: ProgramVersion.current, commit: commit,
            findings: counts.map { LookRecord.KindCount($0.key, $0.value) })
    }
}

extension PromotionSource {
    /// Creates a source from the report of an inspection.
    package init(environment: Environment, report: EnvironmentReport, soak: LedgerSoaks) {
        let isSeen = report.failure == nil && report.result?.heldBy == nil
        let held = report.result?.heldBy.map { Failure(Complaint("held by \($0)")) }
        self.init(
            environment: environment, assessment: isSeen ? report.result?.assessment : nil,
            failure: report.failure ?? held, soak: soak)
    }
}
