import Crypto
import PinionHTTP
import PinionModel
import PinionProcess

/// Signs requests by Signature Version 4.
///
/// AWS General Reference, "Signature Version 4 signing process": a canonical form of the request is
/// summed, and the sum signed with a key that is derived from the secret key, the day, the region
/// and the service. The header form alone: no pre-signed addresses, no chunks.
struct RequestSigner: Sendable {
    /// Whose key signs.
    let credentials: AWSCredentials
    /// The region of the scope: `ap-southeast-2`.
    let region: String
    /// The service of the scope: `ecs`, `ecr`, `cloudformation`.
    let service: String

    /// The request with `X-Amz-Date`, the session's token if there is one, and `Authorization`.
    ///
    /// Every header field that it has is signed, and the `host` that the client sends; a server
    /// refuses a `date` that is minutes off.
    func signed(_ request: HTTPRequest, host: String, at date: Timestamp) -> HTTPRequest {
        let date = SigningDate(date)
        var request = request
        request.headers["X-Amz-Date"] = date.moment
        request.headers["X-Amz-Security-Token"] = credentials.sessionToken?.revealed
        let canonical = CanonicalRequest(request, host: host)
        let scope = "\(date.day)/\(region)/\(service)/aws4_request"
        let text = [
            "AWS4-HMAC-SHA256", date.moment, scope, hexadecimal(SHA256.hash(data: canonical.bytes)),
        ].joined(separator: "\n")
        let signature = hexadecimal(Self.code(of: text, key: signingKey(day: date.day)))
        let value =
            "Credential=\(credentials.accessKeyID)/\(scope), "
            + "SignedHeaders=\(canonical.signedHeaders), Signature=\(signature)"
        request.headers.authorize("AWS4-HMAC-SHA256", Secret(value))
        return request
    }

    private func signingKey(day: String) -> SymmetricKey {
        var key = SymmetricKey(data: Array("AWS4\(credentials.secretAccessKey.revealed)".utf8))
        for part in [day, region, service, "aws4_request"] {
            key = SymmetricKey(data: Self.code(of: part, key: key))
        }
        return key
    }

    private static func code(of text: String, key: SymmetricKey) -> [UInt8] {
        Array(HMAC<SHA256>.authenticationCode(for: Array(text.utf8), using: key))
    }
}

/// The one form of a request that both sides sum.
struct CanonicalRequest: Hashable, Sendable {
    /// The names of the signed header fields, ordered, with `;` between.
    let signedHeaders: String
    /// The form itself.
    let text: String

    var bytes: [UInt8] { Array(text.utf8) }

    init(_ request: HTTPRequest, host: String) {
        var values: [String: [String]] = ["host": [host]]
        for field in request.headers.fields where !Self.isLeftOut(field.name) {
            values[field.name.lowercased(), default: []].append(Self.trimmed(field.value))
        }
        let headers = values.sorted { $0.key < $1.key }
        signedHeaders = headers.map(\.key).joined(separator: ";")
        let (path, query) = Self.split(request.target)
        let lines =
            [request.method.rawValue, Self.canonicalPath(path), Self.canonicalQuery(query)]
            + headers.map { "\($0.key):\($0.value.joined(separator: ","))" }
            + ["", signedHeaders, hexadecimal(SHA256.hash(data: request.body))]
        text = lines.joined(separator: "\n")
    }

    /// What proxies and clients may change on the way.
    private static func isLeftOut(_ name: String) -> Bool {
        ["authorization", "host", "user-agent", "connection", "content-length"]
            .contains(name.lowercased())
    }

    /// The value without outer spaces, and with one space if there are several.
    private static func trimmed(_ value: String) -> String {
        value.split(whereSeparator: { $0 == " " || $0 == "\t" }).joined(separator: " ")
    }

    private static func split(_ target: String) -> (path: Substring, query: Substring) {
        guard let mark = target.firstIndex(of: "?") else { return (target[...], "") }
        return (target[..<mark], target[target.index(after: mark)...])
    }

    /// The path without `.`, `..` and empty parts, encoded twice: the rule of every service but S3.
    private static func canonicalPath(_ path: Substring) -> String {
        var parts: [Substring] = []
        for part in path.split(separator: "/") where part != "." {
            if part == ".." { _ = parts.popLast() } else { parts.append(part) }
        }
        let isFolder = path.hasSuffix("/") || path.hasSuffix("/.") || path.hasSuffix("/..")
        let joined = "/" + parts.joined(separator: "/") + (isFolder && !parts.isEmpty ? "/" : "")
        return PercentEncoding.encoded(joined, keepingSlash: true)
    }

    /// The parameters, which are sent encoded already, by name and then by value.
    private static func canonicalQuery(_ query: Substring) -> String {
        query.split(separator: "&").map { pair in
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return (name: parts[0], value: parts.count > 1 ? parts[1] : "")
        }
        .sorted { ($0.name, $0.value) < ($1.name, $1.value) }
        .map { "\($0.name)=\($0.value)" }
        .joined(separator: "&")
    }
}

/// Bytes as lower-case hexadecimal digits.
func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
    let digits = Array("0123456789abcdef".utf8)
    let text = bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    return String(decoding: text, as: UTF8.self)
}

/// A moment as Signature Version 4 writes it.
struct SigningDate: Hashable, Sendable {
    /// `20150830T123600Z`.
    let moment: String
    /// `20150830`.
    let day: String

    init(_ timestamp: Timestamp) {
        let digits = timestamp.description.filter { $0 != "-" && $0 != ":" }
        moment = digits
        day = String(digits.prefix(8))
    }
}
