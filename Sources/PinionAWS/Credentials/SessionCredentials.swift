import PinionHTTP
package import PinionModel
package import PinionProcess
import PinionSyntax

/// Reads keys of a session from the answers that carry them.
enum SessionCredentials {
    /// Reads an answer of STS: `<OPERATIONResponse><OPERATIONResult><Credentials>…`.
    static func read(
        _ body: [UInt8], _ operation: String, origin: String
    ) throws(AWSError) -> AWSCredentials {
        let root: XMLElement
        do throws(XMLFault) {
            root = try XMLElement(parsing: body)
        } catch {
            throw .malformed(service: "STS", operation: operation, reason: "\(error)")
        }
        let keys = root["\(operation)Result"]?["Credentials"]
        guard let id = keys?["AccessKeyId"]?.text, let secret = keys?["SecretAccessKey"]?.text,
            let token = keys?["SessionToken"]?.text,
            let expires = keys?["Expiration"].flatMap({ moment($0.text) })
        else { throw .malformed(service: "STS", operation: operation, reason: "it holds no keys") }
        return AWSCredentials(
            accessKeyID: id, secretAccessKey: Secret(secret), sessionToken: Secret(token),
            expires: expires, origin: origin)
    }

    /// Reads JSON with keys at its top, of a container's endpoint, metadata service or program.
    ///
    /// The session's token is `Token` there; a program answers with `SessionToken` and the given
    /// `Version`.
    static func read(
        json body: [UInt8], origin: String, version: Int? = nil
    ) throws(AWSError) -> AWSCredentials {
        func failure(_ reason: String) -> AWSError {
            .credentials(origin: origin, reason: reason, remedy: "ask it by hand to see why")
        }
        let root: JSONNode
        do throws(SyntaxError) {
            root = try JSONNode(parsing: body, named: "credentials", maximumSize: 1 << 16)
        } catch {
            throw failure("it did not answer with JSON")
        }
        if let version, root["Version"]?.int != version {
            throw failure("it answered without `Version` \(version)")
        }
        if let code = root["Code"]?.string, code != "Success" {
            throw failure("it answered \(ShownText(code))")
        }
        guard let id = root["AccessKeyId"]?.string, let secret = root["SecretAccessKey"]?.string
        else { throw failure("it answered without keys") }
        let token = root["Token"]?.string ?? root["SessionToken"]?.string
        let expires = root["Expiration"]?.string
        if let expires, moment(expires) == nil {
            throw failure("it answered with an end that is no date")
        }
        return AWSCredentials(
            accessKeyID: id, secretAccessKey: Secret(secret),
            sessionToken: token.map { Secret($0) },
            expires: expires.flatMap(moment), origin: origin)
    }

    /// Reads ISO 8601, in UTC or with an offset, with or without fractions of a second.
    static func moment(_ text: String) -> Timestamp? {
        let whole = text.prefix(19)
        let zone = text.dropFirst(19).drop { $0 == "." || $0.isASCII && $0.isNumber }
        guard let moment = Timestamp(parsing: "\(whole)Z") else { return nil }
        if zone == "Z" { return moment }
        let parts = zone.dropFirst().split(separator: ":")
        guard zone.hasPrefix("+") || zone.hasPrefix("-"), parts.count == 2,
            let hours = UInt8(parts[0]), let minutes = UInt8(parts[1]), hours < 24, minutes < 60
        else { return nil }
        let offset = Duration.seconds(Int(hours) * 3_600 + Int(minutes) * 60)
        return zone.hasPrefix("+") ? moment + (.zero - offset) : moment + offset
    }
}

/// The keys that sign requests, and their expiry.
package struct AWSCredentials: Hashable, Sendable {
    /// The key's id, which is no secret.
    package let accessKeyID: String
    package let secretAccessKey: Secret
    /// The token for keys of a session; `nil` for keys of a user.
    package var sessionToken: Secret?
    /// The expiry; `nil` for keys without one.
    package var expires: Timestamp?
    /// The place where they were found, in words: `the environment`, `profile prod`.
    package let origin: String

    /// Whether they expire within a margin after a moment.
    func areEnding(at moment: Timestamp, margin: Duration) -> Bool {
        expires.map { $0 < moment + margin } ?? false
    }
}
