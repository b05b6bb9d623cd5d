import PinionModel
import PinionProcess

/// Which records of a remote this host knows, and since when: a file beside the cache, which may be deleted at any time.
struct LookCache {
    private let path: String
    private let shelf: String

    init(folder: String) {
        path = "\(folder)/looks"
        shelf = "\(folder)/seen-texts"
    }

    /// The message of the record that a ref leads to; nil where this host knows another one, or none.
    func message(of name: Environment.Name, at id: ObjectID) -> String? {
        let head = "\(id)\n"
        guard let text = Files.text("\(shelf)/\(name)"), text.hasPrefix(head) else { return nil }
        return String(text.dropFirst(head.count))
    }

    /// Keeps a message; where that fails, the remote is asked again.
    func keep(_ message: String, of name: Environment.Name, at id: ObjectID) {
        do throws(FileFault) {
            try Files.makeFolder(shelf)
            try Files.write("\(id)\n\(message)", to: "\(shelf)/\(name)")
        } catch {
            return
        }
    }

    /// What is known; nothing where the file is not there or cannot be read, and then the remote is asked.
    func read() -> [Environment.Name: (id: ObjectID?, at: Timestamp)] {
        var known: [Environment.Name: (id: ObjectID?, at: Timestamp)] = [:]
        for line in (Files.text(path) ?? "").split(separator: "\n") {
            let fields = line.split(separator: " ")
            guard fields.count == 3, let name = Environment.Name(parsing: fields[0]),
                let at = Timestamp(parsing: fields[2])
            else { continue }
            known[name] = (ObjectID(parsing: String(fields[1])), at)
        }
        return known
    }

    /// Takes note of a record; where that fails, the remote is asked again.
    func note(_ name: Environment.Name, _ id: ObjectID?, _ at: Timestamp) {
        var known = read()
        known[name] = (id, at)
        let lines = known.sorted { $0.key < $1.key }.map {
            "\($0.key) \($0.value.id?.description ?? "-") \($0.value.at)\n"
        }
        try? Files.write(lines.joined(), to: path)
    }
}
