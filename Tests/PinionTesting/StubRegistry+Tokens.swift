extension StubRegistry {
    /// The answer to a request that shows nothing that opens the door; nil when it may come in.
    func challenge(_ request: Request, _ state: inout State) -> Reply? {
        let shown = request["Authorization"] ?? ""
        switch door {
        case .open: return nil
        case .basic(let user, let password):
            guard shown != "Basic " + Self.base64("\(user):\(password)") else { return nil }
            return .text(401, [("WWW-Authenticate", "Basic realm=\"stub, or so\"")])
        case .tokens, .tokensFor, .tokensForIdentity:
            let parts = request.path.dropFirst(4).split(separator: "/")
            let path = parts.dropLast(2).joined(separator: "/")
            let access = request.method == "PUT" ? "pull,push" : "pull"
            let scope = "repository:\(path):\(access)"
            let granted =
                shown.hasPrefix("Bearer ") ? state.tokens[String(shown.dropFirst(7))] : nil
            if let granted, granted == scope || granted == scope + ",push" { return nil }
            return .text(
                401, [("WWW-Authenticate", bearer(scope, request, state.faults))],
                #"{"errors":[{"code":"UNAUTHORIZED","message":"authentication required"}]}"#)
        }
    }

    private func bearer(_ scope: String, _ request: Request, _ faults: [Fault]) -> String {
        var realm = "http://\(request["Host"] ?? "")/token"
        for case .namesRealm(let other) in faults { realm = other }
        return "Bearer realm=\"\(realm)\",service=\"stub, registry\",scope=\"\(scope)\""
    }

    /// Sells a token.
    func token(_ request: Request, _ state: inout State) -> Reply {
        state.counts.tokens += 1
        for case .answersTokens(let text) in state.faults { return .text(200, [], text) }
        let form =
            request.method == "POST" ? String(decoding: request.body, as: UTF8.self) : request.query
        let fields = Self.fields(form)
        switch door {
        case .tokensFor(let user, let password):
            guard request["Authorization"] == "Basic " + Self.base64("\(user):\(password)") else {
                return .text(401)
            }
        case .tokensForIdentity(let token):
            guard request.method == "POST", fields["refresh_token"] == token,
                fields["grant_type"] == "refresh_token"
            else { return .text(401) }
        case .open, .tokens, .basic: break
        }
        guard fields["service"] == "stub, registry", let scope = fields["scope"] else {
            return .text(400)
        }
        state.issued += 1
        let token = "token-\(state.issued)"
        if !state.faults.contains(.refusesTokens) { state.tokens[token] = scope }
        let name = request.method == "POST" ? "access_token" : "token"
        return .text(200, [], "{\"\(name)\":\"\(token)\"}")
    }

    private static func fields(_ form: String) -> [String: String] {
        let pairs = form.split(separator: "&").map { pair in
            let parts = pair.split(separator: "=", maxSplits: 1).map { decoded($0) }
            return (parts[0], parts.count > 1 ? parts[1] : "")
        }
        return Dictionary(pairs, uniquingKeysWith: { $1 })
    }

    private static func decoded(_ text: Substring) -> String {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), rest.count >= 2,
                let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
            {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func base64(_ text: String) -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
        let bytes = Array(text.utf8)
        var result = ""
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = Array(bytes[start..<min(start + 3, bytes.count)])
            let bits = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
            for index in 0..<4 {
                result.append(index <= group.count ? alphabet[bits >> (18 - 6 * index) & 63] : "=")
            }
        }
        return result
    }
}
