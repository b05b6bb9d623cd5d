package import PinionModel
import PinionReading
import PinionSyntax

/// The reason why a file cannot be changed or written.
package enum FilesError: FailureReason {
    /// The file has mistakes, which must be corrected before it is changed.
    case unreadable(FileMistakes)
    /// The file pins no service of that name; `guess` is the most similar name.
    case noSuchService(String, path: String, guess: String?)
    /// The service has no container of that name; `known` are its containers.
    case noSuchContainer(String, service: String, path: String, known: [String])
    /// The service has several containers, and none is named.
    case containerNotNamed(service: String, path: String, known: [String])
    /// The reference is written in a form that cannot be changed without touching other bytes.
    case notEditable(FileMistake)
    /// The pin is not as it was when the change was planned; `problem` says how.
    case notAsPlanned(PinKey, problem: String)
    /// The files are not those of the commit, or would not read back as planned.
    case differsFromPlan(environment: Environment.Name, problem: String)

    /// The sentence for the operator.
    package var description: String {
        switch self {
        case .unreadable(let mistakes): "cannot change a file with mistakes:\n\(mistakes)"
        case .noSuchService(let name, let path, let guess):
            "cannot change the pin of \(QuotedText(name)): it is not in \(path); "
                + (guess.map { "did you mean `\($0)`?" } ?? "add it to the file by hand")
        case .noSuchContainer(let name, let service, let path, let known):
            "cannot change the pin of \(QuotedText("\(service)/\(name)")): the service has no such "
                + "container in \(path); name \(listed(known, "or"))"
        case .containerNotNamed(let service, let path, let known):
            "cannot change the pin of \(QuotedText(service)): it has several containers in "
                + "\(path); name one of them: \(listed(known.map { "\(service)/\($0)" }, "or"))"
        case .notEditable(let mistake): "cannot change the pin in place: \(mistake)"
        case .notAsPlanned(let key, let problem):
            "cannot change the pin of \(QuotedText(key.description)): \(problem)"
        case .differsFromPlan(let environment, let problem):
            "the pins of \(environment) were not changed: the files would not read back "
                + "as planned: \(problem); change them by hand, and report this as a defect"
        }
    }
}

extension FilesError {
    /// Translates the reason why an edit cannot be made, with its place.
    init(_ error: SyntaxError) {
        self =
            FileMistakes(error).mistakes.first.map { .notEditable($0) }
            ?? .unreadable(FileMistakes(error))
    }
}
