import FoundationEssentials
import Glibc
import PinionReports

/// The two streams: results on standard output, progress and complaints on standard error.
enum Terminal {
    /// How results are shown: colours and a width on a terminal, plain text in a pipe or with
    /// `NO_COLOR`.
    static func palette(environment: [String: String]) -> Palette {
        guard isatty(STDOUT_FILENO) == 1, environment["TERM"] != "dumb" else { return .plain }
        let hasColour = environment["NO_COLOR"].map(\.isEmpty) ?? true
        return Palette(hasColour: hasColour, width: width(of: STDOUT_FILENO, environment))
    }

    /// Whether standard error is a terminal, on which a progress line may stand.
    static var showsProgress: Bool { isatty(STDERR_FILENO) == 1 }

    /// Writes a result.
    static func print(_ text: String) { write(text, to: STDOUT_FILENO) }

    /// Writes a complaint or a note.
    static func complain(_ text: String) { write(text, to: STDERR_FILENO) }

    private static func width(of descriptor: Int32, _ environment: [String: String]) -> Int? {
        if let columns = environment["COLUMNS"].flatMap(Int.init), columns > 0 { return columns }
        var size = winsize()
        guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }

    /// Writes all bytes; a reader that went away ends it quietly.
    private static func write(_ text: String, to descriptor: Int32) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let written = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if written < 0, errno == EINTR { continue }
            guard written > 0 else { return }
            rest = rest.dropFirst(written)
        }
    }
}
