import NIOCore
import NIOHTTP1

/// One client's connection: its requests, one after the other.
struct GitConnection: Sendable {
    private typealias Conversation = NIOAsyncChannel<
        HTTPServerRequestPart, HTTPServerResponsePart
    >

    /// The server has nothing to say to this client, and closes the connection.
    private struct HangUp: Error {}

    let server: GitHTTPServer

    func serve(_ channel: any Channel) async {
        do {
            let conversation = try await channel.eventLoop.submit {
                try Conversation(wrappingChannelSynchronously: channel)
            }.get()
            try await conversation.executeThenClose { inbound, outbound in
                try await channel.setOption(.autoRead, value: true).get()
                var head: HTTPRequestHead?
                var body: [UInt8] = []
                for try await part in inbound {
                    switch part {
                    case .head(let new):
                        (head, body) = (new, [])
                        try await allowBody(of: new, outbound)
                    case .body(let bytes):
                        body += bytes.readableBytesView
                    case .end:
                        guard let complete = head else { throw HangUp() }
                        let misbehaviour = server.record(GitRequest(complete))
                        if misbehaviour == .endlessRefs {
                            try await sendRefs(outbound)
                        }
                        let answer = try await answer(to: complete, body, misbehaviour)
                        try await send(answer, misbehaviour, outbound)
                    }
                }
            }
        } catch {
            // A client that went away and a server that ends are both the end of a connection.
        }
    }

    /// Large pushes ask whether they may be sent (RFC 9110, section 10.1.1).
    private func allowBody(
        of head: HTTPRequestHead, _ outbound: NIOAsyncChannelOutboundWriter<HTTPServerResponsePart>
    ) async throws {
        guard head.headers[canonicalForm: "expect"].contains("100-continue") else { return }
        try await outbound.write(.head(HTTPResponseHead(version: head.version, status: .continue)))
    }

    private func answer(
        to head: HTTPRequestHead, _ body: [UInt8], _ misbehaviour: GitHTTPServer.Misbehaviour?
    ) async throws -> RawAnswer {
        let request = GitRequest(head)
        if let early = try await misbehave(misbehaviour, before: request, head) { return early }
        if let credentials = server.credentials, request.authorization != credentials.header {
            let fields = [
                ("WWW-Authenticate", "Basic realm=\"git\""), ("Content-Type", "text/plain"),
            ]
            return RawAnswer(401, fields, "who are you?\n")
        }
        let answer = try await GitBackend(root: server.root).answer(to: head, request, body)
        switch (misbehaviour, request.kind) {
        case (.closeAfterPush, .push): throw HangUp()
        case (.dieAfterPush, .push):
            server.misbehave(.hangUp)
            throw HangUp()
        case (.withholdPushAnswer, .push): try await server.gate.pass()
        default: break
        }
        return answer
    }

    private func misbehave(
        _ misbehaviour: GitHTTPServer.Misbehaviour?, before request: GitRequest,
        _ head: HTTPRequestHead
    ) async throws -> RawAnswer? {
        switch (misbehaviour, request.kind) {
        case (.withholdFetch, .fetch), (.withholdPushDiscovery, .pushDiscovery),
            (.withholdPush, .push):
            try await server.gate.pass()
        case (.dieBeforePush, .push):
            server.misbehave(.hangUp)
            throw HangUp()
        case (.hangUp, _):
            throw HangUp()
        case (.silence, _):
            // Nobody opens this gate: the wait ends with the server.
            try await Gate().pass()
        case (.delay(let time), _):
            try await Task.sleep(for: time)
        case (.forbidPushes, .pushDiscovery), (.forbidPushes, .push):
            return RawAnswer(403, [], "pushes are forbidden here\n")
        case (.redirect(let base), _):
            return RawAnswer(302, [("Location", base + head.uri)], "")
        default:
            break
        }
        return nil
    }

    private func send(
        _ answer: RawAnswer, _ misbehaviour: GitHTTPServer.Misbehaviour?,
        _ outbound: NIOAsyncChannelOutboundWriter<HTTPServerResponsePart>
    ) async throws {
        var headers = HTTPHeaders(answer.headers)
        headers.replaceOrAdd(name: "Content-Length", value: "\(answer.body.count)")
        if case .clockAhead(let ahead) = misbehaviour {
            headers.replaceOrAdd(name: "Date", value: HTTPTime.text(ahead: ahead))
        }
        let status = HTTPResponseStatus(statusCode: answer.status)
        let head = HTTPResponseHead(version: .http1_1, status: status, headers: headers)
        try await outbound.write(.head(head))
        switch misbehaviour {
        case .slow(let rate):
            for start in stride(from: 0, to: answer.body.count, by: max(rate / 10, 1)) {
                let piece = answer.body[start..<min(start + max(rate / 10, 1), answer.body.count)]
                try await outbound.write(.body(.byteBuffer(ByteBuffer(bytes: piece))))
                try await Task.sleep(for: .milliseconds(100))
            }
        case .stall(let count) where answer.body.count > count:
            let piece = answer.body.prefix(count)
            try await outbound.write(.body(.byteBuffer(ByteBuffer(bytes: piece))))
            // Nobody opens this gate: the wait ends with the server.
            try await Gate().pass()
        default: try await outbound.write(.body(.byteBuffer(ByteBuffer(bytes: answer.body))))
        }
        try await outbound.write(.end(nil))
    }

    /// Lists refs until the client goes away.
    private func sendRefs(
        _ outbound: NIOAsyncChannelOutboundWriter<HTTPServerResponsePart>
    ) async throws {
        let type = "application/x-git-upload-pack-advertisement"
        let headers = HTTPHeaders([("Content-Type", type), ("Transfer-Encoding", "chunked")])
        try await outbound.write(
            .head(HTTPResponseHead(version: .http1_1, status: .ok, headers: headers)))
        let id = String(repeating: "a", count: 40)
        let first = "\(id) HEAD\0side-band-64k ofs-delta symref=HEAD:refs/heads/main\n"
        var text = "001e# service=git-upload-pack\n000000\(String(first.utf8.count + 4, radix: 16))"
        text += first
        var number = 1_000_000_000
        while true {
            for _ in 0..<20_000 {
                let line = "004f\(id) refs/heads/a/long/name/\(number)\n"
                text += line
                number += 1
            }
            try await outbound.write(.body(.byteBuffer(ByteBuffer(string: text))))
            text = ""
        }
    }
}
