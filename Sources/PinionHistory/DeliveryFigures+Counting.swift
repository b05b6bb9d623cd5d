package import PinionModel

extension DeliveryFigures {
    /// Counts the figures of the last days.
    ///
    /// `commits` has the readable commits that brought a digest; `days` is at least one.
    package init(
        _ history: DeliveryHistory, timeline: PinTimeline,
        commits: [CommitID: DeliveredCommit], days: Int, to: Timestamp
    ) {
        let start = to + .seconds(-Int64(days) * Self.day)
        let from = history.begins.flatMap { $0 <= to ? max($0, start) : nil }
        let counted = Self.judged(history.deployments) { deployment in
            deployment.origins(in: timeline).map { id in id.flatMap { commits[$0] } }
        }.filter { $0.deployment.at > start && $0.deployment.at <= to && !$0.isReturn }
        var deployments = Deployments()
        var leadTimes: [Duration] = []
        for one in counted {
            if one.deployment.hasFailed {
                deployments.failed += 1
            } else if let verified = one.deployment.verified {
                deployments.verified += 1
                if one.isTakenBack { deployments.takenBack += 1 }
                leadTimes += one.began.map { [verified - $0] }?.filter { $0 >= .zero } ?? []
            } else {
                deployments.open += 1
            }
        }
        let ended = deployments.verified + deployments.failed
        let troubles = history.troubles.filter { $0.began <= to }
        let restored = troubles.compactMap { trouble in
            trouble.ended.flatMap { $0 > start && $0 <= to ? $0 - trouble.began : nil }
        }
        self.init(
            from: from, to: to, days: days, deployments: deployments,
            perDay: Self.rate(deployments.verified, from: from, to: to),
            leadTime: Spread(leadTimes), withoutLeadTime: deployments.verified - leadTimes.count,
            failureRate: ended == 0
                ? nil : Double(deployments.failed + deployments.takenBack) / Double(ended),
            timeToRestore: Spread(restored.filter { $0 >= .zero }),
            openTroubles: troubles.count { $0.ended == nil },
            interruptions: history.interruptions.count { $0 > start && $0 <= to })
    }

    private static let day: Int64 = 86_400

    /// Returns deployments a day; `nil` if there were none, or for less than a day.
    private static func rate(_ number: Int, from: Timestamp?, to: Timestamp) -> Double? {
        guard number > 0, let from else { return nil }
        let seconds = (to - from).components.seconds
        return seconds < day ? nil : Double(number) * Double(day) / Double(seconds)
    }

    private struct Judged {
        let deployment: Deployment
        /// When the oldest of its commits was written; `nil` if one of them is unknown.
        let began: Timestamp?
        /// Whether it only went back to former images.
        let isReturn: Bool
        /// Whether a later rollback left one of its digests.
        var isTakenBack = false
    }

    private static func judged(
        _ deployments: [Deployment], commits: (Deployment) -> [DeliveredCommit?]
    ) -> [Judged] {
        var judged: [Judged] = []
        var newest: [ContainerImage: Int] = [:]
        for deployment in deployments {
            let origins = commits(deployment)
            let isRollback = origins.contains { $0?.isRollback == true }
            for pin in deployment.pins where isRollback || pin.isReturn {
                guard let former = pin.former,
                    let index = newest[ContainerImage(container: pin.container, digest: former)]
                else { continue }
                judged[index].isTakenBack = true
            }
            for pin in deployment.pins {
                newest[ContainerImage(container: pin.container, digest: pin.digest)] = judged.count
            }
            let times = origins.map { $0?.authored }
            judged.append(
                Judged(
                    deployment: deployment,
                    began: times.contains(nil) ? nil : times.compactMap(\.self).min(),
                    isReturn: isRollback || deployment.pins.allSatisfy(\.isReturn)))
        }
        return judged
    }

    private struct ContainerImage: Hashable {
        let container: ContainerKey
        let digest: Digest
    }
}

extension Deployment {
    /// Returns the commit that brought each of its new pins; `nil` if it is unknown.
    package func origins(in timeline: PinTimeline) -> [CommitID?] {
        pins.map { timeline.origin(of: $0.digest, before: at)?.id }
    }
}
