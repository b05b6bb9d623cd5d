import NIOCore
import NIOHTTP1

/// Gathers requests and writes the replies.
final class LoopbackHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let log: Log
    private let answer: LoopbackServer.Answer
    private var head: HTTPRequestHead?
    private var body: [UInt8] = []

    init(log: Log, answer: @escaping LoopbackServer.Answer) {
        self.log = log
        self.answer = answer
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            self.head = head
            body = []
        case .body(let buffer): body += Array(buffer: buffer)
        case .end:
            guard let head else { return }
            let request = LoopbackServer.Request(
                method: head.method.rawValue, target: head.uri,
                headers: head.headers.map { (name: $0.name, value: $0.value) }, body: body)
            log.arrived(request)
            write(answer(request), to: head, on: context)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    private func write(
        _ reply: LoopbackServer.Reply, to head: HTTPRequestHead, on context: ChannelHandlerContext
    ) {
        switch reply {
        case .silence: return
        case .later(let pause, let reply): return delay(reply, by: pause, to: head, on: context)
        default: log.answered()
        }
        switch reply {
        case .answer(let status, let headers, let bytes):
            answer(status, headers, bytes, to: head, on: context)
        case .truncated(let status, let headers, let bytes, let length):
            cut(status, headers, bytes, of: length, on: context)
        case .pieces(let status, let headers, let pieces, let ends):
            start(status, HTTPHeaders(headers), on: context)
            for piece in pieces {
                send(piece, on: context)
                context.flush()
            }
            if ends { context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil) }
        case .flood:
            start(200, [:], on: context)
            flood(on: context)
        case .raw(let bytes): sendRaw(bytes, on: context)
        case .hangUp: context.close(promise: nil)
        case .silence, .later: break
        }
    }

    private func answer(
        _ status: Int, _ headers: [(String, String)], _ bytes: [UInt8], to head: HTTPRequestHead,
        on context: ChannelHandlerContext
    ) {
        var fields = HTTPHeaders(headers)
        if !fields.contains(name: "Content-Length") {
            fields.add(name: "Content-Length", value: String(bytes.count))
        }
        start(status, fields, on: context)
        if head.method != .HEAD { send(bytes, on: context) }
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        if !head.isKeepAlive { context.close(promise: nil) }
    }

    private func cut(
        _ status: Int, _ headers: [(String, String)], _ bytes: [UInt8], of length: Int,
        on context: ChannelHandlerContext
    ) {
        var fields = HTTPHeaders(headers)
        fields.replaceOrAdd(name: "Content-Length", value: String(length))
        start(status, fields, on: context)
        send(bytes, on: context)
        context.flush()
        context.close(promise: nil)
    }

    private func sendRaw(_ bytes: [UInt8], on context: ChannelHandlerContext) {
        let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
        context.pipeline.context(handlerType: HTTPResponseEncoder.self).whenSuccess { encoder in
            encoder.writeAndFlush(NIOAny(ByteBuffer(bytes: bytes)), promise: nil)
            bound.value.close(promise: nil)
        }
    }

    private func delay(
        _ reply: LoopbackServer.Reply, by pause: Duration, to head: HTTPRequestHead,
        on context: ChannelHandlerContext
    ) {
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        let (seconds, attoseconds) = pause.components
        let amount = TimeAmount.nanoseconds(seconds * 1_000_000_000 + attoseconds / 1_000_000_000)
        context.eventLoop.scheduleTask(in: amount) {
            bound.value.0.write(reply, to: head, on: bound.value.1)
        }
    }

    private func start(_ status: Int, _ headers: HTTPHeaders, on context: ChannelHandlerContext) {
        let head = HTTPResponseHead(
            version: .http1_1, status: HTTPResponseStatus(statusCode: status), headers: headers)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
    }

    private func send(_ bytes: [UInt8], on context: ChannelHandlerContext) {
        guard !bytes.isEmpty else { return }
        context.write(
            wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: bytes)))), promise: nil)
    }

    private func flood(on context: ChannelHandlerContext) {
        let zeros = ByteBuffer(repeating: 0, count: 1 << 16)
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        context.writeAndFlush(wrapOutboundOut(.body(.byteBuffer(zeros))))
            .whenSuccess { bound.value.0.flood(on: bound.value.1) }
    }
}
