import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOSSL
import Synchronization

/// The connections to one endpoint, under one rule on the addresses that they may lead to.
///
/// The rule is checked when a connection is made, on its real address, before any request is sent
/// over it: a name that resolves differently the second time gains nothing. The TLS handshake is
/// done by then, but no HTTP was sent.
final class EndpointConnections: Sendable {
    /// The key that tells pools of connections apart.
    struct Route: Hashable, Sendable {
        let endpoint: Endpoint
        let allowed: AllowedAddresses
    }

    /// The client that owns the connections.
    let client: AsyncHTTPClient.HTTPClient
    /// The proxy that is sent plain requests in absolute form; `nil` for a connection of another kind.
    let plainProxy: Proxy?
    private let seen: SeenAddresses

    /// The classes of address that the endpoint had so far; empty behind a proxy.
    var addressClasses: Set<AddressClass> { seen.classes.withLock { $0 } }

    init(
        to route: Route, policy: HTTPPolicy, proxy: Proxy?, group: any EventLoopGroup
    ) throws(HTTPError) {
        let seen = SeenAddresses()
        self.seen = seen
        var configuration = AsyncHTTPClient.HTTPClient.Configuration()
        configuration.redirectConfiguration = .disallow
        configuration.decompression = .disabled
        configuration.httpVersion = .http1Only
        configuration.timeout = .init(connect: TimeAmount(policy.connectTimeout))
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 64
        if case .tls(_, _, let identity) = route.endpoint {
            configuration.tlsConfiguration = try identity.configuration()
        }
        plainProxy = route.endpoint.scheme == "http" ? proxy : nil
        if let plainProxy {
            let form = AbsoluteForm(route.endpoint, plainProxy)
            configuration.http1_1ConnectionDebugInitializer = { form.add(to: $0) }
        } else if let proxy {
            configuration.proxy = .server(
                host: proxy.host, port: proxy.port,
                authorization: proxy.credential.map { .basic(credentials: $0.base64) })
        } else if route.endpoint.host != nil {
            configuration.http1_1ConnectionDebugInitializer = { channel in
                seen.check(channel, allowed: route.allowed)
            }
        }
        client = AsyncHTTPClient.HTTPClient(eventLoopGroup: group, configuration: configuration)
    }
}

/// The error for a connection to an address that the endpoint's source may not send Pinion to.
struct ForbiddenAddress: Error {
    /// The class of the address.
    let kind: AddressClass
}

/// The classes of address that connections had.
private final class SeenAddresses: Sendable {
    let classes = Mutex<Set<AddressClass>>([])

    func check(_ channel: any Channel, allowed: AllowedAddresses) -> EventLoopFuture<Void> {
        let address = channel.remoteAddress?.ipAddress.flatMap(IPAddress.init(parsing:))
        let kind = address.map { AddressClass($0) } ?? .special
        if allowed.permits(kind) {
            classes.withLock { _ = $0.insert(kind) }
            return channel.eventLoop.makeSucceededVoidFuture()
        }
        // The pool must get the failure first; it does not close the channel itself.
        channel.eventLoop.execute { channel.close(promise: nil) }
        return channel.eventLoop.makeFailedFuture(ForbiddenAddress(kind: kind))
    }
}

extension TimeAmount {
    /// Converts a span of time, cut to at most a year.
    init(_ duration: Duration) {
        let (seconds, attoseconds) = duration.boundedByYear.components
        self = .nanoseconds(seconds * 1_000_000_000 + attoseconds / 1_000_000_000)
    }
}

extension TLSIdentity {
    /// Makes the configuration of the TLS library; reads the files.
    func configuration() throws(HTTPError) -> TLSConfiguration {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.minimumTLSVersion = .tlsv12
        switch trust {
        case .system: break
        case .systemAnd(let file):
            configuration.additionalTrustRoots = [.certificates(try Self.certificates(in: file))]
        case .only(let file):
            configuration.trustRoots = .certificates(try Self.certificates(in: file))
        }
        if let certificate {
            configuration.certificateChain = try Self.certificates(in: certificate.chainFile)
                .map { .certificate($0) }
            do {
                configuration.privateKey = .privateKey(
                    try NIOSSLPrivateKey(file: certificate.keyFile, format: .pem))
            } catch {
                throw .unreadableFile(certificate.keyFile, reason: "it is not a PEM private key")
            }
        }
        return configuration
    }

    private static func certificates(in file: String) throws(HTTPError) -> [NIOSSLCertificate] {
        do {
            return try NIOSSLCertificate.fromPEMFile(file)
        } catch let error as IOError {
            throw .unreadableFile(file, reason: HTTPError.words(error))
        } catch {
            throw .unreadableFile(file, reason: "it holds no PEM certificate")
        }
    }
}
