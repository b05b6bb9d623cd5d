package import PinionDecisions
package import PinionModel

extension PromotionSource {
    /// A source from the report of an inspection.
    package init(environment: Environment, report: EnvironmentReport, soak: SoakBook) {
        let isSeen = report.failure == nil && report.result?.heldBy == nil
        let held = report.result?.heldBy.map { Failure(Complaint("held by \($0)")) }
        self.init(
            environment: environment, assessment: isSeen ? report.result?.assessment : nil,
            failure: report.failure ?? held, soak: soak)
    }
}
