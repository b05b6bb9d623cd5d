import PinionModel
import PinionSyntax

/// Parses the text of a sandbox's file.
///
/// The same reference often occurs several times in a row, and is then parsed once.
struct SandboxReader {
    /// A place in the text that is wrong, with what was expected there.
    struct Fault: Error {
        let place: String
        let expected: String

        func inside(_ outer: String) -> Fault {
            Fault(place: place.isEmpty ? outer : "\(outer).\(place)", expected: expected)
        }
    }

    private var lastReference: (source: ArraySlice<UInt8>, value: ImageReference)?
    private var lastTime: (source: ArraySlice<UInt8>, value: Timestamp)?

    mutating func state(_ root: JSONNode) throws(Fault) -> SandboxState {
        guard root["schema"]?.string == SandboxState.schema else {
            throw Fault(place: "schema", expected: "\"\(SandboxState.schema)\"")
        }
        guard let members = root["services"]?.members else {
            throw Fault(place: "services", expected: "an object")
        }
        var services: [SandboxService] = []
        services.reserveCapacity(members.count)
        for member in members {
            do throws(Fault) { services.append(try service(member.key, member.value)) } catch {
                throw error.inside("services.\(member.key)")
            }
        }
        return SandboxState(
            services: services, serial: try number(root, "serial"),
            rolloutSteps: root["rolloutSteps"] == nil ? 0 : try number(root, "rolloutSteps"),
            isSilent: root["silent"]?.bool ?? false)
    }

    private mutating func service(
        _ name: String, _ node: JSONNode
    ) throws(Fault) -> SandboxService {
        let containers = try self.containers(node)
        var failures: [SandboxFailure] = []
        for text in node["failures"]?.array ?? [] {
            guard let failure = text.string.flatMap({ SandboxFailure(parsing: $0) }) else {
                throw Fault(place: "failures", expected: "failures of the sandbox")
            }
            failures.append(failure)
        }
        return SandboxService(
            name: name, objectID: try text(node, "id"), created: try time(node, "created"),
            version: try number(node, "version"), containers: containers,
            desired: try number(node, "desired"), instances: try instances(node, of: containers),
            rollout: try node["rollout"].map { rollout throws(Fault) in
                try self.rollout(rollout, of: containers)
            } ?? .settled,
            failures: failures.sorted(), changedBy: try attribution(node))
    }

    private mutating func containers(_ node: JSONNode) throws(Fault) -> [SandboxContainer] {
        guard let members = node["containers"]?.members, !members.isEmpty else {
            throw Fault(place: "containers", expected: "an object with a member")
        }
        var containers: [SandboxContainer] = []
        for member in members {
            do throws(Fault) {
                let declared = try reference(member.value, "declared")
                let isAbsent = member.value["template"]?.isNull ?? true
                containers.append(
                    SandboxContainer(
                        name: member.key,
                        template: isAbsent ? nil : try reference(member.value, "template"),
                        declared: declared))
            } catch {
                throw error.inside("containers.\(member.key)")
            }
        }
        return containers.count == 1 ? containers : containers.sorted { $0.name < $1.name }
    }

    private mutating func instances(
        _ node: JSONNode, of containers: [SandboxContainer]
    ) throws(Fault) -> [SandboxInstance] {
        guard let elements = node["instances"]?.array else {
            throw Fault(place: "instances", expected: "an array")
        }
        var instances: [SandboxInstance] = []
        instances.reserveCapacity(elements.count)
        for element in elements {
            instances.append(
                SandboxInstance(
                    id: try text(element, "id"), started: try time(element, "started"),
                    digests: try digests(element, "runs", of: containers)))
        }
        return instances
    }

    private mutating func rollout(
        _ node: JSONNode, of containers: [SandboxContainer]
    ) throws(Fault) -> SandboxRollout {
        if let reason = node["failed"]?.string { return .failed(reason) }
        if let reason = node["rolledBack"]?.string { return .rolledBack(reason) }
        guard let node = node["progressing"] else {
            throw Fault(place: "rollout", expected: "`failed`, `rolledBack` or `progressing`")
        }
        var former: [ImageReference] = []
        for container in containers {
            guard let before = node["former"] else {
                throw Fault(place: "rollout.progressing.former", expected: "an object")
            }
            former.append(try reference(before, container.name))
        }
        let fault = node["fault"]?.string
        guard fault == nil || fault.flatMap(RolloutFault.init(rawValue:)) != nil else {
            throw Fault(place: "rollout.progressing.fault", expected: "a fault of a rollout")
        }
        return .progressing(
            SandboxProgress(
                steps: try number(node, "steps"), taken: try number(node, "taken"),
                targets: try digests(node, "targets", of: containers), former: former,
                fault: fault.flatMap(RolloutFault.init(rawValue:))))
    }

    private mutating func attribution(_ node: JSONNode) throws(Fault) -> Attribution {
        guard let node = node["changedBy"] else {
            throw Fault(place: "changedBy", expected: "an object")
        }
        let isTimeless = node["at"]?.isNull ?? true
        return Attribution(who: try text(node, "who"), at: isTimeless ? nil : try time(node, "at"))
    }
}

// MARK: Leaves

extension SandboxReader {
    private func text(_ node: JSONNode, _ key: String) throws(Fault) -> String {
        guard let text = node[key]?.string else { throw Fault(place: key, expected: "a text") }
        return text
    }

    private func number(_ node: JSONNode, _ key: String) throws(Fault) -> Int {
        guard let number = node[key]?.int, (0...Int(Int32.max)).contains(number) else {
            throw Fault(place: key, expected: "a whole number from 0")
        }
        return number
    }

    private mutating func time(_ node: JSONNode, _ key: String) throws(Fault) -> Timestamp {
        guard let value = node[key] else { throw Fault(place: key, expected: "a time") }
        if let lastTime, lastTime.source.elementsEqual(value.source) { return lastTime.value }
        guard let time = value.string.flatMap({ Timestamp(parsing: $0) }) else {
            throw Fault(place: key, expected: "a time like 2026-11-23T12:00:00Z")
        }
        lastTime = (value.source, time)
        return time
    }

    private mutating func reference(
        _ node: JSONNode, _ key: String
    ) throws(Fault) -> ImageReference {
        guard let value = node[key], let text = value.string else {
            throw Fault(place: key, expected: "an image reference")
        }
        if let lastReference, lastReference.source.elementsEqual(value.source) {
            return lastReference.value
        }
        do throws(ImageReference.Malformed) {
            let reference = try ImageReference(parsing: text)
            lastReference = (value.source, reference)
            return reference
        } catch {
            throw Fault(place: key, expected: "an image reference (\(error))")
        }
    }

    /// Returns the digests of the containers, in their order.
    private func digests(
        _ node: JSONNode, _ key: String, of containers: [SandboxContainer]
    ) throws(Fault) -> [Digest] {
        guard let runs = node[key] else { throw Fault(place: key, expected: "an object") }
        var digests: [Digest] = []
        for container in containers {
            guard let text = runs[container.name]?.string else {
                throw Fault(place: "\(key).\(container.name)", expected: "a digest")
            }
            do throws(Digest.Malformed) {
                digests.append(try Digest(parsing: text))
            } catch {
                throw Fault(place: "\(key).\(container.name)", expected: "a digest (\(error))")
            }
        }
        return digests
    }
}
