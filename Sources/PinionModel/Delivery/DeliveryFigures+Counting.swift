extension DeliveryFigures {
    /// Counts the figures of the last days.
    ///
    /// - Parameters:
    ///   - history: What the whole ledger tells.
    ///   - commits: What is known of the applied commits; those that cannot be read are left out.
    ///   - days: How many days before the end, at least one.
    ///   - to: The end: now.
    package init(
        _ history: DeliveryHistory, commits: [CommitID: DeliveredCommit], days: Int, to: Timestamp
    ) {
        let start = to + .seconds(-Int64(days) * Self.day)
        let from = history.begins.flatMap { $0 <= to ? max($0, start) : nil }
        let counted = Self.judged(history.deployments, commits).filter {
            $0.deployment.at > start && $0.deployment.at <= to && !$0.isReturn
        }
        var deployments = Deployments()
        var leadTimes: [Duration] = []
        for one in counted {
            if one.deployment.hasFailed {
                deployments.failed += 1
            } else if let verified = one.deployment.verified {
                deployments.verified += 1
                if one.isTakenBack { deployments.takenBack += 1 }
                let authored = commits[one.deployment.commit]?.authored
                leadTimes += authored.map { [verified - $0] }?.filter { $0 >= .zero } ?? []
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

    /// A number of deployments a day; nil where there is none, and for less than a day.
    private static func rate(_ number: Int, from: Timestamp?, to: Timestamp) -> Double? {
        guard number > 0, let from else { return nil }
        let seconds = (to - from).components.seconds
        return seconds < day ? nil : Double(number) * Double(day) / Double(seconds)
    }

    private struct Judged {
        let deployment: Deployment
        /// Whether it only went back.
        let isReturn: Bool
        /// Whether a later way back left one of its digests.
        var isTakenBack = false
    }

    private static func judged(
        _ deployments: [Deployment], _ commits: [CommitID: DeliveredCommit]
    ) -> [Judged] {
        var judged: [Judged] = []
        var newest: [Site: Int] = [:]
        for deployment in deployments {
            let isRollback = commits[deployment.commit]?.isRollback ?? false
            for pin in deployment.pins where isRollback || pin.isReturn {
                guard let former = pin.former,
                    let index = newest[Site(container: pin.container, digest: former)]
                else { continue }
                judged[index].isTakenBack = true
            }
            for pin in deployment.pins {
                newest[Site(container: pin.container, digest: pin.digest)] = judged.count
            }
            judged.append(
                Judged(
                    deployment: deployment,
                    isReturn: isRollback || deployment.pins.allSatisfy(\.isReturn)))
        }
        return judged
    }

    private struct Site: Hashable {
        let container: ContainerKey
        let digest: Digest
    }
}
