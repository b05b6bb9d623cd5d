/// Percent-encoding of URLs (RFC 3986, section 2).
package enum PercentEncoding {
    /// A part of a path or query with everything encoded but the unreserved characters (section 2.3),
    /// and `/` where it separates the parts of a path.
    package static func encoded(_ text: String, keepingSlash: Bool = false) -> String {
        text.utf8.map { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2d, 0x2e, 0x5f, 0x7e:
                String(UnicodeScalar(byte))
            case 0x2f where keepingSlash: "/"
            default: (byte < 16 ? "%0" : "%") + String(byte, radix: 16, uppercase: true)
            }
        }
        .joined()
    }
}
