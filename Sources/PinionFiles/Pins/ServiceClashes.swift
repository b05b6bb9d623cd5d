import PinionModel
import PinionReading

/// Services of one environment that cannot be told apart, by key or in the runtime.
struct ServiceClashes {
    let mistakes: [FileMistake]

    /// Compares the services of all files; within one file, keys are unique.
    init(_ files: [[Service]]) {
        let services = files.flatMap(\.self)
        guard files.count > 1 || services.contains(where: { $0.runtimeName != nil }) else {
            mistakes = []
            return
        }
        mistakes =
            Self.clashes(services, by: { $0.name.description.lowercased() }) { later, earlier in
                if later.name == earlier.name {
                    return ("\(later.shown) is pinned twice", "keep one of the two")
                }
                return (
                    "the names \(earlier.shown) and \(later.shown) differ only in letter case",
                    "keep one of the two, or give them different names"
                )
            }
            + Self.clashes(services, by: \.nameInRuntime) { later, earlier in
                guard later.name != earlier.name else { return nil }
                return (
                    "\(earlier.shown) and \(later.shown) both mean "
                        + "\(QuotedText(later.nameInRuntime)) in the runtime",
                    "keep one of the two, or give one another `name`"
                )
            }
    }

    /// Reports both places: each of the two services gets a mistake that names the other.
    private static func clashes(
        _ services: [Service], by key: (Service) -> String,
        words: (_ later: Service, _ earlier: Service) -> (problem: String, remedy: String)?
    ) -> [FileMistake] {
        var first: [String: Service] = [:]
        var mistakes: [FileMistake] = []
        for service in services {
            guard let earlier = first.updateValue(service, forKey: key(service)) else { continue }
            guard let here = service.pins.first?.site, let there = earlier.pins.first?.site,
                let (problem, remedy) = words(service, earlier)
            else { continue }
            mistakes.append(FileMistake(at: here, "\(problem), also at \(there)", remedy: remedy))
            mistakes.append(FileMistake(at: there, "\(problem), also at \(here)", remedy: remedy))
        }
        return mistakes
    }
}

extension Service {
    fileprivate var shown: QuotedText { QuotedText(name.description) }
}
