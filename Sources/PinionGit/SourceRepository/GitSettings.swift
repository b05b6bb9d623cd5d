package import PinionProcess

/// What git work needs to know of the run it is part of.
package struct GitSettings: Sendable {
    /// The folder for caches of remotes; it may be deleted at any time.
    package let cacheFolder: String
    /// The folder for local ledgers, which must be kept.
    package let stateFolder: String
    /// The environment: `HOME`, `SSH_AUTH_SOCK`, `PINION_SSH_KEY`, `GITHUB_TOKEN`, proxies.
    package let environment: [String: String]
    /// The executable that is run again to speak to a remote: one that calls
    /// ``GitTransport/runIfAsked(_:)`` first.
    package let executable: String
    /// How long a remote may take.
    package let deadlines: GitDeadlines
    /// The clock of the process.
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

/// How long a remote may take before the process that speaks to it is killed.
package struct GitDeadlines: Hashable, Sendable {
    /// Without a byte, until the remote has told its refs, logging in included.
    package let connect: Duration
    /// For each next 1 KiB times its seconds: what moves more slowly has stalled.
    package let stall: Duration
    /// For everything, however much moves.
    package let total: Duration
    /// For a credential helper of git.
    package let credentials: Duration

    /// What has to move in the time of a stall: 1 KiB a second.
    var leastBytes: Int { Int(stall.components.seconds) << 10 }

    package init(
        connect: Duration = .seconds(10), stall: Duration = .seconds(120),
        total: Duration = .seconds(3_600), credentials: Duration = .seconds(10)
    ) {
        (self.connect, self.stall) = (connect, stall)
        (self.total, self.credentials) = (total, credentials)
    }
}
