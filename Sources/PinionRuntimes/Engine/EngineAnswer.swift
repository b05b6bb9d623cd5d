import PinionModel
import PinionSyntax

/// What an engine answered to one request.
package struct EngineAnswer: Sendable {
    /// The status code.
    package let status: Int
    let body: [UInt8]
    /// When it was made, by the engine's clock; nil if it does not say.
    let date: Timestamp?
    /// Who answered, for messages.
    let endpoint: EngineEndpoint

    /// What to do about a Swarm in which nobody decides.
    static let leaderless =
        "bring more than half of the Swarm's managers back (`docker node ls` on each of them)"

    /// Whether the engine did what was asked: 2xx, and 304 for "it is so already".
    var isSuccess: Bool { (200...299).contains(status) || status == 304 }

    /// The engine's own words, masked and cut: the `message` of its error, else the status.
    var message: String {
        let text = ownWords
        return text.isEmpty ? "it answered with status \(status)" : maskedWords(text, atMost: 500)
    }

    /// The engine's words as they came: to tell refusals apart, and never to be shown.
    var ownWords: String {
        let node = try? JSONNode(parsing: body, named: "error")  // else the status says it
        return node?["message"]?.string ?? ""
    }

    /// Turns a refusal into an error; the operation is the end of "cannot …".
    @discardableResult
    func accepted(
        _ operation: String, remedy: String = "see the engine's log, and try again"
    ) throws(RuntimeError) -> EngineAnswer {
        if isSuccess { return self }
        // A manager of a Swarm that lost its majority says so with status 500.
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

    /// Reads the body of a success.
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

    /// Reads the list in the body of a success; anything else is no answer, and not an empty list.
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
    /// Whether it is the image's fault that a container does not start: no such program or user.
    ///
    /// The engine answers 400 where runc names the program that it could not execute (moby,
    /// `daemon/start_unix.go`), and tells in words where the image does not know a user or group.
    /// Whatever else keeps a container from starting says nothing of the image: a port, an address,
    /// a network, a device, a mount, memory, a driver, an engine that is shutting down.
    var refusesTheImage: Bool {
        let words = ownWords
        return (status == 400 && words.contains("exec: \""))
            || (words.contains("unable to find ") && words.contains("no matching entries in "))
    }
}
