/// An HTTP answer with its headers as they stand.
struct RawAnswer: Sendable {
    let status: Int
    let headers: [(String, String)]
    let body: [UInt8]

    init(_ status: Int, _ headers: [(String, String)], _ body: String) {
        self.init(status, headers, Array(body.utf8))
    }

    init(_ status: Int, _ headers: [(String, String)], _ body: [UInt8]) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// The answer in the form of RFC 3875, section 6: header lines, an empty line, the body.
    init(parsingCGI bytes: [UInt8]) {
        var status = 200
        var headers: [(String, String)] = []
        var rest = bytes[...]
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            var line = rest[..<end]
            rest = rest[(end + 1)...]
            if line.last == UInt8(ascii: "\r") { line = line.dropLast() }
            if line.isEmpty { break }
            let parts = String(decoding: line, as: UTF8.self).split(separator: ":", maxSplits: 1)
            guard parts.count == 2 else { continue }
            let value = String(parts[1].drop { $0 == " " })
            if parts[0].lowercased() == "status" {
                status = value.split(separator: " ").first.flatMap { Int($0) } ?? 500
            } else {
                headers.append((String(parts[0]), value))
            }
        }
        self.init(status, headers, Array(rest))
    }
}
