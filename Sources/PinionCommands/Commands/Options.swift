import ArgumentParser
import PinionWiring

/// The options of every command that reads git.
struct CommonOptions: ParsableArguments {
    @Option(
        name: .customLong("repository"),
        help: ArgumentHelp(
            "The repository with the pins; the one that you stand in by "
                + "default.", valueName: "path|url"))
    var repository: String?

    @Option(
        help: ArgumentHelp(
            "Where clones are kept; they can be deleted at any time. $XDG_CACHE_HOME/pinion by "
                + "default.", valueName: "folder"))
    var cache: String?

    @Flag(name: .shortAndLong, help: "Show no progress and no notes.")
    var quiet = false

    @Flag(name: .shortAndLong, help: "Say every step on standard error.")
    var verbose = false
}

extension CommonOptions {
    /// The repository and the folder for clones.
    var choice: RepositoryChoice { RepositoryChoice(repository: repository, cache: cache) }
}

/// `--cached`: works without contacting a git server.
struct CachedOption: ParsableArguments {
    @Flag(help: "Ask no git server: take what this host saw last, and say how old that is.")
    var cached = false
}

/// The names of environments; an empty list means all.
struct EnvironmentArguments: ParsableArguments {
    @Argument(help: ArgumentHelp("The environments; all of them by default.", valueName: "env"))
    var environments: [String] = []
}
