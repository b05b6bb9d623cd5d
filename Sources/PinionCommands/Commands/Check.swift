import ArgumentParser
import PinionModel
import PinionProcess
import PinionReports
import PinionReview
import PinionWiring

/// `pinion check`: the gate for a pull request.
struct Check: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Judge a change before it is merged, by the rules of its base.",
        discussion: """
            Rules, runtimes, endpoints and pinion.yaml are read from the base, only pins from the \
            head: a pull request cannot relax its own rules or point credentials elsewhere. Judged \
            is what merging the head into the base would give, also where it is behind; no working \
            tree is touched. The files must be valid, every digest \
            that is pinned newly must be in its registry and have the platforms of the one before, \
            and promotion, soak, holds, windows and freezes must let it pass. The plan against \
            what runs now is shown where the runtime can be reached. Only the environments that \
            the change touches are read and asked. The revisions are those of the repository that \
            you stand in.

            Changes nothing but the comment and the statuses that --comment and --status ask for; \
            they need a token of the forge, such as GITHUB_TOKEN, and speak of the tracked branch \
            as its remote has it now: a change into another branch is not judged then, and gets no \
            status. Exit codes: 0 the change may be merged, whatever its \
            plan; 1 it is invalid or cannot be judged; 3 a rule refuses it.
            """)

    @Option(
        help: ArgumentHelp(
            "The commit that the change is to be merged into; by default the tracked branch as its "
                + "remote has it now.",
            valueName: "rev")) var base: String?
    @Option(help: ArgumentHelp("The change.", valueName: "rev")) var head = "HEAD"
    @Option(
        help: ArgumentHelp(
            "The only environments that the change may touch, with commas between them; by default "
                + "those of the Pinion-Environment trailers of its commits, and any where there is "
                + "none.",
            valueName: "env,…")) var environments: String?
    @Flag(
        help: ArgumentHelp(
            "Do not look at what runs now; nor, outside a CI job of a pull request, ask the "
                + "repository's remote: the base is then the tracked branch as this clone last "
                + "fetched it."))
    var offline = false
    @Flag(help: "Keep one comment on the pull request up to date.") var comment = false
    @Flag(help: "Set the commit statuses pinion, and pinion/ENV for each environment.")
    var status = false
    @Option(
        help: ArgumentHelp(
            "The pull request; by default the one that the CI runs for.", valueName: "number"))
    var pullRequest: Int?
    @Option(
        help: ArgumentHelp(
            "The branch that the change is to be merged into; by default the one that the forge or "
                + "the CI tells.",
            valueName: "branch")) var target: String?
    @Option(
        help: ArgumentHelp(
            "The commit that gets the statuses; by default the one that is judged.",
            valueName: "commit")) var commit: String?
    @OptionGroup var output: OutputOptions<ReviewDocuments>
    @OptionGroup var common: CommonOptions

    func validate() throws {
        for name in names ?? [] where PinionModel::Environment.Name(parsing: name) == nil {
            throw ValidationError("`\(name)` is no environment's name; write --environments A,B")
        }
        if let commit, CommitID(parsing: commit) == nil {
            throw ValidationError("`\(commit)` is not a full commit id; copy all 40 digits")
        }
        if let pullRequest, pullRequest < 1 {
            throw ValidationError("`\(pullRequest)` is no pull request's number")
        }
    }

    func run() async throws {
        let process = ProcessContext.current
        let progress = Progress(isQuiet: common.quiet, isVerbose: common.verbose)
        progress.note("reading the repository")
        let events = GateEvents(
            begin: progress.note, note: { Terminal.complain("note: \($0)\n") },
            warn: {
                Terminal.complain(
                    "warning: the forge was not told, and may show what was so before: \($0)\n")
            }, onAction: progress.show,
            text: {
                switch $0 {
                case .review(let review, let limit): CheckMarkdown.text(of: review, limit: limit)
                case .notJudged(let reason): CheckMarkdown.text(of: reason)
                }
            })
        defer { progress.clear() }
        let outcome = try await judge(process, events)
        progress.clear()
        try show(outcome, process)
    }

    /// Judges the change against a commit of the working copy, or against the tracked branch.
    private func judge(_ process: ProcessContext, _ events: GateEvents) async throws -> GateOutcome
    {
        let variables = PullRequestVariables(environment: process.environment)
        // What a job of a pull request judges may be merged next, so it needs the newest base.
        let asksNoRemote = offline && !variables.isOfPullRequest
        if base != nil || asksNoRemote, !comment, !status {
            let session = try await ReviewSession.open(
                common.choice, process, base: base, isOffline: asksNoRemote)
            if base == nil {
                events.note(
                    "judged against \(session.base.id.short), the tracked branch as this clone last "
                        + "fetched it; the remote is not asked, --offline")
            }
            let review = try await ChangeReview(of: head, in: session).review(
                named: names.map { Set($0) }, isOffline: offline, events)
            return GateOutcome(.judged(review))
        }
        var asked = GateRequest(head: head, environments: names.map { Set($0) }, isOffline: offline)
        (asked.base, asked.comments, asked.setsStatuses) = (base, comment, status)
        (asked.pullRequest, asked.target) = (pullRequest, target)
        asked.commit = commit.flatMap { CommitID(parsing: $0) }
        let opening = GateOpening(common.choice, process, remote: variables.targetAddress)
        return try await Gate(asked, variables, opening, events).run()
    }

    /// Prints the result, and ends with its code.
    private func show(_ outcome: GateOutcome, _ process: ProcessContext) throws -> Never {
        let verdict: ReviewVerdict
        switch outcome.judgement {
        case .judged(let review):
            output.show(.review(review), process)
            verdict = review.verdict
        case .notJudged(let reason):
            Terminal.complain("error: the change is not judged: \(reason)\n")
            verdict = .refused
        }
        if let failure = outcome.failure { throw failure }
        throw Ending(ExitCode(verdict))
    }

    /// The named environments.
    var names: [String]? {
        environments?.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
}
