import FoundationEssentials
import Glibc
import PinionModel
import PinionReports
import PinionSyntax

/// The two streams: results on standard output, progress and complaints on standard error.
enum Terminal {
    /// Returns the style of results: colours, a width and short digests on a terminal; whole and
    /// plain text in a pipe.
    static func style(isDetailed: Bool, environment: [String: String]) -> TextStyle {
        guard isatty(STDOUT_FILENO) == 1, environment["TERM"] != "dumb" else { return .plain }
        let hasColour = environment["NO_COLOR"].map(\.isEmpty) ?? true
        return TextStyle(
            hasColour: hasColour, width: width(of: STDOUT_FILENO, environment),
            hasWholeDigests: isDetailed)
    }

    /// Whether standard error is a terminal, so that progress can be shown.
    static var showsProgress: Bool {
        isatty(STDERR_FILENO) == 1 && getenv("TERM").map { String(cString: $0) } != "dumb"
    }

    /// Opens the null device for each of the three streams that is closed, so that no file or
    /// connection gets its number.
    static func openStreams() {
        for stream in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO]
        where fcntl(stream, F_GETFD) < 0 { _ = open("/dev/null", O_RDWR) }
    }

    /// Prints a result; if that fails, ends the process with 1, since the result was not seen.
    static func print(_ text: String) { print(bytes: Array(text.utf8)) }

    /// Writes a result that is no text, as `print` does.
    static func print(bytes: [UInt8]) {
        guard let problem = write(bytes, to: STDOUT_FILENO) else { return }
        complain("error: cannot write the result to standard output: \(problem)\n")
        exit(PinionCommands::ExitCode.failure.rawValue)
    }

    /// Prints an error or a note on standard error, with control characters made visible.
    static func complain(_ text: String) {
        _ = write(Array(ShownText.lines(text).utf8), to: STDERR_FILENO)
    }

    /// Writes control sequences to the terminal.
    static func control(_ text: String) { _ = write(Array(text.utf8), to: STDERR_FILENO) }

    private static func width(of descriptor: Int32, _ environment: [String: String]) -> Int? {
        if let columns = environment["COLUMNS"].flatMap(Int.init), columns > 0 { return columns }
        var size = winsize()
        guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }

    /// Writes all bytes; returns the error, except that a closed pipe is none.
    private static func write(_ bytes: [UInt8], to descriptor: Int32) -> String? {
        var rest = bytes[...]
        while !rest.isEmpty {
            let written = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if written < 0, errno == EINTR { continue }
            if written < 0, errno == EAGAIN {
                var ready = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                _ = poll(&ready, 1, -1)
                continue
            }
            guard written > 0 else {
                return errno == EPIPE ? nil : String(cString: strerror(errno))
            }
            rest = rest.dropFirst(written)
        }
        return nil
    }
}
