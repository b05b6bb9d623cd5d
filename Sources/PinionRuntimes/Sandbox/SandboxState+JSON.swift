import PinionModel
import PinionSyntax

/// The text form of a sandbox: JSON with a fixed order of members, so that files can be compared.
extension SandboxState {
    static let schema = "pinion/sandbox/v1"

    /// Parses the text of a sandbox's file.
    /// - Throws: a clause that says what is wrong with the text, and where.
    init(parsing bytes: [UInt8], named path: String) throws(Malformed) {
        let root: JSONNode
        do throws(SyntaxError) {
            root = try JSONNode(
                parsing: bytes, named: path, maximumSize: Self.maximumSize, maximumDepth: 16)
        } catch {
            throw Malformed(description: "it is not JSON: \(error)")
        }
        var reader = SandboxReader()
        do throws(SandboxReader.Fault) {
            self = try reader.state(root)
        } catch {
            throw Malformed(description: "\(error.place) is not \(error.expected)")
        }
    }

    /// The reason why a text is not a sandbox, as a clause.
    struct Malformed: Error, Hashable, Sendable, CustomStringConvertible {
        let description: String
    }

    /// The largest file that is read, in bytes: 64 MiB.
    static let maximumSize = 64 << 20

    /// The bytes of a file, which ``init(parsing:named:)`` reads back to the same value.
    package var bytes: [UInt8] {
        var members: [JSONText.Member] = [
            .init("schema", .string(Self.schema)), .init("serial", .number(.init(serial))),
        ]
        if rolloutSteps > 0 { members.append(.init("rolloutSteps", .number(.init(rolloutSteps)))) }
        if isSilent { members.append(.init("silent", true)) }
        let services = services.map { JSONText.Member($0.name, $0.json) }
        members.append(.init("services", .object(services)))
        return JSONText.object(members).bytes(.pretty) + [UInt8(ascii: "\n")]
    }
}

extension SandboxService {
    fileprivate var json: JSONText {
        var members: [JSONText.Member] = [
            .init("id", .string(objectID)),
            .init("created", .string("\(created)")),
            .init("version", .number(.init(version))),
            .init("changedBy", changedBy.json),
            .init("desired", .number(.init(desired))),
            .init("containers", .object(containers.map { .init($0.name, $0.json) })),
            .init("instances", .array(instances.map(json))),
        ]
        switch rollout {
        case .settled: break
        case .failed(let reason): members.append(.init("rollout", ["failed": .string(reason)]))
        case .rolledBack(let reason):
            members.append(.init("rollout", ["rolledBack": .string(reason)]))
        case .progressing(let progress):
            members.append(.init("rollout", ["progressing": json(progress)]))
        }
        if !failures.isEmpty {
            members.append(.init("failures", .array(failures.map { .string("\($0)") })))
        }
        return .object(members)
    }

    private func json(_ instance: SandboxInstance) -> JSONText {
        [
            "id": .string(instance.id), "started": .string("\(instance.started)"),
            "runs": json(instance.digests),
        ]
    }

    private func json(_ digests: [Digest]) -> JSONText {
        .object(zip(containers, digests).map { .init($0.name, .string("\($1)")) })
    }

    private func json(_ progress: SandboxProgress) -> JSONText {
        var members: [JSONText.Member] = [
            .init("steps", .number(.init(progress.steps))),
            .init("taken", .number(.init(progress.taken))),
            .init("targets", json(progress.targets)),
            .init(
                "former",
                .object(zip(containers, progress.former).map { .init($0.name, .string("\($1)")) })),
        ]
        if let fault = progress.fault {
            members.append(.init("fault", .string(fault.rawValue)))
        }
        return .object(members)
    }
}

extension SandboxContainer {
    fileprivate var json: JSONText {
        [
            "template": template.map { .string("\($0)") } ?? .null,
            "declared": .string("\(declared)"),
        ]
    }
}

extension Attribution {
    fileprivate var json: JSONText {
        ["who": .string(who), "at": at.map { .string("\($0)") } ?? .null]
    }
}
