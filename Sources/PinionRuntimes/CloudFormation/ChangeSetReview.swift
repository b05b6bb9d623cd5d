import PinionSyntax

/// Whether a change set changes the images that it is made for, and nothing else.
struct ChangeSetReview: Sendable {
    /// The logical id of the service.
    let service: String
    /// The logical id of its task definition.
    let definition: String
    /// The containers whose images may change.
    let containers: Set<String>
    /// The parameters that are set.
    let parameters: Set<String>
    /// Whether the template uses those parameters for nothing but those images.
    let isUsedForImagesOnly: Bool

    /// What is wrong with a change set, as a clause; nil where nothing is.
    func objection(to set: ChangeSet) -> String? {
        guard set.changes.contains(where: { $0.logicalID == definition }) else {
            return "it would not change the task definition \(definition)"
        }
        for change in set.changes {
            if let reason = objection(to: change) { return reason }
        }
        return nil
    }

    private func objection(to change: ChangeSet.Change) -> String? {
        guard change.action == "Modify" else {
            return "it would \(change.action.lowercased()) \(change.words)"
        }
        switch (change.logicalID, change.type) {
        case (definition, "AWS::ECS::TaskDefinition"): return definitionObjection(change)
        case (service, "AWS::ECS::Service"): return serviceObjection(change)
        default: return "it would also change \(change.words)"
        }
    }

    /// The service may only follow its task definition.
    private func serviceObjection(_ change: ChangeSet.Change) -> String? {
        for detail in change.details {
            let cause = detail.cause?.split(separator: ".").first.map(String.init)
            let isReference =
                detail.attribute == "Properties" && detail.property == "TaskDefinition"
                && (cause == nil || cause == definition)
            if !isReference {
                return
                    "it would also change \(detail.property ?? detail.attribute) of \(change.words)"
            }
        }
        return nil
    }

    private func definitionObjection(_ change: ChangeSet.Change) -> String? {
        for detail in change.details {
            guard detail.attribute == "Properties", detail.property == "ContainerDefinitions" else {
                return
                    "it would also change \(detail.property ?? detail.attribute) of \(change.words)"
            }
            if let cause = detail.cause, !parameters.contains(cause) {
                return "it would also change \(change.words) because of \(cause)"
            }
            if let path = detail.path, !Self.isImage(path) {
                return "it would also change \(ShownText(path, longest: 200)) of \(change.words)"
            }
        }
        return contextObjection(change)
    }

    /// Compares the properties before and after, where CloudFormation gives them.
    private func contextObjection(_ change: ChangeSet.Change) -> String? {
        guard let before = change.before, let after = change.after else {
            let hasPaths = !change.details.isEmpty && change.details.allSatisfy { $0.path != nil }
            return hasPaths || isUsedForImagesOnly
                ? nil
                : "CloudFormation does not tell what else it would change of \(change.words), and the "
                    + "template uses \(parameters.sorted().joined(separator: ", ")) elsewhere too"
        }
        do throws(SyntaxError) {
            let old = JSONText(try JSONNode(parsing: Array(before.utf8), named: "before"))
            let new = JSONText(try JSONNode(parsing: Array(after.utf8), named: "after"))
            let isSame =
                withoutImages(old).bytes(sortingKeys: true)
                == withoutImages(new).bytes(sortingKeys: true)
            return isSame ? nil : "it would change more of \(change.words) than images"
        } catch {
            return "what it would change of \(change.words) cannot be read"
        }
    }

    /// Whether a path is `/Properties/ContainerDefinitions/0/Image`, of any container.
    private static func isImage(_ path: String) -> Bool {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        return parts.count == 5 && parts[1] == "Properties" && parts[2] == "ContainerDefinitions"
            && Int(parts[3]) != nil && parts[4] == "Image"
    }

    /// The properties without the images that may change.
    private func withoutImages(_ root: JSONText) -> JSONText {
        root.mapping("Properties") { properties in
            properties.mapping("ContainerDefinitions") { list in
                guard case .array(let containers) = list else { return list }
                return .array(containers.map(withoutImage))
            }
        }
    }

    private func withoutImage(_ container: JSONText) -> JSONText {
        guard case .object(let members) = container,
            case .string(let name)? = members.first(where: { $0.key == "Name" })?.value,
            containers.contains(name)
        else { return container }
        return .object(members.filter { $0.key != "Image" })
    }
}

extension JSONText {
    /// The object with one member's value replaced.
    fileprivate func mapping(_ key: String, _ change: (JSONText) -> JSONText) -> JSONText {
        guard case .object(let members) = self else { return self }
        return .object(members.map { $0.key == key ? Member(key, change($0.value)) : $0 })
    }
}
