import PinionModel
import PinionSyntax

/// The answer of an engine to one request.
package struct EngineAnswer: Sendable {
    /// The status code.
    package let status: Int
    let body: [UInt8]
    /// The time of the answer by the engine's clock; `nil` if the engine does not give it.
    let date: Timestamp?
    /// The endpoint that answered, for messages.
    let endpoint: EngineEndpoint

    /// The remedy for a Swarm whose managers have no majority.
    static let leaderless =
        "bring more than half of the Swarm's managers back (`docker node ls` on each of them)"

    /// Whether the engine did what was requested: 2xx, or 304 if it was the case already.
    var isSuccess: Bool { (200...299).contains(status) || status == 304 }

    /// The engine's error message, masked and shortened, or else the status.
    var message: String {
        let text = ownWords
        return text.isEmpty ? "it answered with status \(status)" : maskedWords(text, atMost: 500)
    }

    /// The engine's unchanged error message: used to tell refusals apart, and never shown.
    var ownWords: String {
        let node = try? JSONNode(parsing: body, named: "error")  // else the status is shown
        return node?["message"]?.string ?? ""
    }

    /// Turns a refusal into an error; the operation completes "cannot …".
    @discardableResult
    func accepted(
        _ operation: String, remedy: String = "see the engine's log, and try again"
    ) throws(RuntimeError) -> EngineAnswer {
        if isSuccess { return self }
        // A manager of a Swarm without a majority reports that with status 500.
        if ownWords.contains("does not have a leader") {
            throw .unreachable(
                endpoint: endpoint.description, reason: message, remedy: Self.leaderless)
        }
        throw status == 503
            ? .unreachable(
                endpoint: endpoint.description, reason: message,
                remedy: "wait until it is ready; on a Swarm see `docker node ls`")
            : .refused(operation: operation, reason: message, remedy: remedy)
    }

    /// Parses the body of a successful answer.
    func document(_ operation: String) throws(RuntimeError) -> JSONNode {
        try accepted(operation)
        do throws(SyntaxError) {
            return try JSONNode(
                parsing: body, named: "the answer of \(endpoint.address)",
                maximumSize: EngineClient.maximumResponseBytes)
        } catch {
            throw .refused(
                operation: operation, reason: "\(error)",
                remedy: "is something else listening at \(endpoint)?")
        }
    }

    /// Parses the list in a successful answer; any other value is an error and not an empty list.
    func list(_ operation: String) throws(RuntimeError) -> JSONNode {
        let node = try document(operation)
        guard node.array != nil else {
            throw .refused(
                operation: operation, reason: "\(endpoint) did not answer with a list",
                remedy: "is something else listening there?")
        }
        return node
    }
}

extension EngineAnswer {
    /// Whether the image is at fault if a container does not start: it has no such program or user.
    ///
    /// The engine answers 400 if runc names the program that it could not execute (moby,
    /// `daemon/start_unix.go`), and says in words if the image does not have a user or group. Other
    /// causes do not mean that the image is bad: a port, an address, a network, a device, a mount,
    /// memory, a driver, an engine that is shutting down.
    var refusesTheImage: Bool {
        let words = ownWords
        return (status == 400 && words.contains("exec: \""))
            || (words.contains("unable to find ") && words.contains("no matching entries in "))
    }
}
