package import PinionDecisions
package import PinionModel

extension PromotionSource {
    /// A source from the report of an inspection.
    package init(environment: Environment, report: EnvironmentReport, soak: SoakBook) {
        let isSeen = report.problem == nil && report.result?.heldBy == nil
        let held = report.result?.heldBy.map { "held by \($0)" }
        self.init(
            environment: environment, assessment: isSeen ? report.result?.assessment : nil,
            problem: report.problem ?? held, soak: soak)
    }
}
