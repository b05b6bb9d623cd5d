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
                        let answer = try await answer(to: complete, body)
                        try await send(answer, outbound)
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

    private func answer(to head: HTTPRequestHead, _ body: [UInt8]) async throws -> RawAnswer {
        let request = GitRequest(head)
        let misbehaviour = server.record(request)
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
        _ answer: RawAnswer, _ outbound: NIOAsyncChannelOutboundWriter<HTTPServerResponsePart>
    ) async throws {
        var headers = HTTPHeaders(answer.headers)
        headers.replaceOrAdd(name: "Content-Length", value: "\(answer.body.count)")
        let status = HTTPResponseStatus(statusCode: answer.status)
        try await outbound.write(
            contentsOf: [
                .head(HTTPResponseHead(version: .http1_1, status: status, headers: headers)),
                .body(.byteBuffer(ByteBuffer(bytes: answer.body))),
                .end(nil),
            ])
    }
}
