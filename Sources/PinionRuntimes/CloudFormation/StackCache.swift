import PinionTemplates

/// A stack with its template.
struct StackWithTemplate: Sendable {
    let stack: Stack
    let template: StackTemplate

    /// Returns the same template with the current description of the stack.
    func with(_ stack: Stack) -> StackWithTemplate {
        StackWithTemplate(stack: stack, template: template)
    }
}

/// The stacks read in this run; a stack that has been updated since is read again.
actor StackCache {
    private var stacks: [String: StackWithTemplate] = [:]
    private var ids: [String: String] = [:]

    /// Returns a stack's template if the stack has not been updated since it was read.
    func template(of stack: Stack) -> StackWithTemplate? {
        guard let known = stacks[stack.id], known.stack.updated == stack.updated,
            known.stack.status == stack.status
        else { return nil }
        return known
    }

    func keep(_ stack: StackWithTemplate) { stacks[stack.stack.id] = stack }

    func logicalID(of physicalID: String, in stack: Stack) -> String? {
        ids["\(stack.id) \(stack.updated) \(physicalID)"]
    }

    func keep(_ id: String, of physicalID: String, in stack: Stack) {
        ids["\(stack.id) \(stack.updated) \(physicalID)"] = id
    }
}
