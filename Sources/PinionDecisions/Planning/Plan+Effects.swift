import PinionModel

extension Plan {
    /// The lines that side effects add to the bytes of the plan hash; empty where there are none.
    ///
    /// No name of a service holds a colon and a space, so that no change looks like one of them.
    var effectLines: String {
        effects.map { planned in
            let name = changes.first { $0.key.service == planned.service }?.observed.name ?? ""
            return switch planned.effect {
            case .freezes(let container, let from, let image):
                "effect: freezes\n\(planned.service)\n\(name)\n\(container)\n\(from)\n"
                    + "\(image.repository)@\(image.digest)\n\n"
            case .scales(let from, let to):
                "effect: scales\n\(planned.service)\n\(name)\n\(from)\n\(to)\n\n"
            }
        }
        .joined()
    }
}
