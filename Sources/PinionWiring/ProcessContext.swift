import PinionAWS
package import PinionGit
package import PinionHTTP
package import PinionModel
package import PinionProcess
import PinionRegistry

/// What lasts as long as the process: what it finds around itself, its clock, and its connections.
///
/// Made once, by the command line; whatever belongs to one look at one commit is in a ``Session``.
package struct ProcessContext: Sendable {
    /// The environment's variables.
    package let environment: [String: String]
    /// The folder that the command was started in.
    package let folder: String
    /// The path of this executable, to run again.
    private let executable: String
    /// The clock and the random numbers of this process; all that waits, waits by it.
    package let clock: ProcessClock
    /// What a signal that asks the process to end must wait for.
    package let sections: any CriticalSections
    /// The only HTTP client; it costs nothing until the first request.
    package let http: HTTPClient
    /// The credentials of registries, and the tokens that they gave for them.
    let credentials: CredentialStore
    /// The time zones of this machine.
    package let zones: ZoneInfo

    package init(
        environment: [String: String], folder: String, executable: String, clock: ProcessClock,
        sections: any CriticalSections
    ) {
        (self.environment, self.folder, self.executable) = (environment, folder, executable)
        (self.clock, self.sections) = (clock, sections)
        http = HTTPClient(proxies: Proxies(environment: environment), clock: clock)
        credentials = CredentialStore(
            environment: environment,
            ecr: ECRAccess(settings: AWSSettings(variables: environment), http: http), clock: clock)
        zones = ZoneInfo(environment: environment)
    }

    /// The wall clock.
    package func now() -> Timestamp { clock.timestamp }

    /// This process as the holder of an intent, with a new run id.
    package func holder() -> IntentHolder { HostIdentity.holder(run: clock.nonce()) }

    /// Ends connections.
    package func close() async { await http.shutdown() }

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
            environment: environment, executable: executable, deadlines: deadlines, clock: clock)
    }

    /// How long one question to a git remote may take, however much it sends: `PINION_GIT_TIMEOUT`,
    /// as `30m`.
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

    /// A path against the folder that the command was started in.
    package func absolute(_ path: String) -> String {
        path.hasPrefix("/") ? path : "\(folder)/\(path)"
    }
}
