import FoundationEssentials
import PinionProcess

/// A setting `http.extraHeader` or `http.URL.extraHeader`, where CI jobs leave a login.
///
/// git-config(1), "http.extraHeader" and "http.<url>.*": of several addresses that match, the one
/// with the longest path counts, then one that names the user.
struct ExtraHeader: Hashable, Sendable {
    /// The address between `http.` and `.extraheader`; `nil` if it is for all.
    let address: String?
    /// The header, as it is written; an empty one takes back those before it.
    let text: String

    /// Creates the header of a setting; `nil` if the name is another one's.
    init?(setting name: String, text: String) {
        let (head, tail) = ("http.", ".extraheader")
        let name = Substring(name)
        guard name.lowercased().hasPrefix(head), name.lowercased().hasSuffix(tail),
            name.utf8.count >= head.utf8.count + tail.utf8.count - 1
        else { return nil }
        let middle = name.dropFirst(head.count).dropLast(tail.count)
        address = name.utf8.count < head.utf8.count + tail.utf8.count ? nil : String(middle)
        self.text = text
    }

    /// Returns the login that settings hold for a remote, which is never sent elsewhere.
    static func login(for remote: RemoteURL, in headers: [ExtraHeader]) -> Login? {
        guard remote.scheme != .ssh else { return nil }
        let fitting = headers.compactMap { header in
            header.specificity(for: remote).map { (header: header, rank: $0) }
        }
        let best = fitting.map(\.rank).max()
        // Each value of the same setting adds a header; an empty one begins anew.
        return fitting.filter { $0.rank == best }.reduce(nil) { found, next in
            next.header.text.isEmpty ? nil : next.header.login ?? found
        }
    }

    /// How closely the address matches a remote; `nil` if it does not match.
    private func specificity(for remote: RemoteURL) -> Int? {
        guard let address else { return 0 }
        // A path is needed to read it, also where none is meant.
        let whole = address.hasSuffix("/") ? address + "-" : address + "/-"
        guard case .url(let url)? = try? RemoteAddress(parsing: whole),
            url.scheme == remote.scheme, url.host == remote.host, url.port == remote.port,
            url.user == nil || url.user == remote.user
        else { return nil }
        let folder = url.path.dropLast()
        guard (remote.path + "/").hasPrefix(folder) else { return nil }
        return 1 + 2 * folder.utf8.count + (url.user == nil ? 0 : 1)
    }

    /// The login of an `Authorization` header.
    ///
    /// A bearer token is given as a password: forges take an OAuth token so, with any user.
    private var login: Login? {
        guard let colon = text.firstIndex(of: ":"),
            text[..<colon].filter({ $0 != " " }).lowercased() == "authorization"
        else { return nil }
        let words = text[text.index(after: colon)...].split(separator: " ")
        guard words.count == 2 else { return nil }
        let value = String(words[1])
        switch words[0].lowercased() {
        case "bearer": return Login(user: "oauth2", secret: Secret(value))
        case "basic":
            guard let bytes = Data(base64Encoded: value) else { return nil }
            let parts = String(decoding: bytes, as: UTF8.self)
                .split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            return parts.count == 2 && !parts[1].isEmpty
                ? Login(user: String(parts[0]), secret: Secret(String(parts[1]))) : nil
        default: return nil
        }
    }
}
