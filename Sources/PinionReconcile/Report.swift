package import PinionDecisions
package import PinionModel

/// What a command has to say: every environment's result, in one order.
package struct Report: Hashable, Sendable {
    /// When it was made.
    package let generatedAt: Timestamp
    /// The environments, ordered by name.
    package let environments: [EnvironmentReport]
    /// The newest commit of the tracked branch seen here, if git was not asked; nil where it was.
    package let cached: Revision?

    /// Puts a report together; the environments are ordered here.
    package init(generatedAt: Timestamp, environments: [EnvironmentReport], cached: Revision? = nil)
    {
        (self.cached, self.generatedAt) = (cached, generatedAt)
        self.environments = environments.sorted { $0.name < $1.name }
    }

    /// That git was not asked, and how old is what is compared; nil where it was.
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
    /// What the run found; nil where the environment could not even be read.
    package let result: EnvironmentResult?
    /// Why it could not be read or looked at; nil where it could.
    package let failure: Failure?
    /// What an interrupted change had stopped and was started again, or could not be.
    package let restored: [Restoration]
    /// Who looked at it last; nil where that was not asked, or is not recorded.
    package private(set) var lastLook: LookRecord.Look?
    private var lookNotice: Finding?
    /// What people took back and Pinion does not propose again, a sentence for each pin.
    package private(set) var undone: [String] = []

    /// The same with what people took back.
    package func telling(undone: [String]) -> EnvironmentReport {
        var report = self
        report.undone = undone
        return report
    }

    /// The same with who looked last, and the notice that this was long ago.
    ///
    /// Elsewhere, only the looks of others say anything of it: without them it is unverified.
    package func seen(by look: LookRecord.Look?, _ notice: Finding?) -> EnvironmentReport {
        var report = self
        report.lastLook = look
        report.lookNotice = notice.map { notice in
            elsewhere == nil
                ? notice : Finding(notice.kind, severity: .unverified, message: notice.text)
        }
        return report
    }

    /// Whether it is elsewhere, and nobody looks at it there, as far as is recorded.
    package var isForsaken: Bool { elsewhere != nil && lookNotice != nil }

    /// An environment that was run; `also` is what was started again besides.
    package init(_ result: EnvironmentResult, also: [Restoration] = []) {
        name = result.environment.description
        self.result = result
        let down = also.first { $0.problem != nil }
        failure = result.failure ?? down.map { Failure(RunFailure.stillDown([$0])) }
        restored = result.restored + also
    }

    /// An environment that could not be read.
    package init(name: String, failure: Failure, restored: [Restoration] = []) {
        (self.name, result, self.failure, self.restored) = (name, nil, failure, restored)
    }

    /// Where it is, if that is not here: then nothing of it was looked at, and that is no trouble.
    package var elsewhere: Elsewhere? { failure == nil ? result?.elsewhere : nil }

    /// The same where nothing is here at all: then that is what is wrong.
    package var missed: EnvironmentReport {
        guard let elsewhere else { return self }
        return EnvironmentReport(name: name, failure: Failure(elsewhere), restored: restored)
            .seen(by: lastLook, lookNotice)
    }

    /// Why it could not be read or looked at, in words; nil where it could.
    package var problem: String? { failure?.description }

    /// Its services, ordered by name; none where it could not be looked at.
    package var services: [ServiceAssessment] { result?.assessment?.services ?? [] }

    /// Findings of the environment as a whole.
    package var findings: [Finding] {
        (result?.findings ?? []) + (lookNotice.map { [$0] } ?? [])
    }

    /// The findings of the whole that its failure does not say, nor, if asked, its refusals.
    package func furtherFindings(besidesRefusals: Bool = false) -> [Finding] {
        let refusesHistory =
            besidesRefusals && result?.refusals.contains(where: \.isOfHistory) == true
        return findings.filter { finding in
            guard finding.cause == nil else { return finding.cause != failure }
            return !(refusesHistory && finding.kind == .historyUnverified)
        }
    }

    /// The worst of its services and findings; unverified at best where something went wrong.
    package var status: Status {
        guard elsewhere == nil else { return .unverified }
        let seen = services.map(\.status) + [Status(of: findings)]
        return Status(worstOf: failure == nil ? seen : seen + [.unverified])
    }

    /// Every finding, of services and of the whole.
    package var allFindings: [Finding] { findings + services.flatMap(\.findings) }
}

extension LookRecord.Look {
    /// The look that the end of a run is; nil where it could not see the environment.
    package init?(_ result: EnvironmentResult, host: String, at now: Timestamp) {
        guard let assessment = result.assessment, result.failure == nil, result.heldBy == nil,
            result.apply != .never, let commit = result.commit
        else { return nil }
        let all = result.findings + assessment.services.flatMap(\.findings)
        // What is doubtful about the history is for people: nothing is written then.
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
    /// A source from the report of an inspection.
    package init(environment: Environment, report: EnvironmentReport, soak: LedgerSoaks) {
        let isSeen = report.failure == nil && report.result?.heldBy == nil
        let held = report.result?.heldBy.map { Failure(Complaint("held by \($0)")) }
        self.init(
            environment: environment, assessment: isSeen ? report.result?.assessment : nil,
            failure: report.failure ?? held, soak: soak)
    }
}
