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
            Rules, runtimes, endpoints and pinion.yaml are read from the base, only pins from the head: a pull \
            request cannot relax its own rules or point credentials elsewhere. Judged is what merging the head into the \
            base would give, also where it is behind; no working tree is touched. The files must be valid, every digest \
            that is pinned newly must be in its registry and have the platforms of the one before, and promotion, \
            soak, holds, windows and freezes must let it pass. The plan against what runs now is shown where the \
            runtime can be reached. Only the environments that the change touches are read and asked. The \
            revisions are those of the repository that you stand in.

            Changes nothing but the comment and the statuses that --comment and --status ask for; they need a token \
            of the forge, such as GITHUB_TOKEN, and speak of the tracked branch as its remote has it now: a change into \
            another branch is not judged then, and gets no status. Exit codes: 0 the change may be merged, whatever its \
            plan; 1 it is invalid or cannot be judged; 3 a rule refuses it.
            """)

    @Option(
        help: ArgumentHelp(
            "The commit that the change is to be merged into; by default the tracked branch as its remote has it now.",
            valueName: "rev")) var base: String?
    @Option(help: ArgumentHelp("The change.", valueName: "rev")) var head = "HEAD"
    @Option(
        help: ArgumentHelp(
            "The only environments that the change may touch, with commas between them; by default those "
                + "of the Pinion-Environment trailers of its commits, and any where there is none.",
            valueName: "env,…")) var environments: String?
    @Flag(help: "Do not look at what runs now.") var offline = false
    @Flag(help: "Keep one comment on the pull request up to date.") var comment = false
    @Flag(help: "Set the commit statuses pinion, and pinion/ENV for each environment.")
    var status = false
    @Option(
        help: ArgumentHelp(
            "The pull request; by default the one that the CI runs for.", valueName: "number"))
    var pullRequest: Int?
    @Option(
        help: ArgumentHelp(
            "The branch that the change is to be merged into; by default the one that the forge or the CI tells.",
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
        let surroundings = Surroundings.current
        let progress = Progress(isQuiet: common.quiet, isVerbose: common.verbose)
        progress.note("reading the repository")
        let verdict: ReviewVerdict
        if let base, !comment, !status {
            verdict = try await judge(on: base, surroundings, progress)
        } else {
            let variables = PullRequestVariables(environment: surroundings.environment)
            verdict = try await GateRun(
                options: self, variables: variables, surroundings: surroundings,
                progress: progress
            ).run()
        }
        throw Ending(ExitCode(verdict))
    }

    /// Judges what merging into a commit of the repository would give; nobody is told, and no remote is asked for it.
    private func judge(
        on base: String, _ surroundings: Surroundings, _ progress: Progress
    ) async throws -> ReviewVerdict {
        let session = try await CheckSession.open(
            common.choice, surroundings, base: base, head: head)
        let result: Result<Review, any Error>
        do {
            result = .success(
                try await session.review(
                    named: names.map { Set($0) }, isOffline: offline, progress))
        } catch {
            result = .failure(error)
        }
        progress.clear()
        await session.close()
        let review = try result.get()
        output.show(.review(review), surroundings)
        return review.verdict
    }

    /// The environments that were named.
    var names: [String]? {
        environments?.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
}
