/// An environment's claim on a machine's objects, as its host records it for other repositories.
package struct HostClaim: Hashable, Sendable {
    /// The machine: the runtime's kind and id.
    package let machine: String
    package let environment: Environment.Name
    /// The newest commit acted on; it identifies the repository, whatever its address is.
    package let commit: CommitID
    /// The time of writing.
    package let at: Timestamp
    /// The ids and names of each service's object.
    package let objects: [String: ObjectHandles]

    package init(
        machine: String, environment: Environment.Name, commit: CommitID, at: Timestamp,
        objects: [String: ObjectHandles]
    ) {
        (self.machine, self.environment, self.commit, self.at) = (machine, environment, commit, at)
        self.objects = objects
    }

    /// How long a claim is valid without being written again; then its objects are free.
    package static let lasting = Duration.seconds(30 * 86_400)
    /// The age at which a claim is written again.
    static let fresh = Duration.seconds(86_400)

    /// Whether the claim is still valid.
    package func isValid(at now: Timestamp) -> Bool { now < at + Self.lasting }

    /// The ids and names of all its objects.
    package var handles: ObjectHandles {
        ObjectHandles(
            ids: objects.values.reduce(into: []) { $0.formUnion($1.ids) },
            names: objects.values.reduce(into: []) { $0.formUnion($1.names) })
    }

    /// Returns the ids and names of its objects, except objects with one of some ids.
    package func handles(without ids: Set<String>) -> ObjectHandles {
        HostClaim(
            machine: machine, environment: environment, commit: commit, at: at,
            objects: objects.filter { $0.value.ids.isDisjoint(with: ids) }
        ).handles
    }

    /// Whether another claim is the same and not due yet, so that it need not be written.
    package func covers(_ other: HostClaim) -> Bool {
        objects == other.objects && machine == other.machine && other.at < at + Self.fresh
    }
}

/// The result of recording a claim.
package enum ClaimAnswer: Sendable {
    /// The claim is recorded; no other environment claims any of its objects.
    case recorded
    /// Another environment claimed some of the objects since the survey: nothing was recorded.
    case taken(ClaimSurvey)
    /// The claim could not be written to this user's records.
    case failed(Failure)
    /// The claim could not be written to the records of all users: nothing may be changed.
    case blocked(Failure)
}

extension HostClaim {
    private static let format = "pinion claim 1"

    /// Returns the text that is stored, one fact a line, with the source's address for operators.
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

    /// Reads a stored text; `nil` for any other, another version's, or one that is cut off.
    package static func parsing(_ text: String) -> (claim: HostClaim, source: String)? {
        // By bytes: in Swift, `\r\n` is one `Character`, which is not a line feed.
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
