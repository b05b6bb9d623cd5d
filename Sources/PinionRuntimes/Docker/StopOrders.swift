import PinionHTTP
import PinionModel
import PinionSyntax

/// Who asked an engine to end containers, as far as it still remembers.
///
/// An engine keeps its last 256 events, and forgets them when it restarts (moby,
/// `daemon/events/events.go`). `docker stop`, `restart` and `kill` leave a `kill` with its signal as
/// soon as they begin; a container that ends by itself leaves none.
struct StopOrders: Sendable {
    private static let kept = 256

    /// What an event says of a container.
    private struct Event: Sendable {
        let container: String
        let action: String
        let signal: String?
        /// In nanoseconds since 1970.
        let at: Int64
    }

    private let events: [Event]

    /// Reads the body of `GET /events`: a line for each event.
    init(_ body: [UInt8]) {
        events = body.split(separator: 0x0a).compactMap { line in
            // A line that cannot be read is no event of a container.
            guard let node = try? JSONNode(parsing: Array(line), named: "event"),
                let at = node["timeNano"]?.int
            else { return nil }
            let actor = node["Actor"]
            let isContainer = node["Type"]?.string == "container"
            return Event(
                container: isContainer ? actor?["ID"]?.string ?? "" : "",
                action: node["Action"]?.string ?? "",
                signal: actor?["Attributes"]?["signal"]?.string, at: Int64(at))
        }
    }

    /// How much of the time since a moment is missing, in seconds: nothing where no event was forgotten.
    func gap(since moment: Int64) -> Int64 {
        guard events.count >= Self.kept, let oldest = events.map(\.at).min() else { return 0 }
        return max(0, (oldest - moment) / 1_000_000_000 + 1)
    }

    /// How often somebody asked to end a container since it was started last; before a second of the
    /// engine's clock, or by other signals than one, where that is given.
    func count(
        of container: DockerContainer, before second: Int64? = nil, but signal: String? = nil
    ) -> Int {
        let start = container.started?.nanosecondsSinceEpoch ?? 0
        let end = second.map { $0 * 1_000_000_000 } ?? .max
        return events.count { event in
            event.container == container.id && event.action == "kill" && event.at > start
                && event.at < end && (signal == nil || event.signal != signal)
                && container.isEnded(by: event.signal)
        }
    }

    /// Whether somebody stopped a container that does not run any more.
    ///
    /// Where that is forgotten, one that a signal ended counts as stopped; an engine that restarted
    /// since is not somebody.
    func haveStopped(_ container: DockerContainer) -> Bool {
        if count(of: container) > 0 { return true }
        return !knowEnd(of: container) && events.count >= Self.kept && container.wasEndedByASignal
    }

    /// Whether it is remembered how a container ended that was started last before that.
    func knowEnd(of container: DockerContainer) -> Bool {
        let start = container.started?.nanosecondsSinceEpoch ?? 0
        return events.contains {
            $0.container == container.id && $0.action == "die" && $0.at > start
        }
    }
}

extension DockerContainer {
    /// The signals that programs take as a message and not as their end, by number and name: HUP, USR1,
    /// USR2, CHLD, CONT, URG, WINCH (Linux, x86 and ARM).
    private static let messages: [String: String] = [
        "1": "HUP", "10": "USR1", "12": "USR2", "17": "CHLD", "18": "CONT", "23": "URG",
        "28": "WINCH",
    ]

    /// Whether a signal is to end it: its own one for stopping, or any that is no mere message.
    fileprivate func isEnded(by signal: String?) -> Bool {
        guard let signal, let name = Self.messages[signal] else { return true }
        let own = document["Config"]?["StopSignal"]?.string ?? ""
        return [signal, name, "SIG\(name)"].contains(own)
    }

    /// Whether it ended as by SIGTERM or SIGKILL, and not for want of memory.
    var wasEndedByASignal: Bool { [137, 143].contains(exitCode) && !wasOutOfMemory }
}

extension DockerRuntime {
    /// What the engine remembers of its newest events; nil where it does not tell.
    func stopOrders() async throws(RuntimeError) -> (orders: StopOrders, now: Int64)? {
        let info = try await client.send(.get, "/info").document("ask the engine about itself")
        guard let text = info["SystemTime"]?.string, let now = Timestamp(engineClock: text) else {
            return nil
        }
        let fraction = text.drop { $0 != "." }.dropFirst().prefix { $0.isNumber }.prefix(9)
        let nanoseconds = fraction + String(repeating: "0", count: 9 - fraction.count)
        let query = [("since", "1"), ("until", "\(now.secondsSinceEpoch).\(nanoseconds)")]
        let answer = try await client.send(.get, "/events", query: query)
        guard answer.status == 200 else { return nil }
        return (StopOrders(answer.body), now.secondsSinceEpoch * 1_000_000_000)
    }
}
