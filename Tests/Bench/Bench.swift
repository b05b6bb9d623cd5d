/// Measures what the budgets are about: `PinionBench local|swarm FOLDER`, run by `Tests/Bench/run`.
@main
struct Bench {
    static func main() async throws {
        let arguments = CommandLine.arguments
        guard arguments.count == 3, ["local", "swarm"].contains(arguments[1]) else {
            throw BenchFailure("usage: PinionBench local|swarm FOLDER; run Tests/Bench/run")
        }
        let place = BenchPlace(folder: arguments[2])
        var figures: [Figure] = []
        func add(_ more: [Figure]) {
            for figure in more { print(figure) }
            figures += more
        }
        if arguments[1] == "local" {
            try add(BinaryFigures(place).measured())
            try add(StartFigures(place).measured())
            try add(LargeFigures(place).measured())
            try add(RequestFigures(place).measured())
        } else {
            try await add(SwarmFigures().measured())
        }
        let missed = figures.count { !$0.isMet }
        if missed > 0 { throw BenchFailure("\(missed) of \(figures.count) budgets missed") }
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
