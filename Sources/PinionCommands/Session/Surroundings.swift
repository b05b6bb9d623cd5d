import FoundationEssentials
import Glibc
import PinionGit
import PinionModel

/// What a process finds around itself: variables, folders, clocks.
///
/// Read once, at the edge.
struct Surroundings: Sendable {
    /// The environment's variables.
    let environment: [String: String]
    /// The folder that the command was started in.
    let folder: String
    /// The path of this executable, to run again.
    let executable: String
    /// The wall clock.
    let now: @Sendable () -> Timestamp

    /// Those of this process.
    static let current = Surroundings(
        environment: ProcessInfo.processInfo.environment,
        folder: FileManager.default.currentDirectoryPath,
        executable: "/proc/self/exe",
        now: { Timestamp(secondsSinceEpoch: Int64(time(nil))) })

    /// The cache folder: the one that was asked for, `$XDG_CACHE_HOME/pinion`, or
    /// `~/.cache/pinion`.
    func cacheFolder(asked: String?) -> String {
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
    func gitSettings(cache: String?) -> GitSettings {
        GitSettings(
            cacheFolder: cacheFolder(asked: cache), stateFolder: stateFolder,
            environment: environment, executable: executable)
    }

    /// A path against the folder that the command was started in.
    func absolute(_ path: String) -> String { path.hasPrefix("/") ? path : "\(folder)/\(path)" }
}
