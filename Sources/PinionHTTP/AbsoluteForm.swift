import NIOCore
import NIOHTTP1

/// Sends requests to a proxy with the whole URL of the server that is meant.
///
/// RFC 9112, section 3.2.2: so a proxy is asked for `http://`; `CONNECT` is for TLS, and many
/// proxies allow it for port 443 alone.
struct AbsoluteForm: Sendable {
    private let server: String
    private let authorization: String?

    init(_ server: Endpoint, _ proxy: Proxy) {
        self.server = server.description
        authorization = proxy.credential.map { "Basic \($0.base64)" }
    }

    /// Adds itself to a new connection to the proxy.
    func add(to channel: any Channel) -> EventLoopFuture<Void> {
        channel.eventLoop.makeCompletedFuture {
            let pipeline = channel.pipeline.syncOperations
            let encoder = try pipeline.handler(type: HTTPRequestEncoder.self)
            try pipeline.addHandler(Handler(form: self), position: .after(encoder))
        }
    }

    private final class Handler: ChannelOutboundHandler {
        typealias OutboundIn = HTTPClientRequestPart
        typealias OutboundOut = HTTPClientRequestPart

        private let form: AbsoluteForm

        init(form: AbsoluteForm) { self.form = form }

        func write(
            context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?
        ) {
            var part = unwrapOutboundIn(data)
            if case .head(var head) = part {
                head.uri = form.server + head.uri
                if let authorization = form.authorization {
                    head.headers.replaceOrAdd(name: "Proxy-Authorization", value: authorization)
                }
                part = .head(head)
            }
            context.write(wrapOutboundOut(part), promise: promise)
        }
    }
}
