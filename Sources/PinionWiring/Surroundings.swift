import FoundationEssentials
import Glibc
package import PinionGit
package import PinionModel
package import PinionProcess

/// What a process finds around itself: variables, folders, clocks.
///
/// Read once, at the edge.
package struct Surroundings: Sendable {
    /// The environment's variables.
    package let environment: [String: String]
    /// The folder that the command was started in.
    package let folder: String
    /// The path of this executable, to run again.
    let executable: String
    /// The clock and the random numbers of this process; all that waits, waits by it.
    package let clock: ProcessClock

    /// The wall clock.
    package var now: @Sendable () -> Timestamp { { [clock] in clock.timestamp } }

    /// Those of this process.
    package static let current = Surroundings(
        environment: ProcessInfo.processInfo.environment,
        folder: FileManager.default.currentDirectoryPath,
        executable: "/proc/self/exe",
        clock: .system)

    /// The cache folder: the one that was asked for, `$XDG_CACHE_HOME/pinion`, or
    /// `~/.cache/pinion`.
    package func cacheFolder(asked: String?) -> String {
        asked.map(absolute) ?? base("XDG_CACHE_HOME", orInHome: ".cache") + "/pinion"
    }

    /// The state folder, where local ledgers live: `$XDG_STATE_HOME/pinion`, or
    /// `~/.local/state/pinion`.
    var stateFolder: String { base("XDG_STATE_HOME", orInHome: ".local/state") + "/pinion" }

    /// XDG Base Directory Specification 0.8: a relative path is ignored.
    private func base(_ variable: String, orInHome path: String) -> String {
        if let value = environment[variable], value.hasPrefix("/") { return value }
        return (environment["HOME"] ?? "/root") + "/" + path
    }

    /// What git work needs to know.
    package func gitSettings(cache: String?) throws(Complaint) -> GitSettings {
        gitSettings(
            cache: cache,
            deadlines: try gitTimeout().map { GitDeadlines(total: $0) } ?? GitDeadlines())
    }

    /// What git work needs to know that asks no remote.
    func gitSettings(cache: String?, deadlines: GitDeadlines) -> GitSettings {
        GitSettings(
            cacheFolder: cacheFolder(asked: cache), stateFolder: stateFolder,
            environment: environment, executable: executable, deadlines: deadlines,
            clock: clock)
    }

    /// How long one question to a git remote may take, however much it sends: `PINION_GIT_TIMEOUT`, as `30m`.
    private func gitTimeout() throws(Complaint) -> Duration? {
        guard let text = environment["PINION_GIT_TIMEOUT"], !text.isEmpty else { return nil }
        let units = ["s": 1, "m": 60, "h": 3_600]
        guard let factor = units[String(text.suffix(1))], let number = Int(text.dropLast()),
            (1...86_400).contains(number), number * factor <= 86_400
        else {
            throw Complaint(
                "PINION_GIT_TIMEOUT must be seconds, minutes or hours, up to a day: `90s`, `30m`, `2h`"
            )
        }
        return .seconds(number * factor)
    }

    /// A path against the folder that the command was started in.
    package func absolute(_ path: String) -> String {
        path.hasPrefix("/") ? path : "\(folder)/\(path)"
    }
}
