import PinionModel
import PinionProcess

/// The newest tips that this host saw of one environment of one source: the file `seen`.
///
/// The lines are `branch NAME COMMIT DATE`, `lost NAME COMMIT -`, `ledger PLACE COMMIT DATE` and
/// `intent PLACE COMMIT MET` between `pinion seen 1` and `end`.
struct RememberedTips: Hashable, Sendable {
    /// The tracked branch's tip, by the branch's name.
    var branches: [String: SeenTip] = [:]
    /// The tips that a cache or clone still knows and an operator accepted as lost, by branch name.
    var lost: [String: Set<CommitID>] = [:]
    /// The ledger's tip, by the ledger's place.
    var ledgers: [LedgerLocation: SeenTip] = [:]
    /// The open intent that is a ledger's tip, and when this host first met it, by its own clock.
    var intents: [LedgerLocation: SeenTip] = [:]

    private static let head = "pinion seen 1"
    private static let end = "end"

    /// The text of the file.
    var text: String {
        let lines =
            branches.sorted { $0.key < $1.key }.map { Self.line("branch", $0.key, $0.value) }
            + lost.sorted { $0.key < $1.key }.flatMap { name, tips in
                tips.sorted().map { Self.line("lost", name, SeenTip(id: $0, at: nil)) }
            }
            + ledgers.sorted { $0.key.rawValue < $1.key.rawValue }
            .map { Self.line("ledger", $0.key.rawValue, $0.value) }
            + intents.sorted { $0.key.rawValue < $1.key.rawValue }
            .map { Self.line("intent", $0.key.rawValue, $0.value) }
        return ([Self.head] + lines + [Self.end]).map { $0 + "\n" }.joined()
    }

    private static func line(_ word: String, _ name: String, _ tip: SeenTip) -> String {
        "\(word) \(name) \(tip.id) \(tip.at?.description ?? "-")"
    }

    init() {}

    /// Records when an open intent was first met, and returns that time; `nil` if it is met now.
    ///
    /// A time in the future comes from a clock that was wrong: the intent then counts as met now.
    mutating func meet(
        _ intent: CommitID?, in location: LedgerLocation, at now: Timestamp?
    ) -> Timestamp? {
        guard let intent, let now else {
            intents[location] = nil
            return nil
        }
        if let known = intents[location], known.id == intent, let met = known.at, met <= now {
            return met
        }
        intents[location] = SeenTip(id: intent, at: now)
        return nil
    }

    init(parsing text: String) throws(FileFault) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.first == Substring(Self.head) else {
            throw FileFault("its first line is not `\(Self.head)`")
        }
        guard lines.count > 2, lines.last == "", lines[lines.count - 2] == Substring(Self.end)
        else { throw FileFault("it is cut off") }
        for (index, line) in lines.dropFirst().dropLast(2).enumerated() {
            guard read(line) else { throw FileFault("line \(index + 2) is not understood") }
        }
    }

    private mutating func read(_ line: Substring) -> Bool {
        let fields = line.split(separator: " ", omittingEmptySubsequences: false)
        guard fields.count == 4, let id = CommitID(parsing: fields[2]) else { return false }
        let at = Timestamp(parsing: fields[3])
        guard at != nil || fields[3] == "-" else { return false }
        let tip = SeenTip(id: id, at: at)
        switch (fields[0], LedgerLocation(rawValue: String(fields[1]))) {
        case ("branch", _): branches[String(fields[1])] = tip
        case ("lost", _): lost[String(fields[1]), default: []].insert(id)
        case ("ledger", let location?): ledgers[location] = tip
        case ("intent", let location?): intents[location] = tip
        default: return false
        }
        return true
    }
}
