import Glibc

/// The time as the `Date` of HTTP says it.
enum HTTPTime {
    /// The time so much after now (RFC 9110, section 5.6.7).
    static func text(ahead: Duration) -> String {
        var moment = time(nil) + Int(ahead.components.seconds)
        var parts = tm()
        gmtime_r(&moment, &parts)
        var text = [CChar](repeating: 0, count: 40)
        let length = strftime(&text, text.count, "%a, %d %b %Y %H:%M:%S GMT", &parts)
        return String(decoding: text.prefix(length).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
