import PinionAWS
package import PinionGit
package import PinionHTTP
package import PinionModel
package import PinionProcess
import PinionRegistry

/// The values that last as long as the process: its surroundings, its clock and its connections.
///
/// Made once, by the command line; values for one look at one commit are in a ``Session``.
package struct ProcessContext: Sendable {
    /// The environment variables.
    package let environment: [String: String]
    /// The folder in which the command was started.
    package let folder: String
    /// The path of this executable, for running it again.
    private let executable: String
    /// The clock and the random numbers of this process; all waiting uses it.
    package let clock: ProcessClock
    /// The sections that must finish before the process ends on a signal.
    package let criticalSections: any CriticalSections
    /// The only HTTP client; it uses no resources before the first request.
    package let http: HTTPClient
    /// The registries' credentials, and the tokens that were got with them.
    let credentials: CredentialStore
    /// The time zones of this machine.
    package let zones: ZoneInfo

    package init(
        environment: [String: String], folder: String, executable: String, clock: ProcessClock,
        criticalSections: any CriticalSections
    ) {
        (self.environment, self.folder, self.executable) = (environment, folder, executable)
        (self.clock, self.criticalSections) = (clock, criticalSections)
        http = HTTPClient(proxies: Proxies(environment: environment), clock: clock)
        credentials = CredentialStore(
            environment: environment,
            ecr: ECRAccess(settings: AWSSettings(variables: environment), http: http), clock: clock)
        zones = ZoneInfo(environment: environment)
    }

    /// Returns the time by the wall clock.
    package func now() -> Timestamp { clock.timestamp }

    /// Returns this process as the holder of an intent, with a new run id.
    package func holder() -> IntentHolder { HostIdentity.holder(run: clock.nonce()) }

    /// Closes the connections.
    package func close() async { await http.shutdown() }

    /// Returns the cache folder: the requested one, `$XDG_CACHE_HOME/pinion`, or `~/.cache/pinion`.
    package func cacheFolder(asked: String?) -> String {
        asked.map(absolute) ?? base("XDG_CACHE_HOME", orInHome: ".cache") + "/pinion"
    }

    /// The state folder, which contains local ledgers: `$XDG_STATE_HOME/pinion`, or
    /// `~/.local/state/pinion`.
    var stateFolder: String { base("XDG_STATE_HOME", orInHome: ".local/state") + "/pinion" }

    /// Returns a base folder; by the XDG Base Directory Specification 0.8, ignores a relative path.
    private func base(_ variable: String, orInHome path: String) -> String {
        if let value = environment[variable], value.hasPrefix("/") { return value }
        return (environment["HOME"] ?? "/root") + "/" + path
    }

    /// Returns the settings for git.
    package func gitSettings(cache: String?) throws(Complaint) -> GitSettings {
        gitSettings(
            cache: cache,
            deadlines: try gitTimeout().map { GitDeadlines(total: $0) } ?? GitDeadlines())
    }

    /// Returns the settings for git with given deadlines.
    func gitSettings(cache: String?, deadlines: GitDeadlines) -> GitSettings {
        GitSettings(
            cacheFolder: cacheFolder(asked: cache), stateFolder: stateFolder,
            environment: environment, executable: executable, deadlines: deadlines, clock: clock)
    }

    /// Returns the time limit for a query of a git remote, however much it sends, from
    /// `PINION_GIT_TIMEOUT`, such as `30m`.
    private func gitTimeout() throws(Complaint) -> Duration? {
        guard let text = environment["PINION_GIT_TIMEOUT"], !text.isEmpty else { return nil }
        let units = ["s": 1, "m": 60, "h": 3_600]
        guard let factor = units[String(text.suffix(1))], let number = Int(text.dropLast()),
            (1...86_400).contains(number), number * factor <= 86_400
        else {
            throw Complaint(
                "PINION_GIT_TIMEOUT must be seconds, minutes or hours, up to a day: `90s`, `30m`, "
                    + "`2h`"
            )
        }
        return .seconds(number * factor)
    }

    /// Returns a path as absolute, from the folder in which the command was started.
    package func absolute(_ path: String) -> String {
        path.hasPrefix("/") ? path : "\(folder)/\(path)"
    }
}
