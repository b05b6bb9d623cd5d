import PinionModel

// The rules about what registries say of a new image.
extension PinJudge {
    func availability(_ difference: PinDifference) -> [Violation] {
        guard let image = difference.newImage, let answer = evidence.images[image.withoutTag]
        else { return [] }
        let name = image.reference.familiar
        let found: (Violation.Kind, String)? =
            switch answer {
            case .present: nil
            case .absent:
                (
                    .digestMissing,
                    "\(name) is not in its registry; push it, or pin a digest that is there"
                )
            case .unanswered(let reason):
                (
                    .registrySilent,
                    "whether \(name) is there could not be learnt: \(reason); run the check "
                        + "again, or give it what it needs to ask"
                )
            case .notAsked(let reason): (.registryForeign, "\(name) was not asked for: \(reason)")
            }
        return found.map { [difference.violation($0.0, $0.1)] } ?? []
    }

    func platforms(_ difference: PinDifference) -> [Violation] {
        if let image = difference.written, let other = evidence.nonImages[image.withoutTag] {
            return [
                difference.violation(
                    .platformMissing,
                    "\(image.reference.familiar) is no image that could run: it is \(other); pin "
                        + "the image itself")
            ]
        }
        guard case .moved(let old, let new) = difference.kind,
            let former = evidence.platforms[old.withoutTag],
            let present = evidence.platforms[new.withoutTag], !present.isEmpty
        else { return [] }
        let missing = former.filter { !present.contains($0) }
        guard !missing.isEmpty else { return [] }
        let list = missing.map(\.description).joined(separator: ", ")
        return [
            difference.violation(
                .platformMissing,
                "\(new.reference.familiar) has no image for \(list), which the present pin has; "
                    + "build it for \(list) too")
        ]
    }

    func unknownPlatforms(_ difference: PinDifference) -> [String] {
        guard case .moved(let old, let new) = difference.kind,
            evidence.images[new.withoutTag] ?? .present == .present
        else { return [] }
        guard evidence.nonImages[new.withoutTag] == nil else { return [] }
        let unknown = [old, new].filter { evidence.platforms[$0.withoutTag] == nil }
        guard !unknown.isEmpty else { return [] }
        let list = unknown.map(\.reference.familiar).joined(separator: " and ")
        return [
            "\(difference.key): platforms were not compared, since those of \(list) are not known"
        ]
    }
}
