import PinionDecisions
package import PinionModel

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
