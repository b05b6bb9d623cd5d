import PinionModel
import PinionSyntax

extension JSONText {
    /// The object with a member `effects`, where there are any: what changes do besides.
    func adding(effects: [PlannedEffect]) -> JSONText {
        guard case .object(let members) = self, !effects.isEmpty else { return self }
        return .object(members + [.init("effects", .array(effects.map(\.json)))])
    }
}

extension PlannedEffect {
    fileprivate var json: JSONText {
        switch effect {
        case .freezes(let container, let from, let image):
            [
                "kind": "freezes", "service": .string(service), "container": .string(container),
                "from": .string(from), "to": .string(image.description),
            ]
        case .scales(let from, let to):
            [
                "kind": "scales", "service": .string(service),
                "from": .number(JSONNumber(from)), "to": .number(JSONNumber(to)),
            ]
        }
    }
}
