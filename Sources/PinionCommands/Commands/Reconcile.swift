import ArgumentParser
import PinionDecisions
import PinionModel
import PinionReconcile
import PinionReports
import PinionWiring

/// `pinion reconcile`: performs the whole loop once, for cron.
struct Reconcile: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reconcile",
        abstract: "Bring the environments to their pins, verify, and record it.",
        discussion: """
            Fetches, compares, records an intent in the ledger, changes images within the limits, \
            waits until the running digests are the pins, and records the outcome. What it cannot \
            mend is printed. Safe to run from cron, twice at once, and again after a crash.

            Exit codes: 0 every pin is applied and verified; 1 an error, or a failed change that \
            stands; 2 differences remain; 3 a rule refuses: window, freeze, limit, approval; 75 \
            another run holds the environment, and nothing else remains.
            """)

    @OptionGroup var names: EnvironmentArguments
    @Option(
        help: ArgumentHelp("Change only this service; may be given again.", valueName: "service"))
    var only: [String] = []
    @Option(
        help: ArgumentHelp(
            "Approve the plan with this hash, as `pinion plan` shows it.", valueName: "plan-hash"))
    var approve: String?
    @Option(
        help: ArgumentHelp("Try a digest again that failed on this service.", valueName: "service"))
    var retry: [String] = []
    @Option(
        help: ArgumentHelp(
            "Accept that the branch was rewritten, up to this commit.", valueName: "commit"))
    var acceptRewrite: String?
    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp(
            "Break the lock of this run, whose host is gone, and say why; one environment must be "
                + "named.", valueName: "run-id reason"))
    var breakLock: [String] = []
    @OptionGroup var override: OverrideOption
    @Flag(help: "Exit with 2 also for risks that a reconcile cannot mend.")
    var strict = false
    @OptionGroup var output: OutputOptions<ReportDocuments>
    @OptionGroup var common: CommonOptions

    func validate() throws {
        if let approve, (try? Digest(parsing: approve)) == nil {
            throw ValidationError(
                "`\(approve)` is not a plan hash; copy the whole sha256:… that `pinion plan` shows")
        }
        if let acceptRewrite, CommitID(parsing: acceptRewrite) == nil {
            throw ValidationError("`\(acceptRewrite)` is not a full commit id; copy all 40 digits")
        }
        _ = try lockBreak()
    }

    /// Returns the lock to break, and the reason.
    private func lockBreak() throws -> LockBreak? {
        guard !breakLock.isEmpty else { return nil }
        guard breakLock.count == 2, names.environments.count == 1 else {
            throw ValidationError(
                "--break-lock takes a run's id and a reason, after one environment: `pinion "
                    + "reconcile ENV --break-lock RUN-ID \"why\"`")
        }
        return LockBreak(
            run: breakLock[0], reason: try OverrideReason(breakLock[1], of: "--break-lock"))
    }

    func run() async throws {
        let options = RunOptions(
            only: Set(only), approved: try approve.map { try Digest(parsing: $0) },
            retry: Set(retry), acceptedRewrite: acceptRewrite.flatMap { CommitID(parsing: $0) },
            override: try override.reason(), lockBreak: try lockBreak(), who: HostIdentity.person())
        let inspection = InspectingRepository(common: common)
        let report: Report
        do {
            report = try await inspection.report(
                names.environments, depth: .decision, options: options
            ) { report in
                output.show(.reconcile(report), inspection.process)
            }
        } catch SourceError.busy(let path, let seconds) {
            // The other process ends within its own time limit, and reports its own failure.
            Terminal.complain(
                "error: \(SourceError.busy(path: path, seconds: seconds).description)\n")
            throw Ending(.held)
        }
        throw Ending(.reconciling(report, isStrict: strict))
    }
}
