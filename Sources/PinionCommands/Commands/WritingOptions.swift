import ArgumentParser
import PinionModel

/// The options of every command that writes to git.
struct WritingOptions: ParsableArguments {
    @Flag(
        help: ArgumentHelp(
            "Commit to the tracked branch, which `proposals: direct` of the environment must allow."
        ))
    var direct = false
    @OptionGroup var output: OutputOptions<ProposalDocuments>
}

/// `--override`: commits during a closed window or a freeze.
struct OverrideOption: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Go ahead in spite of a closed window or a freeze, this once; the reason is "
                + "recorded.", valueName: "reason"))
    var override: String?

    func validate() throws { _ = try reason() }

    /// Returns the reason; `nil` if nothing is overridden.
    func reason() throws -> OverrideReason? {
        do throws(OverrideReason.Malformed) {
            return try override.map { text throws(OverrideReason.Malformed) in
                try OverrideReason(parsing: text)
            }
        } catch {
            throw ValidationError("--override: \(error)")
        }
    }
}

/// `--only`: the services that are changed.
struct OnlyOption: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Only this service; may be given again.", valueName: "service[/container]"))
    var only: [String] = []
}
