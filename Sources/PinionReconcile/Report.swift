package import PinionDecisions
package import PinionModel

/// What a command has to say: every environment's result, in one order.
package struct Report: Hashable, Sendable {
    /// When it was made.
    package let generatedAt: Timestamp
    /// The environments, ordered by name.
    package let environments: [EnvironmentReport]
    /// The newest commit of the tracked branch that this host saw, where git was not asked; nil where it was.
    package let cached: Revision?

    /// Puts a report together; the environments are ordered here.
    package init(
        generatedAt: Timestamp, environments: [EnvironmentReport], cached: Revision? = nil
    ) {
        self.cached = cached
        self.generatedAt = generatedAt
        self.environments = environments.sorted { $0.name < $1.name }
    }

    /// That git was not asked, and how old is what is compared; nil where it was.
    package var age: String? {
        cached.map {
            let age = (generatedAt - $0.authored).inWords
            return
                "git was not asked: this is the newest commit that this host saw, \($0.id.short) of \($0.authored), "
                + "\(age) ago, against what runs now"
        }
    }

    /// How many services have each status, over all environments.
    package var summary: [Status: Int] {
        Dictionary(
            environments.flatMap(\.services).map { ($0.status, 1) }, uniquingKeysWith: +)
    }
}

/// One environment in a report.
package struct EnvironmentReport: Hashable, Sendable {
    /// The folder's name, which may not be a valid environment name.
    package let name: String
    /// What the run found; nil where the environment could not even be read.
    package let result: EnvironmentResult?
    /// Why it could not be read or looked at; nil where it could.
    package let problem: String?
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
    /// Where it is elsewhere, nothing but the looks of others says anything of it: without them it is unverified.
    package func seen(by look: LookRecord.Look?, _ notice: Finding?) -> EnvironmentReport {
        var report = self
        report.lastLook = look
        report.lookNotice = notice.map { notice in
            elsewhere == nil
                ? notice
                : Finding(notice.kind, severity: .unverified, message: notice.text)
        }
        return report
    }

    /// Whether it is elsewhere, and nobody looks at it there, as far as is recorded.
    package var isForsaken: Bool { elsewhere != nil && lookNotice != nil }

    /// An environment that was run; `also` is what was started again besides.
    package init(_ result: EnvironmentResult, also: [Restoration] = []) {
        name = result.environment.description
        self.result = result
        problem = result.problem ?? also.compactMap(\.problem).first
        restored = result.restored + also
    }

    /// An environment that could not be read.
    package init(name: String, problem: String, restored: [Restoration] = []) {
        self.name = name
        result = nil
        self.problem = problem
        self.restored = restored
    }

    /// Where it is, if that is not here: then nothing of it was looked at, and that is no trouble.
    package var elsewhere: Elsewhere? { problem == nil ? result?.elsewhere : nil }

    /// The same where nothing is here at all: then that is what is wrong.
    package var missed: EnvironmentReport {
        guard let elsewhere else { return self }
        return EnvironmentReport(name: name, problem: elsewhere.problem, restored: restored)
            .seen(by: lastLook, lookNotice)
    }

    /// Its services, ordered by name; none where it could not be looked at.
    package var services: [ServiceAssessment] { result?.assessment?.services ?? [] }

    /// Findings of the environment as a whole.
    package var findings: [Finding] {
        (result?.findings ?? []) + (lookNotice.map { [$0] } ?? [])
    }

    /// The worst of its services and findings; never better than unverified where something went wrong.
    package var status: Status {
        guard elsewhere == nil else { return .unverified }
        let seen = services.map(\.status) + [Status(of: findings)]
        return Status(worstOf: problem == nil ? seen : seen + [.unverified])
    }

    /// Every finding, of services and of the whole.
    package var allFindings: [Finding] { findings + services.flatMap(\.findings) }
}
