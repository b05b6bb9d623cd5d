import PinionHTTP
import PinionProcess
import PinionSyntax

extension AWSError.Refusal {
    /// Reads the error of an answer, in JSON, XML or neither; hides the request's confidential
    /// texts, and the key and token of the credentials.
    init(_ response: HTTPResponse, to request: AWSRequest, hiding credentials: AWSCredentials?) {
        let parts = Self.json(response) ?? Self.xml(response) ?? (nil, nil, nil)
        let keys = [credentials?.secretAccessKey.revealed, credentials?.sessionToken?.revealed]
        let message =
            if let confidential = request.confidential {
                parts.message.map { Self.hiding(confidential + keys.compactMap(\.self), in: $0) }
                    ?? "it says nothing more"
            } else {
                "what it says may repeat a secret and is not shown"
            }
        let id = response.headers["x-amzn-RequestId"] ?? response.headers["x-amz-request-id"]
        self.init(
            service: request.service.label, operation: request.operation, status: response.status,
            code: ShownText(parts.code ?? "status \(response.status)", longest: 100).description,
            message: ShownText(message, longest: 1_000).description,
            requestID: (id ?? parts.id).map { ShownText($0, longest: 100).description })
        // Such a message repeats the signed request.
        if isSignatureRefused { self.message = "the signature is not accepted" }
    }

    private typealias Parts = (code: String?, message: String?, id: String?)

    /// Reads a JSON error: the code in `X-Amzn-ErrorType` or `__type`, maybe between `#` and `:`.
    ///
    /// Smithy, "AWS JSON 1.1 protocol", operation error serialization.
    private static func json(_ response: HTTPResponse) -> Parts? {
        let root: JSONNode
        do throws(SyntaxError) {
            root = try JSONNode(parsing: response.body, named: "error", maximumSize: 1 << 20)
        } catch {
            return nil
        }
        let type =
            root["__type"]?.string ?? response.headers["x-amzn-ErrorType"] ?? root["code"]?.string
        let code = type.map { $0.prefix { $0 != ":" } }?.split(separator: "#").last
        return (code.map(String.init), root["message"]?.string ?? root["Message"]?.string, nil)
    }

    /// Reads `<ErrorResponse><Error>…<RequestId>`, or `<Response><Errors><Error>…<RequestID>`.
    private static func xml(_ response: HTTPResponse) -> Parts? {
        let root: XMLElement
        do throws(XMLFault) {
            root = try XMLElement(parsing: response.body)
        } catch {
            return nil
        }
        let error = root["Error"] ?? root["Errors"]?["Error"]
        return (
            error?["Code"]?.text, error?["Message"]?.text,
            root["RequestId"]?.text ?? root["RequestID"]?.text
        )
    }

    /// Returns the refusal with some texts hidden in the service's message.
    package func hiding(_ secrets: [String]) -> AWSError.Refusal {
        var copy = self
        copy.message = Self.hiding(secrets, in: message)
        return copy
    }

    /// Returns the text with dots for every secret in it, the longest first.
    private static func hiding(_ secrets: [String], in text: String) -> String {
        secrets.filter { $0.utf8.count >= 4 }
            .sorted { ($1.utf8.count, $0) < ($0.utf8.count, $1) }
            .reduce(text) { $0.replacing($1, with: "•••") }
    }
}
