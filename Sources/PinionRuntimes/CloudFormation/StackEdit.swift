import Crypto
import PinionModel
import PinionTemplates

/// The parameter values that give a stack the pinned images of some of its services.
struct StackEdit: Sendable {
    /// The services, ordered by name; at least one, and all of the same stack.
    let members: [StackServiceChange]
    let stack: Stack
    /// The new values by parameter.
    let values: [String: String]
    /// The name of the change set: the same for the same edit of an unchanged stack, so that a
    /// killed run's set is found, and another one once the stack has been updated.
    let name: String
    /// The check of what the change set may do.
    let review: ChangeSetReview

    /// Makes the edit; throws if the stack cannot be edited in this way.
    init(of members: [StackServiceChange]) throws(RuntimeError) {
        self.members = members.sorted { $0.service.name < $1.service.name }
        guard let first = self.members.first else {
            throw .refused(
                operation: "edit a stack", reason: "no service of it is to be changed",
                remedy: "run the command again")
        }
        stack = first.owned.stack
        values = try Self.values(self.members)
        name =
            "pinion-"
            + Self.sum(
                [stack.id, stack.updated]
                    + values.sorted { $0.key < $1.key }
                    .flatMap { [$0.key, $0.value] })
        let pins = try Self.pins(self.members)
        let parameters = values.keys.sorted()
        let deciding = Self.containers(of: members).count {
            !($0.origin?.parameters ?? []).filter(parameters.contains).isEmpty
        }
        review = ChangeSetReview(
            services: Set(self.members.map(\.owned.service.logicalID)), pins: pins,
            values: values, held: stack.values,
            isUsedForImagesOnly: first.owned.template.references(to: parameters) <= deciding)
        try checkImages(pins)
        try checkServices(pins)
    }

    /// Returns the template's images in every task definition that is changed.
    private static func containers(of members: [StackServiceChange]) -> [TemplateSurface] {
        let definitions = Dictionary(grouping: members, by: \.owned.definition.logicalID)
        return definitions.values.flatMap { $0.first?.owned.surfaces.containers ?? [] }
    }

    func isSet(in stack: Stack) -> Bool {
        let held = stack.values
        return values.allSatisfy { held[$0.key] == $0.value }
    }

    /// Returns a token that is unique to one execution of a change set.
    func token(of set: ChangeSet) -> String { "pinion-" + Self.sum([set.id ?? name]) }

    private static func values(
        _ members: [StackServiceChange]
    ) throws(RuntimeError) -> [String: String] {
        var all: [String: String] = [:]
        for member in members {
            for (parameter, value) in try member.values().sorted(by: { $0.key < $1.key }) {
                if let other = all[parameter], other != value {
                    throw member.unchangeable(
                        "the parameter \(parameter) of \(member.owned.stack.words) decides images "
                            + "of several services that are pinned differently; give each its own")
                }
                all[parameter] = value
            }
        }
        return all
    }

    private static func pins(
        _ members: [StackServiceChange]
    ) throws(RuntimeError) -> [String: [String: PinnedImage]] {
        var all: [String: [String: PinnedImage]] = [:]
        for member in members {
            let id = member.owned.definition.logicalID
            for (container, image) in member.pins.sorted(by: { $0.key < $1.key }) {
                if let other = all[id]?[container], !image.isSameImage(as: other.reference) {
                    throw member.unchangeable(
                        "its task definition \(id) is another service's too, which pins "
                            + "\(container) differently; pin both alike, or give each its own")
                }
                all[id, default: [:]][container] = image
            }
        }
        return all
    }

    // MARK: What else it would do

    /// Evaluates the template with the new values and checks that only the intended images change.
    private func checkImages(_ pins: [String: [String: PinnedImage]]) throws(RuntimeError) {
        guard let template = members.first?.owned.template else { return }
        for definition in template.taskDefinitions {
            let before = template.surfaces(of: definition, in: stack.state())
            let after = template.surfaces(of: definition, in: stack.state(setting: values))
            for container in after.containers {
                let image = container.update?.image
                if let wanted = pins[definition.logicalID]?[container.container] {
                    guard image?.image.map({ wanted.isSameImage(as: $0.reference) }) == true
                    else { throw unfit("would not give \(container.container) its pin") }
                } else if image != before.surface(of: container.container).update?.image {
                    throw unfit(
                        "would also change the image of \(container.container) of "
                            + definition.logicalID)
                }
            }
        }
    }

    /// Checks that no other service is deployed because it shares a changed task definition.
    private func checkServices(_ pins: [String: [String: PinnedImage]]) throws(RuntimeError) {
        guard let template = members.first?.owned.template else { return }
        let update = stack.state().keptValues
        for other in template.services where !review.services.contains(other.logicalID) {
            guard let definition = template.taskDefinition(of: other, in: update),
                pins[definition.logicalID] != nil
            else { continue }
            throw unfit(
                "would also deploy the service \(other.logicalID), which has the same task "
                    + "definition \(definition.logicalID); pin it alike and change both in one "
                    + "run, or give each its own")
        }
    }

    private func unfit(_ clause: String) -> RuntimeError {
        .unchangeable(
            service: members.first?.service.name ?? "",
            reason: "setting \(values.keys.sorted().joined(separator: ", ")) of "
                + "\(stack.words) \(clause)")
    }

    private static func sum(_ texts: [String]) -> String {
        let sum = SHA256.hash(data: Array(texts.joined(separator: "\n").utf8))
        return String(Digest(sha256: Array(sum))?.hex.prefix(32) ?? "")
    }
}
