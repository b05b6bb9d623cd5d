package import PinionProcess

/// The settings of the run that git work needs.
package struct GitSettings: Sendable {
    /// The folder for caches of remotes; it may be deleted at any time.
    package let cacheFolder: String
    /// The folder for local ledgers, which must be kept.
    package let stateFolder: String
    /// The variables: `HOME`, `SSH_AUTH_SOCK`, `PINION_SSH_KEY`, `GITHUB_TOKEN`, proxies.
    package let environment: [String: String]
    /// The executable that is run again to speak to a remote: one that calls
    /// ``GitTransport/runIfAsked(_:)`` first.
    package let executable: String
    /// The time limits for a remote.
    package let deadlines: GitDeadlines
    package let clock: ProcessClock

    package init(
        cacheFolder: String, stateFolder: String, environment: [String: String],
        executable: String = "/proc/self/exe", deadlines: GitDeadlines = GitDeadlines(),
        clock: ProcessClock
    ) {
        (self.cacheFolder, self.stateFolder) = (cacheFolder, stateFolder)
        (self.environment, self.executable) = (environment, executable)
        (self.deadlines, self.clock) = (deadlines, clock)
    }
}

/// The time limits after which the process that speaks to a remote is killed.
package struct GitDeadlines: Hashable, Sendable {
    /// The longest silence before the remote has listed its refs, login included.
    package let connect: Duration
    /// The time within which an average of 1 KiB per second must move.
    package let stall: Duration
    /// The time for everything, however much moves.
    package let total: Duration
    /// The time for one of git's credential helpers.
    package let credentials: Duration

    /// The bytes that must move within the time of `stall`: 1 KiB per second.
    var leastBytes: Int { Int(stall.components.seconds) << 10 }

    package init(
        connect: Duration = .seconds(10), stall: Duration = .seconds(120),
        total: Duration = .seconds(3_600), credentials: Duration = .seconds(10)
    ) {
        (self.connect, self.stall) = (connect, stall)
        (self.total, self.credentials) = (total, credentials)
    }
}
