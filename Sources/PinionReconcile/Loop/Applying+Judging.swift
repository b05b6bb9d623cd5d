import PinionDecisions
import PinionModel

extension Applying {
    /// How many looks in a row may miss a service before it counts as deleted; a list may lag once.
    private static let mostMisses = 2

    /// Handles the runtime's answer to a change.
    mutating func take(_ error: RuntimeError?, of service: String) {
        guard var one = underWay[service] else { return }
        switch error {
        case nil:
            one.stage = .watching
            underWay[service] = one
            pace = .milliseconds(100)
        case .conflict?, .unreachable?:
            one.stage = .rechecking
            one.attempts += 1
            one.lastWord = error?.description ?? ""
            underWay[service] = one
        case .failed(_, let reason)?: end(service, .failed(reason))
        case .obstructed(_, let reason)?: end(service, .obstructed(reason))
        case .refused?, .notMember?, .unchangeable?:
            end(service, .notBegun(error?.description ?? ""))
        case .superseded(let reason)?:
            withdrawn = reason
            end(service, .notBegun(reason))
        }
    }

    /// Judges a service that is not yet on its target.
    mutating func judgeRollout(
        of one: ServiceChange, _ observed: ServiceObservation, _ seen: Assessment
    ) {
        let service = one.service
        if let reason = observed.rollout.failure {
            end(service, .failed(reason), running: seen.running)
        } else if let loss = one.loss(observed, seen) {
            end(service, loss, running: seen.running)
        } else if one.isApplied(observed, seen) {
            end(service, .applied)
        } else if case .progressing(let detail) = observed.rollout {
            underWay[service]?.lastWord = detail
        } else {
            underWay[service]?.lastWord =
                seen.worstMessage(of: one.changes.map(\.key)) ?? "not every instance is on the pin"
        }
    }

    /// Counts a look that did not show a service; after two in a row, its change is lost.
    mutating func miss(_ service: String) {
        guard var one = underWay[service] else { return }
        one.misses += 1
        one.lastWord = "the runtime does not show it"
        underWay[service] = one
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

    /// Begins the next waiting service, and those that are written together with it.
    mutating func next() -> [ServiceChange] {
        guard let first = waiting.first else { return [] }
        let isNext = { (work: ServiceChange) in
            work.service == first.service
                || (work.writtenWith != nil && work.writtenWith == first.writtenWith)
        }
        let begun = waiting.filter(isNext)
        waiting.removeAll(where: isNext)
        for work in begun { self.underWay[work.service] = work }
        return begun
    }
}

extension Applying.ServiceChange {
    /// Whether a service that is scaled to zero has taken its changes: nothing is left to wait for.
    fileprivate func isApplied(_ observed: ServiceObservation, _ seen: Assessment) -> Bool {
        observed.wanted == .nothing && observed.rollout.isOver && observed.unfinished == nil
            && changes.allSatisfy { seen.declaredOnPin.contains($0.key) }
    }

    /// Returns the verdict if the changed object is gone and another one has its name: this is no
    /// failure of the image.
    ///
    /// Returns `nil` for runtimes in which a change makes a new object.
    func verdictIfReplaced(_ now: ServiceObservation) -> RecordedResult.Verdict? {
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

    /// Returns the verdict on a change that was taken and then replaced by another deployment.
    ///
    /// A return to what was declared before may be the runtime's own: the digest counts as failed.
    func loss(_ now: ServiceObservation, _ seen: Assessment) -> RecordedResult.Verdict? {
        guard stage == .watching, let deployment = now.deployment, deployment != formerDeployment,
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
    /// The actions, with changes that are written together merged into one.
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
