import PinionModel
import PinionSyntax

/// Checks that a change set changes the intended images and nothing else.
struct ChangeSetReview: Sendable {
    /// The logical ids of the services.
    let services: Set<String>
    /// The new images of the containers that may change, by the task definition's logical id.
    let pins: [String: [String: PinnedImage]]
    /// The parameters to set, with their values.
    let values: [String: String]
    /// The current values of the stack's parameters.
    let held: [String: String]
    /// Whether the template uses those parameters only for those images.
    let isUsedForImagesOnly: Bool

    /// Returns the objection to a change set, as a clause; `nil` if there is none.
    func objection(to set: ChangeSet) -> String? {
        if let reason = parameterObjection(set.parameters) { return reason }
        let changed = Set(set.changes.map(\.logicalID))
        if let left = pins.keys.sorted().first(where: { !changed.contains($0) }) {
            return "it would not change the task definition \(left)"
        }
        for change in set.changes {
            if let reason = objection(to: change) { return reason }
        }
        return nil
    }

    /// Checks that exactly the intended parameters are set and all others keep their values.
    ///
    /// Another program may have made a set of the same name; only the parameters show that.
    private func parameterObjection(_ parameters: [ChangeSet.Parameter]) -> String? {
        for parameter in parameters {
            let name = ShownText(parameter.name)
            if let value = values[parameter.name] {
                guard parameter.value == value else { return "it would set \(name) otherwise" }
            } else if !parameter.isKept, parameter.value != held[parameter.name],
                held[parameter.name] != Stack.hidden
            {
                return "it would also set the parameter \(name)"
            }
        }
        let told = Set(parameters.map(\.name))
        return values.keys.sorted().first { !told.contains($0) }
            .map { "it would not set the parameter \(ShownText($0))" }
    }

    private func objection(to change: ChangeSet.Change) -> String? {
        guard change.action == "Modify" else {
            return "it would \(change.action.lowercased()) \(change.words)"
        }
        switch change.type {
        case "AWS::ECS::TaskDefinition" where pins[change.logicalID] != nil:
            return definitionObjection(change, pins[change.logicalID] ?? [:])
        case "AWS::ECS::Service" where services.contains(change.logicalID):
            return serviceObjection(change)
        default: return "it would also change \(change.words)"
        }
    }

    /// Checks that a service only changes to its new task definition.
    private func serviceObjection(_ change: ChangeSet.Change) -> String? {
        for detail in change.details {
            let cause = detail.cause?.split(separator: ".").first.map(String.init)
            let isReference =
                detail.attribute == "Properties" && detail.property == "TaskDefinition"
                && cause.map { pins[$0] != nil } ?? true
            if !isReference {
                return
                    "it would also change \(detail.property ?? detail.attribute) of \(change.words)"
            }
        }
        guard change.details.isEmpty else { return nil }
        let isSame = isSame(change) { root in
            root.mapping("Properties") { $0.without("TaskDefinition") }
        }
        return isSame == true
            ? nil : "CloudFormation does not tell what it would change of \(change.words)"
    }

    private func definitionObjection(
        _ change: ChangeSet.Change, _ pins: [String: PinnedImage]
    ) -> String? {
        for detail in change.details {
            guard detail.attribute == "Properties", detail.property == "ContainerDefinitions" else {
                return
                    "it would also change \(detail.property ?? detail.attribute) of \(change.words)"
            }
            if let cause = detail.cause, values[cause] == nil {
                return "it would also change \(change.words) because of \(cause)"
            }
            if let path = detail.path, !Self.isImage(path) {
                return "it would also change \(ShownText(path, longest: 200)) of \(change.words)"
            }
        }
        return contextObjection(change, pins)
    }

    /// Compares the properties before and after the change, if CloudFormation gives them.
    private func contextObjection(
        _ change: ChangeSet.Change, _ pins: [String: PinnedImage]
    ) -> String? {
        guard change.before != nil, let after = change.after else {
            let hasPaths = !change.details.isEmpty && change.details.allSatisfy { $0.path != nil }
            return hasPaths || isUsedForImagesOnly
                ? nil
                : "CloudFormation does not tell what else it would change of \(change.words), and "
                    + "the template uses \(values.keys.sorted().joined(separator: ", ")) elsewhere "
                    + "too"
        }
        switch isSame(change, but: { Self.withoutImages($0, pins) }) {
        case nil: return "what it would change of \(change.words) cannot be read"
        case false?: return "it would change more of \(change.words) than images"
        case true?: return imageObjection(after, change, pins)
        }
    }

    /// Checks that every intended image becomes its pin.
    private func imageObjection(
        _ after: String, _ change: ChangeSet.Change, _ pins: [String: PinnedImage]
    ) -> String? {
        // The same text has just been parsed successfully.
        let root = try? JSONNode(parsing: Array(after.utf8), named: "after")
        let list = root?["Properties"]?["ContainerDefinitions"]?.array ?? []
        for (name, pin) in pins.sorted(by: { $0.key < $1.key }) {
            let image = list.first { $0["Name"]?.string == name }?["Image"]?.string
            guard let image, let reference = ImageReference(seen: image),
                pin.isSameImage(as: reference)
            else { return "it would not give \(ShownText(name)) of \(change.words) its pin" }
        }
        return nil
    }

    /// Whether a resource's properties before and after are equal except for a part; `nil` if they
    /// are not given or cannot be read.
    private func isSame(_ change: ChangeSet.Change, but part: (JSONText) -> JSONText) -> Bool? {
        guard let before = change.before, let after = change.after else { return nil }
        do throws(SyntaxError) {
            let old = JSONText(try JSONNode(parsing: Array(before.utf8), named: "before"))
            let new = JSONText(try JSONNode(parsing: Array(after.utf8), named: "after"))
            return part(old).bytes(sortingKeys: true) == part(new).bytes(sortingKeys: true)
        } catch {
            return nil
        }
    }

    /// Whether a path is `/Properties/ContainerDefinitions/0/Image`, for any index.
    private static func isImage(_ path: String) -> Bool {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        return parts.count == 5 && parts[1] == "Properties" && parts[2] == "ContainerDefinitions"
            && Int(parts[3]) != nil && parts[4] == "Image"
    }

    /// Returns the properties without the images that may change.
    private static func withoutImages(_ root: JSONText, _ pins: [String: PinnedImage]) -> JSONText {
        root.mapping("Properties") { properties in
            properties.mapping("ContainerDefinitions") { list in
                guard case .array(let containers) = list else { return list }
                return .array(containers.map { withoutImage($0, pins) })
            }
        }
    }

    private static func withoutImage(
        _ container: JSONText, _ pins: [String: PinnedImage]
    ) -> JSONText {
        guard case .object(let members) = container,
            case .string(let name)? = members.first(where: { $0.key == "Name" })?.value,
            pins[name] != nil
        else { return container }
        return container.without("Image")
    }
}

extension JSONText {
    fileprivate func without(_ key: String) -> JSONText {
        guard case .object(let members) = self else { return self }
        return .object(members.filter { $0.key != key })
    }

    fileprivate func mapping(_ key: String, _ change: (JSONText) -> JSONText) -> JSONText {
        guard case .object(let members) = self else { return self }
        return .object(members.map { $0.key == key ? Member(key, change($0.value)) : $0 })
    }
}
