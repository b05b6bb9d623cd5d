import PinionTemplates

/// A stack with its template.
struct ReadStack: Sendable {
    let stack: Stack
    let template: StackTemplate

    /// The same template for the stack as it is now.
    func with(_ stack: Stack) -> ReadStack {
        ReadStack(stack: stack, template: template)
    }
}

/// What was read of stacks in this run; a stack that was updated meanwhile is read again.
actor StackCache {
    private var stacks: [String: ReadStack] = [:]
    private var ids: [String: String] = [:]

    /// The template of a stack that was not updated since it was read.
    func template(of stack: Stack) -> ReadStack? {
        guard let known = stacks[stack.id], known.stack.updated == stack.updated,
            known.stack.status == stack.status
        else { return nil }
        return known
    }

    func keep(_ stack: ReadStack) { stacks[stack.stack.id] = stack }

    func logicalID(of physicalID: String, in stack: Stack) -> String? {
        ids["\(stack.id) \(stack.updated) \(physicalID)"]
    }

    func keep(_ id: String, of physicalID: String, in stack: Stack) {
        ids["\(stack.id) \(stack.updated) \(physicalID)"] = id
    }
}
