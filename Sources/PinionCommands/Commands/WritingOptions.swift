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
        try override.map { try OverrideReason($0, of: "--override") }
    }
}

extension OverrideReason {
    /// Reads the reason that an option gives; throws a usage error that names the option.
    init(_ text: String, of option: String) throws {
        do throws(Malformed) { try self.init(parsing: text) } catch {
            throw ValidationError("\(option): \(error)")
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
