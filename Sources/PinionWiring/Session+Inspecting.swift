import PinionGit
package import PinionModel
package import PinionReconcile

extension Session: InspectionPort {
    package var isCached: Bool { repository.isCached }

    package func now() -> Timestamp { process.now() }

    package func holder() -> IntentHolder { process.holder() }

    package func minuteOfWeek(in zone: String, at moment: Timestamp) -> Int? {
        process.zones.minuteOfWeek(in: zone, at: moment)
    }

    package func ports(of environment: PinionModel::Environment) async throws -> Ports {
        try await ports(of: environment, isAtTip: true)
    }

    package func restoreOffline(_ names: [String]) async -> [String: [Restoration]] {
        await Restorer(choice, process).restore(names)
    }

    package func restore(_ name: String, before present: (any RuntimeSettings)?) async
        -> [Restoration]
    {
        await Restorer(choice, process).restore(name, before: present, in: self)
    }
}
