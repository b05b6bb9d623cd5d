import PinionModel
import PinionProcess
import PinionTemplates

extension ECSRuntime {
    /// Writes the pins of a service and its companions to the stack that owns them.
    func changeStack(_ change: ImageChange, permit: WritePermit) async throws(RuntimeError) {
        var members: [StackServiceChange] = []
        for one in change.all {
            let service = try await current(one.observed)
            let copy = try await copy(of: service, for: one)
            if copy.declares(one.images) { continue }
            guard service.version == one.observed.version else {
                throw .conflict(service: service.name)
            }
            members.append(try await member(one, service, copy))
        }
        guard !members.isEmpty else { return }
        let planned = members
        try await stacks.change(members, permit: permit) { members throws(RuntimeError) in
            for member in members { try check(member.effects(settings.count), member.change) }
        } recheck: { () async throws(RuntimeError) in
            for member in planned {
                let now = try await recheck(member.change.observed)
                guard now.desiredCount == member.service.desiredCount else {
                    throw .refused(
                        operation: "change \(now.name)",
                        reason: "it was scaled while its change set was made",
                        remedy: "the next run plans anew")
                }
            }
        }
    }

    private func member(
        _ change: ImageChange, _ service: ECSService, _ copy: TaskDefinitionCopy
    ) async throws(RuntimeError) -> StackServiceChange {
        let floats = SiblingImages.hasFloatingTag(in: copy, except: change.images)
        return StackServiceChange(
            change: change, service: service, copy: copy,
            revisions: floats ? await cluster.revisions(service.revisions) : ECSRevisions(),
            owned: try await stacks.ownedService(service))
    }

    // MARK: Before anything is written

    /// Returns the effects of changes; those of one stack are judged together, as they are written.
    func rehearseStacks(_ changes: [ImageChange]) async -> [Rehearsal] {
        let members = await changes.concurrentResults { change async throws(RuntimeError) in
            let service = try await current(change.observed)
            let copy = try await copy(of: service, for: change)
            return try await member(change, service, copy)
        }
        var told: [String: Result<[SideEffect], RuntimeError>] = [:]
        var sound: [StackServiceChange] = []
        for (change, member) in zip(changes, members) {
            do throws(RuntimeError) {
                let member = try member.get()
                told[change.observed.name] = .success(try effects(of: member))
                sound.append(member)
            } catch {
                told[change.observed.name] = .failure(error)
            }
        }
        for (_, group) in Dictionary(grouping: sound, by: \.owned.stack.id) {
            for (name, error) in await obstacles(to: group) { told[name] = .failure(error) }
        }
        return changes.map { Rehearsal($0, told[$0.observed.name] ?? .success([])) }
    }

    private func effects(of member: StackServiceChange) throws(RuntimeError) -> [SideEffect] {
        _ = try member.values()
        return try member.effects(settings.count)
    }

    /// Returns why services cannot be changed together; a bad task definition stops only its own.
    private func obstacles(to group: [StackServiceChange]) async -> [String: RuntimeError] {
        guard let error = await obstacle(to: group) else { return [:] }
        var found: [String: RuntimeError] = [:]
        var sound: [StackServiceChange] = []
        for (_, part) in Dictionary(grouping: group, by: \.owned.definition.logicalID) {
            guard let error = await obstacle(to: part) else {
                sound += part
                continue
            }
            for member in part { found[member.service.name] = error }
        }
        let rest = found.isEmpty || sound.isEmpty ? error : await obstacle(to: sound)
        if let rest { for member in sound { found[member.service.name] = rest } }
        if sound.isEmpty, found.isEmpty { for one in group { found[one.service.name] = error } }
        return found
    }

    private func obstacle(to group: [StackServiceChange]) async -> RuntimeError? {
        do throws(RuntimeError) {
            let edit = try StackEdit(of: group)
            return await stacks.obstacle(to: edit).map {
                .unchangeable(service: edit.words, reason: $0)
            }
        } catch {
            return error
        }
    }
}
