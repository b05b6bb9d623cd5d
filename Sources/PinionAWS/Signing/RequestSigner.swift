import Crypto
import PinionHTTP
import PinionModel
import PinionProcess

/// Signs requests by Signature Version 4.
///
/// AWS General Reference, "Signature Version 4 signing process": a canonical form of the request is
/// hashed, and the hash is signed with a key that is derived from the secret key, the day, the
/// region and the service. Only the header form: no pre-signed addresses, no chunks.
struct RequestSigner: Sendable {
    /// The credentials whose key signs.
    let credentials: AWSCredentials
    /// The region of the scope: `ap-southeast-2`.
    let region: String
    /// The service of the scope: `ecs`, `ecr`, `cloudformation`.
    let service: String

    /// Returns the request with `X-Amz-Date`, the session's token if any, and `Authorization`.
    ///
    /// All its header fields are signed, and the `host` that the client sends; a server refuses a
    /// `date` that is minutes off.
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

/// The canonical form of a request, which both sides hash.
struct CanonicalRequest: Hashable, Sendable {
    /// The names of the signed header fields, sorted, with `;` between.
    let signedHeaders: String
    /// The text of the form.
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

    /// Whether proxies and clients may change the field on the way, so that it is not signed.
    private static func isLeftOut(_ name: String) -> Bool {
        ["authorization", "host", "user-agent", "connection", "content-length"]
            .contains(name.lowercased())
    }

    /// Returns the value without outer spaces, and with single inner ones.
    private static func trimmed(_ value: String) -> String {
        value.split(whereSeparator: { $0 == " " || $0 == "\t" }).joined(separator: " ")
    }

    private static func split(_ target: String) -> (path: Substring, query: Substring) {
        guard let mark = target.firstIndex(of: "?") else { return (target[...], "") }
        return (target[..<mark], target[target.index(after: mark)...])
    }

    /// Returns the path without `.`, `..` and empty parts, encoded twice: a rule of all but S3.
    private static func canonicalPath(_ path: Substring) -> String {
        var parts: [Substring] = []
        for part in path.split(separator: "/") where part != "." {
            if part == ".." { _ = parts.popLast() } else { parts.append(part) }
        }
        let isFolder = path.hasSuffix("/") || path.hasSuffix("/.") || path.hasSuffix("/..")
        let joined = "/" + parts.joined(separator: "/") + (isFolder && !parts.isEmpty ? "/" : "")
        return PercentEncoding.encoded(joined, keepingSlash: true)
    }

    /// Returns the parameters, which are encoded already, sorted by name and then by value.
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

/// Returns bytes as lower-case hexadecimal digits.
func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
    let digits = Array("0123456789abcdef".utf8)
    let text = bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    return String(decoding: text, as: UTF8.self)
}

/// A time as Signature Version 4 writes it.
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
