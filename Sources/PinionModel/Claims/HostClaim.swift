/// What an environment holds on a machine, as its host records it for other repositories.
package struct HostClaim: Hashable, Sendable {
    /// The machine: the runtime's kind and id.
    package let machine: String
    package let environment: Environment.Name
    /// The newest commit that it acted on: tells a repository from others, whatever address it has.
    package let commit: CommitID
    /// When it was written.
    package let at: Timestamp
    /// What each service is known by.
    package let objects: [String: ObjectHandles]

    package init(
        machine: String, environment: Environment.Name, commit: CommitID, at: Timestamp,
        objects: [String: ObjectHandles]
    ) {
        (self.machine, self.environment, self.commit, self.at) = (machine, environment, commit, at)
        self.objects = objects
    }

    /// How long it stands without being written again; then what it holds becomes free.
    package static let lasting = Duration.seconds(30 * 86_400)
    /// How old it may become before it is written again.
    static let fresh = Duration.seconds(86_400)

    /// Whether it still stands.
    package func stands(at now: Timestamp) -> Bool { now < at + Self.lasting }

    /// By what everything in it is known.
    package var handles: ObjectHandles {
        ObjectHandles(
            ids: objects.values.reduce(into: []) { $0.formUnion($1.ids) },
            names: objects.values.reduce(into: []) { $0.formUnion($1.names) })
    }

    /// By what everything in it is known, but for the objects that have one of some ids.
    package func handles(without ids: Set<String>) -> ObjectHandles {
        HostClaim(
            machine: machine, environment: environment, commit: commit, at: at,
            objects: objects.filter { $0.value.ids.isDisjoint(with: ids) }
        ).handles
    }

    /// Whether another one need not be written in its place.
    package func says(what other: HostClaim) -> Bool {
        objects == other.objects && machine == other.machine && other.at < at + Self.fresh
    }
}

/// What became of a claim that was to be recorded.
package enum ClaimAnswer: Sendable {
    /// It stands; nobody else claims any of it.
    case recorded
    /// Somebody else claimed some of it since the survey: nothing was recorded.
    case taken(ClaimSurvey)
    /// It could not be recorded where this user's other repositories look.
    case failed(Failure)
    /// It could not be recorded where all users of the host look: nothing may be changed.
    case blocked(Failure)
}

extension HostClaim {
    private static let format = "pinion claim 1"

    /// The text that is stored, with the address of the source for people; a line a fact.
    package func text(source: String) -> String {
        let head = [
            LedgerLine("source", [source]), LedgerLine("machine", [machine]),
            LedgerLine("environment", [environment.description]),
            LedgerLine("commit", [commit.description]), LedgerLine("at", [at.description]),
        ]
        let lines = objects.sorted { ByteOrder($0.key) < ByteOrder($1.key) }.map {
            service, handles in
            LedgerLine(
                "object",
                [service, String(handles.ids.count)] + handles.ids.sorted()
                    + handles.names.sorted())
        }
        return ([Self.format] + (head + lines).map(\.text) + ["end"]).map { $0 + "\n" }.joined()
    }

    /// Reads a stored text; nil where it is none, of another version, or cut off.
    package static func parsing(_ text: String) -> (claim: HostClaim, source: String)? {
        // By bytes: to a Character, CRLF is one and no end of a line.
        let lines = Array(text.utf8).split(separator: 0x0a, omittingEmptySubsequences: false)
        guard lines.count > 3, lines[0].elementsEqual(format.utf8),
            lines[lines.count - 2].elementsEqual("end".utf8), lines[lines.count - 1].isEmpty
        else { return nil }
        var facts: [String: String] = [:]
        var objects: [String: ObjectHandles] = [:]
        for line in lines[1..<(lines.count - 2)] {
            guard let line = LedgerLine(parsing: line) else { return nil }
            if line.word == "object" {
                let fields = line.fields
                guard fields.count > 1, let count = Int(fields[1]), count >= 0,
                    fields.count >= 2 + count
                else { return nil }
                objects[fields[0]] = ObjectHandles(
                    ids: Set(fields[2..<(2 + count)]), names: Set(fields[(2 + count)...]))
            } else {
                guard line.fields.count == 1 else { return nil }
                facts[line.word] = line.fields[0]
            }
        }
        guard let source = facts["source"], let machine = facts["machine"],
            let environment = facts["environment"].flatMap({ Environment.Name(parsing: $0) }),
            let commit = facts["commit"].flatMap({ CommitID(parsing: $0) }),
            let at = facts["at"].flatMap({ Timestamp(parsing: $0) })
        else { return nil }
        let claim = HostClaim(
            machine: machine, environment: environment, commit: commit, at: at, objects: objects)
        return (claim, source)
    }
}
