import PinionHTTP
import PinionModel
import PinionSyntax

/// Reads keys of a session from the answers that carry them.
enum SessionCredentials {
    /// Of STS: `<OPERATIONResponse><OPERATIONResult><Credentials>…`.
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
            let token = keys?["SessionToken"]?.text
        else { throw .malformed(service: "STS", operation: operation, reason: "it holds no keys") }
        return AWSCredentials(
            accessKeyID: id, secretAccessKey: Secret(secret), sessionToken: Secret(token),
            expires: keys?["Expiration"].flatMap { moment($0.text) }, origin: origin)
    }

    /// Of a container's endpoint, the metadata service or a program: JSON with keys at its top.
    ///
    /// The session's token is `Token` there, and `SessionToken` in the answer of a program.
    static func read(json body: [UInt8], origin: String) throws(AWSError) -> AWSCredentials {
        func failure(_ reason: String) -> AWSError {
            .credentials(origin: origin, reason: reason, remedy: "ask it by hand to see why")
        }
        let root: JSONNode
        do throws(SyntaxError) {
            root = try JSONNode(parsing: body, named: "credentials", maximumSize: 1 << 16)
        } catch {
            throw failure("it did not answer with JSON")
        }
        if let code = root["Code"]?.string, code != "Success" {
            throw failure("it answered \(code)")
        }
        guard let id = root["AccessKeyId"]?.string, let secret = root["SecretAccessKey"]?.string
        else {
            throw failure("it answered without keys")
        }
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

    /// ISO 8601 in UTC, with or without fractions of a second.
    private static func moment(_ text: String) -> Timestamp? {
        let whole = text.prefix { $0 != "." && $0 != "+" && $0 != "Z" }
        return Timestamp(parsing: "\(whole)Z")
    }
}
