import PinionAWS
import PinionModel
import PinionProcess
import PinionTemplates

extension StackReader {
    /// Sets the parameters of one stack to pinned images of its services, with one change set that
    /// changes nothing else; returns once the update has begun.
    ///
    /// CloudFormation makes a change set obsolete if the stack is updated before it is executed.
    ///
    /// `check` throws if the change would do more than planned, `recheck` if a service has changed.
    func change(
        _ members: [StackServiceChange], permit: WritePermit,
        check: ([StackServiceChange]) throws(RuntimeError) -> Void,
        recheck: () async throws(RuntimeError) -> Void
    ) async throws(RuntimeError) {
        let edit = try StackEdit(of: members)
        let stack = edit.stack
        if let reason = await obstacle(to: edit) {
            throw .unchangeable(service: edit.words, reason: reason)
        }
        if stack.isBusy {
            // A killed run began this update, and it sets the intended values.
            if stack.isUpdating, edit.isSet(in: stack) { return }
            throw busy(stack)
        }
        try check(members)
        let set = try await readySet(edit, permit: permit)
        // Another run has set the same values, so there is nothing to update.
        guard let set else { return }
        // A stack that was deleted and re-created has the same name but another id.
        guard set.stackID == stack.id else { throw edit.conflict }
        if set.execution == "EXECUTE_IN_PROGRESS" { return }
        if let objection = edit.review.objection(to: set) {
            try await permit()
            try await client.delete(edit.name, of: stack)
            throw .unchangeable(
                service: edit.words,
                reason: "the change set that writes the pin to \(stack.words) was deleted again: "
                    + objection)
        }
        try await recheck()
        try await permit()
        try await execute(edit, set)
    }

    /// Returns the reason why a stack must not be changed; `nil` if there is none.
    func obstacle(to edit: StackEdit) async -> String? {
        if let reason = edit.stack.obstacleToUpdate ?? edit.stack.stackSetObstacle { return reason }
        return await nesting(of: edit.stack, setting: edit.values.keys.sorted())
    }

    private func busy(_ stack: Stack) -> RuntimeError {
        .refused(
            operation: "change \(stack.words)",
            reason: "something else is under way there (\(stack.status))",
            remedy: "the next run tries again")
    }

    // MARK: The change set

    /// Returns a change set that can be or is being executed; `nil` if there is nothing to change.
    private func readySet(
        _ edit: StackEdit, permit: WritePermit
    ) async throws(RuntimeError) -> ChangeSet? {
        let stack = edit.stack
        if let left = try await client.changeSet(edit.name, of: stack) {
            if left.isReady || left.execution == "EXECUTE_IN_PROGRESS" { return left }
            if !left.isPending {
                try await permit()
                try await client.delete(edit.name, of: stack)
                try await create(edit, permit: permit)
            }
        } else {
            try await create(edit, permit: permit)
        }
        return try await made(edit, permit: permit)
    }

    private func create(_ edit: StackEdit, permit: WritePermit) async throws(RuntimeError) {
        let stack = edit.stack
        try await permit()
        do throws(AWSError) {
            try await client.create(edit.name, of: stack, setting: edit.values)
        } catch {
            switch error.code {
            case "AlreadyExistsException": throw edit.conflict
            case "InsufficientCapabilitiesException":
                throw .unchangeable(
                    service: edit.words,
                    reason:
                        "\(stack.words) needs capabilities that it was not given; update it once "
                        + "with them")
            default: throw client.explained(error, "make a change set of \(stack.words)")
            }
        }
    }

    /// Waits for the creation of a change set, at most for the timeout of the change.
    private func made(
        _ edit: StackEdit, permit: WritePermit
    ) async throws(RuntimeError) -> ChangeSet? {
        let stack = edit.stack
        let purpose = "make a change set of \(stack.words)"
        var waited = Duration.zero
        while waited <= edit.timeout {
            guard let set = try await client.changeSet(edit.name, of: stack) else {
                throw edit.conflict
            }
            if set.isReady { return set }
            if !set.isPending {
                try await permit()
                try await client.delete(edit.name, of: stack)
                if set.isEmpty, try await isSetNow(edit) { return nil }
                if set.execution == "OBSOLETE" { throw edit.conflict }
                throw .refused(
                    operation: purpose, reason: "CloudFormation says \(set.reason ?? set.status)",
                    remedy: "look at the stack's events")
            }
            try await rest(.seconds(1), purpose)
            waited += .seconds(1)
        }
        throw .refused(
            operation: purpose, reason: "it is not made within \(edit.timeout)",
            remedy: "the next run goes on with it")
    }

    /// Whether the stack now has the values, because another run was first.
    private func isSetNow(_ edit: StackEdit) async throws(RuntimeError) -> Bool {
        edit.isSet(in: try await client.stack(edit.stack.id))
    }

    private func execute(_ edit: StackEdit, _ set: ChangeSet) async throws(RuntimeError) {
        let stack = edit.stack
        do throws(AWSError) {
            try await client.execute(edit.name, of: stack, token: edit.token(of: set))
        } catch {
            let code = error.code ?? ""
            guard code.hasPrefix("InvalidChangeSetStatus") || code.hasPrefix("ChangeSetNotFound")
            else { throw client.explained(error, "execute a change set of \(stack.words)") }
            throw edit.conflict
        }
        // The previous status remains visible for a moment and must not be taken for the result.
        for _ in 0..<30 {
            let now = try await client.stack(stack.id)
            if now.status != stack.status || now.updated != stack.updated { return }
            try await rest(.seconds(1), "look at \(stack.words)")
        }
        throw .unreachable(
            endpoint: "AWS CloudFormation in \(client.client.region)",
            reason:
                "it took the change set \(edit.name) and \(stack.words) has not begun to update",
            remedy: "run the command again, which looks whether it has")
    }

    private func rest(_ duration: Duration, _ purpose: String) async throws(RuntimeError) {
        do {
            try await client.client.clock.sleep(for: duration)
        } catch {
            throw .refused(
                operation: purpose, reason: "it was cancelled", remedy: "run the command again")
        }
    }
}

extension StackEdit {
    /// The services in words.
    var words: String { members.map(\.service.name).joined(separator: ", ") }

    /// The longest timeout of its changes.
    var timeout: Duration { members.map(\.change.timeout).max() ?? .zero }

    /// The error that another program was first.
    var conflict: RuntimeError { .conflict(service: words) }
}
