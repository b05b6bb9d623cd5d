import Glibc

/// Measures what the budgets are about: `PinionBench local|swarm FOLDER`, run by `Tests/Bench/run`.
@main
struct Bench {
    static func main() async {
        do {
            let figures = try await measured(Array(CommandLine.arguments.dropFirst()))
            let missed = figures.count { !$0.isMet }
            guard missed == 0 else {
                throw BenchFailure("\(missed) of \(figures.count) budgets missed")
            }
        } catch {
            complain("error: \(error)\n")
            exit(1)
        }
    }

    private static func measured(_ arguments: [String]) async throws -> [Figure] {
        switch (arguments.first, arguments.dropFirst().first, arguments.count) {
        case ("local", let folder?, 2):
            let place = BenchPlace(folder: folder)
            return try shown(BinaryFigures(place).measured())
                + shown(StartFigures(place).measured())
                + shown(LargeFigures(place).measured())
                + shown(RequestFigures(place).measured())
        case ("swarm", _, 1): return try await shown(SwarmFigures().measured())
        default:
            throw BenchFailure(
                "usage: PinionBench local FOLDER, or PinionBench swarm; run Tests/Bench/run")
        }
    }

    private static func shown(_ figures: [Figure]) -> [Figure] {
        for figure in figures { print(figure) }
        fflush(nil)
        return figures
    }

    private static func complain(_ text: String) {
        let bytes = Array(text.utf8)
        write(STDERR_FILENO, bytes, bytes.count)
    }
}

/// Why nothing could be measured, or that a budget was missed.
struct BenchFailure: Error, CustomStringConvertible {
    let description: String

    init(_ text: String) { description = text }
}

/// Where the program that is measured stands, and where its data may.
struct BenchPlace {
    let folder: String

    /// Stripped, as it is installed.
    var pinion: String { "\(folder)/bin/pinion" }
    /// What `nm` says of it before it was stripped.
    var symbols: String { "\(folder)/symbols" }

    /// The variables of a program that is measured: all state below the folder, no colours.
    var variables: [String: String] {
        [
            "HOME": folder, "XDG_CACHE_HOME": "\(folder)/cache",
            "XDG_STATE_HOME": "\(folder)/state", "NO_COLOR": "1", "LC_ALL": "C",
            "PATH": "/usr/local/bin:/usr/bin:/bin", "GIT_CONFIG_NOSYSTEM": "1",
        ]
    }
}
