import Glibc
import Testing

/// What must be handed in: time, randomness and the end of the process belong to the edge.
@Suite(.timeLimit(.minutes(1)))
struct HandedInTests {
    /// What asks the operating system for time or randomness, waits, or ends the process.
    private static let calls = [
        "ContinuousClock", "SuspendingClock", "Task.sleep", "time(nil)", "clock_gettime",
        "gettimeofday", "nanosleep", "usleep(", "Date()", "SystemRandomNumberGenerator",
        ".random(in", "UUID()", "exit(", "DispatchTime", "ProcessClock.system", "clock: .system",
        "by: .system",
    ]

    /// The edge, which may do all of that.
    private static let edge = ["Sources/pinion/", "Sources/PinionCommands/"]

    /// The files below the edge that may, and why.
    private static let allowed = [
        // The system's clock itself.
        "Sources/PinionProcess/ProcessClock+System.swift",
        // The transport child is a process of its own: its waits are real, and it ends with its parent.
        "Sources/PinionGit/Transport/TransportWork.swift",
        "Sources/PinionGit/Transport/ByteWatch.swift",
        "Sources/PinionGit/Transport/ParentPipe.swift",
    ]

    @Test func `nothing below the edge has a clock, random numbers or an exit of its own`() throws {
        var found: Set<String> = []
        var strangers: [String] = []
        for file in try SourceTree.swift("Sources")
        where !Self.edge.contains(where: file.path.hasPrefix) {
            // A line by line search of everything takes a minute on a busy machine.
            let calls = Self.calls.filter { strstr(file.text, $0) != nil }
            for line in file.text.split(separator: "\n") where !calls.isEmpty {
                let code = line.drop { $0 == " " }
                guard !code.hasPrefix("//"),
                    let call = calls.first(where: { names($0, in: line) })
                else { continue }
                found.insert(file.path)
                if !Self.allowed.contains(file.path) { strangers.append("\(file.path): \(call)") }
            }
        }
        #expect(strangers == [])
        #expect(Self.allowed.filter { !found.contains($0) } == [], "these need it no more")
    }

    /// Whether a line holds a call, and not as the end of a longer name.
    private func names(_ call: String, in line: Substring) -> Bool {
        line.ranges(of: call).contains { range in
            guard range.lowerBound > line.startIndex, call.first != "." else { return true }
            let before = line[line.index(before: range.lowerBound)]
            return !before.isLetter && before != "`"
        }
    }
}
