import Crypto
import PinionModel
import PinionTemplates

/// What has to be set in a stack so that it gives a service's pinned images.
struct StackEdit: Sendable {
    /// The service in its stack.
    let owned: OwnedService
    /// The new values by parameter.
    let values: [String: String]
    /// The name of the change set: the same for the same edit, so that a killed run's is found.
    let name: String
    /// What the change set may do.
    let review: ChangeSetReview

    /// Works an edit out.
    ///
    /// - Throws: why no parameter of the stack can be set so.
    init(of owned: OwnedService, _ change: ImageChange) throws(RuntimeError) {
        self.owned = owned
        let service = change.observed.name
        let surfaces = owned.surfaces
        var values: [String: String] = [:]
        for wanted in change.images {
            let surface = surfaces.surface(of: wanted.container)
            let setting = try Self.setting(wanted, surface, owned, service)
            if let other = values[setting.parameter], other != setting.value {
                throw .unchangeable(
                    service: service,
                    reason: "the parameter \(setting.parameter) of \(owned.stack.words) decides "
                        + "several images that are pinned differently; give each its own")
            }
            values[setting.parameter] = setting.value
        }
        self.values = values
        name = Self.name(owned.stack.id, values)
        review = ChangeSetReview(
            service: owned.service.logicalID, definition: owned.definition.logicalID,
            pins: Dictionary(change.images.map { ($0.container, $0.image) }) { first, _ in first },
            values: values, held: owned.stack.values,
            isUsedForImagesOnly: Self.uses(of: values.keys.sorted(), in: owned.text)
                <= surfaces.containers.count {
                    !($0.origin?.parameters ?? []).filter(values.keys.contains).isEmpty
                })
        try checkEffect(change)
    }

    /// Whether a stack has the values.
    func isSet(in stack: Stack) -> Bool {
        let held = stack.values
        return values.allSatisfy { held[$0.key] == $0.value }
    }

    private static func setting(
        _ wanted: ContainerImage, _ surface: TemplateSurface, _ owned: OwnedService,
        _ service: String
    ) throws(RuntimeError) -> (parameter: String, value: String) {
        let image = wanted.image.wireForm
        if let setting = surface.origin?.setting(pinning: wanted.image) {
            guard owned.template.permits(setting.value, for: setting.parameter) else {
                throw .unchangeable(
                    service: service,
                    reason: "the AllowedValues of \(setting.parameter) in \(owned.stack.words) do "
                        + "not permit the pin; "
                        + "\(surface.update?.remedy ?? "let its template permit") \(image)")
            }
            return setting
        }
        let reason =
            switch surface.update?.image {
            case .unknown(let obstacle):
                "what \(owned.stack.words) would set cannot be known: \(obstacle)"
            case .absent, nil: "\(owned.stack.words) has no container \(wanted.container)"
            case .image:
                "no parameter of \(owned.stack.words) can hold the pin; "
                    + "\(surface.update?.remedy ?? "write in its template") \(image)"
            }
        throw .unchangeable(service: service, reason: reason)
    }

    /// Evaluates the template with the new values: exactly the wanted images may change.
    private func checkEffect(_ change: ImageChange) throws(RuntimeError) {
        let template = owned.template
        for definition in template.taskDefinitions {
            let before = template.surfaces(of: definition, in: owned.stack.state())
            let after = template.surfaces(of: definition, in: owned.stack.state(setting: values))
            let isOwn = definition.logicalID == owned.definition.logicalID
            for container in after.containers {
                let wanted =
                    isOwn ? change.images.first { $0.container == container.container } : nil
                let image = container.update?.image
                if let wanted {
                    guard image?.image.map({ wanted.image.isSameImage(as: $0.reference) }) == true
                    else { throw unfit("would not give \(container.container) its pin", change) }
                } else if image != before.surface(of: container.container).update?.image {
                    throw unfit(
                        "would also change the image of \(container.container) of "
                            + definition.logicalID, change)
                }
            }
        }
    }

    private func unfit(_ clause: String, _ change: ImageChange) -> RuntimeError {
        .unchangeable(
            service: change.observed.name,
            reason: "setting \(values.keys.sorted().joined(separator: ", ")) of "
                + "\(owned.stack.words) \(clause)")
    }

    private static func name(_ stack: String, _ values: [String: String]) -> String {
        let text = ([stack] + values.sorted { $0.key < $1.key }.flatMap { [$0.key, $0.value] })
            .joined(separator: "\n")
        let sum = SHA256.hash(data: Array(text.utf8)).prefix(16)
        return "pinion-"
            + sum.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }

    /// How often a template's text refers to parameters, by `Ref` or in a `Sub`.
    private static func uses(of parameters: [String], in text: [UInt8]) -> Int {
        let words = String(decoding: text, as: UTF8.self)
            .split { !($0.isLetter || $0.isNumber || $0 == "$" || $0 == "{" || $0 == "}") }
        var uses = 0
        for (index, word) in words.enumerated() {
            for name in parameters {
                if index > 0, words[index - 1] == "Ref", word == name { uses += 1 }
                if word.contains("${\(name)}") { uses += 1 }
            }
        }
        return uses
    }
}
