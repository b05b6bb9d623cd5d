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
            self = .untrusted(endpoint, reason: Self.reason(tls: cause))
        case HTTPParserError.invalidEOFState:
            self = .connectionLost(endpoint, reason: "its end is missing")
        case is HTTPParserError: self = .malformed(endpoint, reason: "it is not HTTP")
        default: self = .connectionLost(endpoint, reason: String(describing: type(of: cause)))
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
        case .connectTimeout: self = .unreachable(endpoint, reason: "connect timeout")
        default: self = .connectionLost(endpoint, reason: String(describing: error))
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

    /// Returns the system's words for an error of a socket, such as "Connection refused".
    private static func words(_ error: any Error) -> String {
        guard let error = error as? IOError else { return String(describing: error) }
        return String(cString: strerror(error.errnoCode))
    }

    private static func reason(_ error: NIOConnectionError) -> String {
        if let attempt = error.connectionErrors.first { return words(attempt.error) }
        return error.dnsAError == nil && error.dnsAAAAError == nil
            ? "no address to connect to" : "the name `\(error.host)` does not resolve"
    }

    /// Only the library's text tells a refused certificate from a failed handshake.
    private static func reason(tls error: any Error) -> String {
        if let error = error as? NIOSSLExtraError, error == .failedToValidateHostname {
            return "its certificate is for another name"
        }
        let text = String(describing: error)
        return text.contains("CERTIFICATE_VERIFY_FAILED")
            ? "its certificate is expired, or signed by an unknown authority"
            : "the handshake failed: \(text)"
    }
}
