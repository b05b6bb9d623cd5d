import PinionModel

/// How text is shown: with colours or without, and how wide.
package struct Palette: Hashable, Sendable {
    /// Whether colours are written.
    package let hasColour: Bool
    /// The columns of the terminal; nil where the text goes into a pipe and nothing is cut.
    package let width: Int?

    /// Plain text without a limit: what goes into a pipe.
    package static let plain = Palette(hasColour: false, width: nil)

    /// Sets how text is shown.
    package init(hasColour: Bool, width: Int?) {
        self.hasColour = hasColour
        self.width = width
    }

    /// A status in its colour.
    func paint(_ text: String, _ status: Status) -> String {
        switch status {
        case .drifted: code(text, "31;1")
        case .unverified: code(text, "35")
        case .atRisk: code(text, "33")
        case .progressing: code(text, "36")
        case .synced: code(text, "32")
        case .idle: code(text, "2")
        }
    }

    /// A severity in its colour.
    func paint(_ severity: Severity) -> String {
        switch severity {
        case .critical: code(severity.rawValue, "31;1")
        case .unverified: code(severity.rawValue, "35")
        case .hazard: code(severity.rawValue, "33")
        case .progress: code(severity.rawValue, "36")
        case .notice: severity.rawValue
        }
    }

    /// A heading.
    func strong(_ text: String) -> String { code(text, "1") }

    /// Something of less weight.
    func faint(_ text: String) -> String { code(text, "2") }

    private func code(_ text: String, _ code: String) -> String {
        hasColour ? "\u{1b}[\(code)m\(text)\u{1b}[0m" : text
    }
}
