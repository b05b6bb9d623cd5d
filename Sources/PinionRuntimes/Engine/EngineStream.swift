import PinionModel
import PinionSyntax

/// A stream of JSON lines that an engine sends while it works; only its end shows success.
enum EngineStream {
    /// Returns the error in a stream, if there is one: the status is sent long before it.
    static func failure(in body: [UInt8]) -> String? {
        for line in body.split(whereSeparator: { $0 == 0x0a || $0 == 0x0d }) {
            do throws(SyntaxError) {
                let node = try JSONNode(parsing: Array(line), named: "progress")
                if let text = node["errorDetail"]?["message"]?.string ?? node["error"]?.string {
                    return maskedWords(text, atMost: 500)
                }
            } catch {
                return "it ended in the middle of a line"
            }
        }
        return nil
    }
}

/// The output of a container as the engine sends it.
enum ContainerLog {
    /// Returns the text of a log; without a terminal each piece has an 8-byte header.
    ///
    /// For the format see Docker Engine API, `POST /containers/{id}/attach`, "Stream format".
    static func text(_ bytes: [UInt8], hasTerminal: Bool) -> String {
        guard !hasTerminal else { return String(decoding: bytes, as: UTF8.self) }
        var text: [UInt8] = []
        var rest = bytes[...]
        while rest.count >= 8 {
            let header = rest.prefix(8)
            let size = header.suffix(4).reduce(0) { $0 << 8 | Int($1) }
            rest = rest.dropFirst(8)
            text += rest.prefix(size)
            rest = rest.dropFirst(size)
        }
        return String(decoding: text, as: UTF8.self)
    }
}
