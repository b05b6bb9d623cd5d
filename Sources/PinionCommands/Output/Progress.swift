import PinionModel
import PinionReconcile
import PinionSyntax
import Synchronization

/// Shows the current step on one line of a terminal, and nothing in a pipe.
///
/// With `--verbose`, prints one line for each step instead, also in a pipe.
final class Progress: Sendable {
    private let isShown: Bool
    private let isVerbose: Bool
    private let hasLine = Mutex(false)

    init(isQuiet: Bool, isVerbose: Bool) {
        isShown = !isQuiet && !isVerbose && Terminal.showsProgress
        self.isVerbose = isVerbose
    }

    /// Shows the step that begins.
    func note(_ text: String) {
        if isVerbose { Terminal.complain("\(text)\n") }
        guard isShown else { return }
        hasLine.withLock { hasLine in
            Terminal.control("\r\u{1b}[K\(ShownText(text, longest: 100))…")
            hasLine = true
        }
    }

    /// Shows the action that a run begins.
    func show(_ action: Action, of environment: PinionModel::Environment.Name) {
        let words: String? =
            switch action {
            case .observe(.inScope): "looking at \(environment)"
            case .observe(.only(let services)):
                "waiting for \(services.joined(separator: ", ")) in \(environment)"
            case .ask(let questions):
                "asking registries \(plural(questions.count, "question")) for \(environment)"
            case .rehearse(let changes):
                "asking what \(plural(changes.count, "change")) of \(environment) would do"
            case .append: "writing the ledger of \(environment)"
            case .change(let change, _, _):
                "changing \(change.all.map(\.observed.name).joined(separator: ", ")) in "
                    + "\(environment)"
            case .restore: "starting again what an interrupted change stopped in \(environment)"
            case .tag(let writes, _, _):
                "putting \(writes.count == 1 ? "a tag" : "tags") of \(environment)"
            case .look(let others):
                "looking at \(others.map(\.description).joined(separator: ", ")) too, because "
                    + "\(environment) may share services with them"
            case .survey, .claim, .readLedger, .recall, .probe, .askClock, .checkAncestry, .readTip,
                .identify, .readEngineStart, .wait, .finish:
                nil
            }
        if let words { note(words) }
    }

    /// Clears the line, before results are printed.
    func clear() {
        hasLine.withLock { hasLine in
            if hasLine { Terminal.control("\r\u{1b}[K") }
            hasLine = false
        }
    }
}
