import FoundationEssentials
import Synchronization

/// Keeps what the stubs of AWS were asked and answered, for `Tests/Rig/aws-oracle`, which holds it against the
/// service models of botocore: a stub that answers what AWS never does proves nothing.
///
/// Does nothing unless `PINION_TEST_AWS_RECORD` names a folder, as `Tests/Rig/test` does. A stub calls `keep`
/// with each answer that it means to be AWS's own, and not with those that a test breaks on purpose.
package enum AWSRecording {
    /// Different exchanges of one operation that are kept; further ones show nothing new.
    private static let most = 60
    private static let folder = ProcessInfo.processInfo.environment["PINION_TEST_AWS_RECORD"]
    private static let kept = Mutex<[String: Set<Int>]>([:])

    /// Writes an exchange down, where it is signed for a service of AWS and the answer is a whole one.
    package static func keep(_ request: LoopbackServer.Request, _ reply: LoopbackServer.Reply) {
        guard let folder, let service = service(of: request),
            case .answer(let status, _, let answer) = reply
        else { return }
        let target = request["X-Amz-Target"] ?? ""
        let exchange: StubJSON = [
            "service": .string(service), "target": .string(target),
            "request": .string(String(decoding: request.body, as: UTF8.self)),
            "status": .number(status), "answer": .string(String(decoding: answer, as: UTF8.self)),
        ]
        guard let number = number(of: exchange, as: "\(service) \(action(of: request))") else {
            return
        }
        let name = "\(service)-\(action(of: request))-\(number)-\(UUID().uuidString).json"
        // The oracle fails where nothing was written.
        try? Data(exchange.bytes).write(to: URL(filePath: "\(folder)/\(name)"))
    }

    /// How many came before it; nil where it was kept already, or enough were.
    private static func number(of exchange: StubJSON, as operation: String) -> Int? {
        kept.withLock { kept in
            let before = kept[operation, default: []]
            guard before.count < most, !before.contains(exchange.hashValue) else { return nil }
            kept[operation] = before.union([exchange.hashValue])
            return before.count
        }
    }

    private static func action(of request: LoopbackServer.Request) -> String {
        if let target = request["X-Amz-Target"] {
            return String(target.drop { $0 != "." }.dropFirst())
        }
        return String(decoding: request.body, as: UTF8.self).split(separator: "&")
            .first { $0.hasPrefix("Action=") }.map { String($0.dropFirst("Action=".count)) } ?? ""
    }

    /// The service in the scope of the signature: `…Credential=KEY/20260101/us-east-1/ecs/aws4_request, …`.
    private static func service(of request: LoopbackServer.Request) -> String? {
        guard let authorization = request["Authorization"],
            authorization.hasPrefix("AWS4-HMAC-SHA256"),
            let scope = authorization.split(separator: " ").first(where: {
                $0.hasPrefix("Credential=")
            })
        else { return nil }
        let parts = scope.split(separator: "/")
        return parts.count == 5 ? String(parts[3]) : nil
    }
}
