import PinionDecisions
import PinionModel

extension Applying {
    /// How many looks in a row may miss a service before it counts as deleted: lists may lag once.
    private static let mostMisses = 2

    /// Counts a look that did not show a service; one that was taken and is not there any more is lost.
    mutating func miss(_ service: String) {
        guard var one = begun[service] else { return }
        one.misses += 1
        one.lastWord = "the runtime does not show it"
        begun[service] = one
        guard one.misses >= Self.mostMisses else { return }
        switch one.stage {
        case .sending: return
        case .watching:
            end(
                service,
                .lost("somebody deleted the service after the runtime had taken the change"))
        case .rechecking:
            end(service, .lost("somebody deleted the service while it was being changed"))
        }
    }

    /// Begins the next service that waits, and those that are written together with it.
    mutating func next() -> [Work] {
        guard let first = waiting.first else { return [] }
        let isNext = { (work: Work) in
            work.service == first.service
                || (work.writtenWith != nil && work.writtenWith == first.writtenWith)
        }
        let begun = waiting.filter(isNext)
        waiting.removeAll(where: isNext)
        for work in begun { self.begun[work.service] = work }
        return begun
    }
}

extension Applying.Work {
    /// The verdict where the object that was changed is no more, and another one has its name: no failure of the image.
    ///
    /// Nil for runtimes in which a change makes a new object.
    func remake(_ now: ServiceObservation) -> RecordedResult.Verdict? {
        guard let former = changes.first?.observed, former.deployment != nil,
            former.objectID != now.objectID
        else { return nil }
        let clause =
            "somebody removed the service and made it again (\(former.objectID) before, "
            + "\(now.objectID) now)"
        return stage == .watching
            ? .lost("\(clause) after the runtime had taken the change")
            : .notBegun("\(clause); the next run plans anew")
    }

    /// The verdict on a change that was taken and is not there any more, since something else was deployed over it.
    ///
    /// A return to what was declared before may be the runtime's own: the digest counts as failed.
    func loss(_ now: ServiceObservation, _ seen: Assessment) -> RecordedResult.Verdict? {
        guard stage == .watching, let deployment = now.deployment, deployment != sentOver,
            !changes.allSatisfy({ seen.declaredOnPin.contains($0.key) })
        else { return nil }
        let who = now.changedBy.map { " (\($0))" } ?? ""
        let clause = "it was replaced by deployment \(deployment)\(who)"
        return changes.allSatisfy { $0.isStillDeclared(by: now) }
            ? .failed("\(clause), which returned to what was declared before")
            : .lost("\(clause) after the runtime had taken the change")
    }
}

extension [Action] {
    /// The actions, with changes that are written together as one of them.
    var together: [Action] {
        var places: [String: Int] = [:]
        var all: [Action] = []
        for action in self {
            guard case .change(let change, let holding, let until) = action,
                let owner = change.observed.writtenWith
            else {
                all.append(action)
                continue
            }
            if let place = places[owner], case .change(let first, _, _) = all[place] {
                all[place] = .change(first.with([change]), holding: holding, until: until)
            } else {
                places[owner] = all.count
                all.append(action)
            }
        }
        return all
    }
}
