package import PinionModel
import PinionSyntax

/// Why a file cannot be changed or written.
package enum FilesError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The file has mistakes: it is not changed before it can be read.
    case unreadable(FileMistakes)
    /// No service of that name is pinned in the file; `guess` is the nearest one that is.
    case noSuchService(String, path: String, guess: String?)
    /// The service has no container of that name; `known` are those that it has.
    case noSuchContainer(String, service: String, path: String, known: [String])
    /// The service has several containers and none is named.
    case containerNotNamed(service: String, path: String, known: [String])
    /// The reference stands in a form that cannot be changed without touching other bytes.
    case notEditable(FileMistake)
    /// No file is written for a runtime that this version cannot reach.
    case unsupportedRuntime(kind: String)

    /// A sentence for the person who is paged.
    package var description: String {
        switch self {
        case .unreadable(let mistakes): "cannot change a file with mistakes:\n\(mistakes)"
        case .noSuchService(let name, let path, let guess):
            "cannot change the pin of \(QuotedText(name)): it is not in \(path); "
                + (guess.map { "did you mean `\($0)`?" } ?? "add it to the file by hand")
        case .noSuchContainer(let name, let service, let path, let known):
            "cannot change the pin of \(QuotedText("\(service)/\(name)")): the service has no such container "
                + "in \(path); name \(listed(known, "or"))"
        case .containerNotNamed(let service, let path, let known):
            "cannot change the pin of \(QuotedText(service)): it has several containers in \(path); "
                + "name one of them: \(listed(known.map { "\(service)/\($0)" }, "or"))"
        case .notEditable(let mistake): "cannot change the pin in place: \(mistake)"
        case .unsupportedRuntime(let kind):
            "cannot write an environment on \(kind): this version does not reach it yet; "
                + "use sandbox, docker or swarm"
        }
    }
}
