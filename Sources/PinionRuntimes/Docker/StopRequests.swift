import PinionHTTP
import PinionModel
import PinionSyntax

/// The requests to an engine to stop containers, as far as its events go back.
///
/// An engine keeps its last 256 events, and loses them when it restarts (moby,
/// `daemon/events/events.go`). `docker stop`, `restart` and `kill` cause a `kill` event with the
/// signal as soon as they begin; a container that ends by itself causes none.
struct StopRequests: Sendable {
    private static let kept = 256
    /// The most nanoseconds between the request to stop a container and its end.
    private static let longest: Int64 = 3_600_000_000_000

    /// An event about a container.
    private struct Event: Sendable {
        let container: String
        let action: String
        let signal: String?
        /// The time in nanoseconds since 1970.
        let at: Int64
    }

    private let events: [Event]

    /// Reads the body of `GET /events`: one event on each line.
    init(_ body: [UInt8]) {
        events = body.split(separator: 0x0a).compactMap { line in
            // A line that cannot be read is not a container's event.
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

    /// Returns the number of forgotten seconds since a moment; 0 if no event is missing.
    func gap(since moment: Int64) -> Int64 {
        guard events.count >= Self.kept, let oldest = events.map(\.at).min() else { return 0 }
        return max(0, (oldest - moment) / 1_000_000_000 + 1)
    }

    /// Counts the requests to stop a container since its last start, in the hour before `second`.
    ///
    /// A container that runs for more than an hour after the request ignores it: its purpose was
    /// another one, as with a signal that is only a message to the container.
    func count(
        of container: DockerContainer, before second: Int64, but signal: String? = nil
    ) -> Int {
        let end = second * 1_000_000_000
        return requests(to: container).count { event in
            event.at < end && event.at > end - Self.longest
                && (signal == nil || event.signal != signal) && container.stops(on: event.signal)
        }
    }

    private func requests(to container: DockerContainer) -> [Event] {
        let start = container.started?.nanosecondsSinceEpoch ?? 0
        return events.filter { event in
            event.container == container.id && event.action == "kill" && event.at > start
        }
    }

    /// Whether a container that is not running was stopped on request.
    ///
    /// If the events are gone, an end by a signal counts as a stop unless the engine restarted.
    func stopped(_ container: DockerContainer) -> Bool {
        if requests(to: container).contains(where: { container.mayEnd(on: $0.signal) }) {
            return true
        }
        return !showEnd(of: container) && events.count >= Self.kept && container.wasEndedByASignal
    }

    /// Whether the events include the end of a container since its last start.
    func showEnd(of container: DockerContainer) -> Bool {
        let start = container.started?.nanosecondsSinceEpoch ?? 0
        return events.contains {
            $0.container == container.id && $0.action == "die" && $0.at > start
        }
    }
}

extension DockerContainer {
    /// The names of signals by their numbers (Linux, x86 and ARM).
    private static let signals: [String: String] = [
        "1": "HUP", "2": "INT", "3": "QUIT", "9": "KILL", "10": "USR1", "12": "USR2", "15": "TERM",
        "17": "CHLD", "18": "CONT", "23": "URG", "28": "WINCH", "37": "RTMIN+3",
    ]
    /// The signals that programs treat as messages, unless they are their own stop signal.
    private static let messages: Set<String> = [
        "HUP", "QUIT", "USR1", "USR2", "CHLD", "CONT", "URG", "WINCH",
    ]

    /// Whether a signal stops it, now or soon: its own stop signal, or one that stops any program.
    fileprivate func stops(on signal: String?) -> Bool {
        guard let signal else { return true }
        return isOwnStop(signal) || ["2", "9", "15"].contains(signal)
    }

    /// Whether a signal may have ended it.
    fileprivate func mayEnd(on signal: String?) -> Bool {
        guard let signal, let name = Self.signals[signal] else { return true }
        return isOwnStop(signal) || !Self.messages.contains(name)
    }

    private func isOwnStop(_ signal: String) -> Bool {
        let own = document["Config"]?["StopSignal"]?.string ?? ""
        let name = Self.signals[signal] ?? signal
        return [signal, name, "SIG\(name)"].contains(own)
    }

    /// Whether it ended as if by SIGTERM or SIGKILL, and not for lack of memory.
    var wasEndedByASignal: Bool { [137, 143].contains(exitCode) && !wasOOMKilled }
}

extension DockerRuntime {
    /// Returns the engine's latest events and the second of its clock; `nil` if it gives none.
    func stopRequests() async throws(RuntimeError) -> (requests: StopRequests, now: Int64)? {
        let info = try await client.info()
        guard let text = info["SystemTime"]?.string, let now = Timestamp(engineClock: text) else {
            return nil
        }
        let fraction = text.drop { $0 != "." }.dropFirst().prefix { $0.isNumber }.prefix(9)
        let nanoseconds = fraction + String(repeating: "0", count: 9 - fraction.count)
        let query = [("since", "1"), ("until", "\(now.secondsSinceEpoch).\(nanoseconds)")]
        let answer = try await client.send(.get, "/events", query: query)
        guard answer.status == 200 else { return nil }
        return (StopRequests(answer.body), now.secondsSinceEpoch)
    }
}
