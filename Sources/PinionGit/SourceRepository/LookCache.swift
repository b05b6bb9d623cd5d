import PinionModel
import PinionProcess

/// The records of looks that this host knows of a remote, and since when: files beside the cache,
/// which may be deleted at any time.
struct LookCache {
    /// The folder of the cache.
    let folder: String

    private var path: String { "\(folder)/looks" }
    private var texts: String { "\(folder)/seen-texts" }

    /// Returns the message of a ref's record; `nil` if this host does not know that record.
    func message(of name: Environment.Name, at id: ObjectID) -> String? {
        let head = "\(id)\n"
        guard let text = Files.text("\(texts)/\(name)"), text.hasPrefix(head) else { return nil }
        return String(text.dropFirst(head.count))
    }

    /// Keeps a message; if that fails, the remote is asked again.
    func keep(_ message: String, of name: Environment.Name, at id: ObjectID) {
        do throws(FileFault) {
            try Files.makeFolder(texts)
            try Files.write("\(id)\n\(message)", to: "\(texts)/\(name)")
        } catch {
            return
        }
    }

    /// Returns the known records; none if the file cannot be read, and then the remote is asked.
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

    /// Keeps the id of a record; if that fails, the remote is asked again.
    func note(_ name: Environment.Name, _ id: ObjectID?, _ at: Timestamp) {
        var known = read()
        known[name] = (id, at)
        let lines = known.sorted { $0.key < $1.key }.map {
            "\($0.key) \($0.value.id?.description ?? "-") \($0.value.at)\n"
        }
        try? Files.write(lines.joined(), to: path)
    }
}
