import PinionProcess

/// The entries of a `.netrc` file (`man 5 netrc`): `machine`, `default`, `login`, `password`.
struct Netrc: Hashable, Sendable {
    private struct Entry: Hashable {
        var host: String?
        var user: String?
        var secret: Secret?
    }

    private let entries: [Entry]

    /// Reads a file's text; like other readers, skips words that it does not know.
    init(_ text: String) {
        var entries: [Entry] = []
        var words = Self.words(text)[...]
        while let word = words.popFirst() {
            switch word {
            case "machine": entries.append(Entry(host: words.popFirst()?.lowercased()))
            case "default": entries.append(Entry(host: nil))
            case "login": entries.amendLast { $0.user = words.popFirst() }
            case "password": entries.amendLast { $0.secret = words.popFirst().map(Secret.init) }
            case "account": _ = words.popFirst()
            default: break
            }
        }
        self.entries = entries
    }

    /// Returns the credential for a host, and for that user if one is named.
    func credential(host: String, user: String?) -> Login? {
        for entry in entries where entry.host == nil || entry.host == host {
            guard let secret = entry.secret, let name = entry.user ?? user,
                user == nil || user == name
            else { continue }
            return Login(user: name, secret: secret)
        }
        return nil
    }

    /// The words of a file, without the lines of macros, which end at an empty line.
    private static func words(_ text: String) -> [String] {
        var words: [String] = []
        var isInMacro = false
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if isInMacro {
                isInMacro = !line.allSatisfy(\.isWhitespace)
                continue
            }
            for word in line.split(whereSeparator: \.isWhitespace) {
                if word.hasPrefix("#") { break }
                if word == "macdef" {
                    isInMacro = true
                    break
                }
                words.append(String(word))
            }
        }
        return words
    }
}

extension Array {
    fileprivate mutating func amendLast(_ change: (inout Element) -> Void) {
        guard let last = indices.last else { return }
        change(&self[last])
    }
}
