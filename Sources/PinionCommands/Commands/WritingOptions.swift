import ArgumentParser

/// What every command that writes to git takes.
struct WritingOptions: ParsableArguments {
    @Flag(
        help: ArgumentHelp(
            "Commit to the tracked branch, which `proposals: direct` of the environment must allow."
        ))
    var direct = false
    @Option(help: "How to write it: text or json.") var format = Format.text
}

/// The way past a closed window or freeze.
struct OverrideOption: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Propose although a window or freeze is closed; the reason is "
                + "recorded.", valueName: "reason"))
    var override: String?

    func validate() throws {
        if let override, override.allSatisfy(\.isWhitespace) {
            throw ValidationError("--override needs a reason")
        }
    }
}

/// The services that alone are concerned.
struct OnlyOption: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Only this service; may be given again.", valueName: "service[/container]"))
    var only: [String] = []
}
