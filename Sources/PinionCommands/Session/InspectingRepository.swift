import PinionDecisions
import PinionModel
import PinionReconcile
import PinionReports
import PinionWiring

/// Opens the repository for a command that looks or reconciles, and shows progress.
///
/// `status`, `plan` and `drift` only look; `reconcile` comes through here too, with options.
struct InspectingRepository: Sendable {
    let common: CommonOptions
    var revision: String?
    var isCached = false
    let process = ProcessContext.current

    /// Looks at the named environments, or all; reconciles them if there are options.
    func report(
        _ names: [String], depth: Depth, options: RunOptions? = nil, tellsLooks: Bool = false,
        _ show: (Report) -> Void = { _ in }
    ) async throws -> Report {
        let progress = Progress(isQuiet: common.quiet, isVerbose: common.verbose)
        defer { progress.clear() }
        progress.note("reading the repository")
        let session: Session
        do {
            session = try await Session.open(
                common.choice, process, revision: revision, isCached: isCached)
        } catch {
            if options != nil { await restore(names) }
            throw tellsLooks && !isCached ? Complaint(offeringCacheFor: error) : error
        }
        let isQuiet = common.quiet
        let inspection = Inspection(
            names, depth: depth, options: options, tellsLooks: tellsLooks,
            events: Inspection.Events(
                note: { if !isQuiet { Terminal.complain("note: \($0)\n") } },
                restored: Self.say, onAction: { progress.show($0, of: $1) }))
        defer { session.close() }
        return try await inspection.report(session) {
            progress.clear()
            show($0)
        }
    }

    /// Restarts the services that an interrupted change stopped, if the repository cannot be read.
    private func restore(_ names: [String]) async {
        let restored = await Restorer(common.choice, process).restore(names)
        for (name, all) in restored.sorted(by: { $0.key < $1.key }) {
            for one in all { Self.say(one, of: name) }
        }
    }

    @Sendable private static func say(_ one: Restoration, of name: String) {
        let line: RichText = "\(name): \(FindingsText.restored(one))"
        Terminal.complain(TextStyle.plain.text(of: [.line(0, line)]))
    }
}
