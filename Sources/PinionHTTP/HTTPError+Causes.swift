import AsyncHTTPClient
import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

extension HTTPError {
    /// Translates an error of the libraries below, without the text of any header.
    init(_ cause: any Error, at endpoint: Endpoint, within limit: Duration) {
        switch cause {
        case let error as HTTPError: self = error
        case is CancellationError: self = .cancelled
        case let error as HTTPClientError: self.init(error, at: endpoint, within: limit)
        case let error as ForbiddenAddress:
            self = .redirectRefused(
                endpoint, to: endpoint.description, reason: "the name leads to \(error.kind)")
        case let error as NIOConnectionError:
            self = .unreachable(endpoint, reason: Self.reason(error))
        case let error as IOError: self = Self.lostOrRefused(error, at: endpoint)
        case let error as ChannelError: self.init(error, at: endpoint, within: limit)
        case is NIOSSLError, is BoringSSLError, is NIOSSLExtraError:
            self.init(tls: cause, at: endpoint)
        case HTTPParserError.invalidEOFState:
            self = .connectionLost(endpoint, reason: "its end is missing")
        case is HTTPParserError: self = .malformed(endpoint, reason: "it is not HTTP")
        default: self = .connectionLost(endpoint, reason: "it ended without a reason")
        }
    }

    private init(_ error: HTTPClientError, at endpoint: Endpoint, within limit: Duration) {
        switch error {
        case .cancelled: self = .cancelled
        case .alreadyShutdown: self = .shutDown
        case .deadlineExceeded, .readTimeout, .writeTimeout:
            self = .timedOut(endpoint, after: limit)
        case .connectTimeout, .getConnectionFromPoolTimeout, .tlsHandshakeTimeout,
            .httpProxyHandshakeTimeout:
            self = .unreachable(endpoint, reason: error.shortDescription.lowercased())
        case .remoteConnectionClosed, .uncleanShutdown, .requestStreamCancelled:
            self = .connectionLost(endpoint, reason: error.shortDescription.lowercased())
        case .invalidProxyResponse, .proxyAuthenticationRequired:
            self = .proxy(endpoint, reason: error.shortDescription.lowercased())
        default: self = .invalidRequest(endpoint, reason: error.shortDescription.lowercased())
        }
    }

    private init(_ error: ChannelError, at endpoint: Endpoint, within limit: Duration) {
        switch error {
        case .connectTimeout:
            self = .unreachable(endpoint, reason: "it did not accept a connection in time")
        default: self = .connectionLost(endpoint, reason: "the connection was closed")
        }
    }

    private static func lostOrRefused(_ error: IOError, at endpoint: Endpoint) -> HTTPError {
        let reason = words(error)
        switch error.errnoCode {
        case ECONNREFUSED, ENOENT, EACCES, EPERM, ENOTSOCK, EHOSTUNREACH, ENETUNREACH, ETIMEDOUT,
            EADDRNOTAVAIL:
            return .unreachable(endpoint, reason: reason)
        default: return .connectionLost(endpoint, reason: reason)
        }
    }

    /// Returns the system's words for an error of a socket or file, such as "Connection refused".
    static func words(_ error: any Error) -> String {
        switch error {
        case let error as IOError: String(cString: strerror(error.errnoCode))
        case ChannelError.connectTimeout: "it did not accept a connection in time"
        default: "the connection could not be made"
        }
    }

    private static func reason(_ error: NIOConnectionError) -> String {
        if let attempt = error.connectionErrors.first { return words(attempt.error) }
        return error.dnsAError == nil && error.dnsAAAAError == nil
            ? "no address to connect to" : "the name `\(error.host)` does not resolve"
    }

    /// Only the library's text tells a refused certificate from a failed handshake.
    private init(tls error: any Error, at endpoint: Endpoint) {
        if let error = error as? NIOSSLExtraError, error == .failedToValidateHostname {
            self = .untrusted(endpoint, reason: "its certificate is for another name")
            return
        }
        let text = String(describing: error)
        guard !text.contains("CERTIFICATE_VERIFY_FAILED") else {
            self = .untrusted(
                endpoint, reason: "its certificate is expired, or signed by an unknown authority")
            return
        }
        let known = [
            ("WRONG_VERSION_NUMBER", "what listens there does not speak TLS"),
            ("HTTP_REQUEST", "what listens there does not speak TLS"),
            (
                "EOF during",
                "it closed the connection in the TLS handshake; does it speak TLS there?"
            ),
            ("PROTOCOL_VERSION", "it speaks no TLS from 1.2 on"),
            ("UNSUPPORTED_PROTOCOL", "it speaks no TLS from 1.2 on"),
            ("CERTIFICATE_REQUIRED", "it asks for a client certificate"),
            ("BAD_CERTIFICATE", "it refuses the client certificate"),
            ("UNKNOWN_CA", "it refuses the client certificate"),
        ]
        // The library's code says what else it is: "…:OPENSSL_internal:NO_SHARED_CIPHER".
        let code = text.split { !$0.isLetter && $0 != "_" }.last { $0.contains("_") }
        let words = known.first { text.contains($0.0) }?.1
        self = .malformed(
            endpoint, reason: words ?? "the TLS handshake failed" + (code.map { " (\($0))" } ?? ""))
    }
}
