import PinionTemplates

/// A stack with its template.
struct ReadStack: Sendable {
    let stack: Stack
    let template: StackTemplate
    let text: [UInt8]

    /// The same template for the stack as it is now.
    func with(_ stack: Stack) -> ReadStack {
        ReadStack(stack: stack, template: template, text: text)
    }
}

/// What was read of stacks in this run; a stack that was updated meanwhile is read again.
actor TemplateShelf {
    private var stacks: [String: ReadStack] = [:]
    private var ids: [String: String] = [:]

    /// The template of a stack that was not updated since it was read.
    func template(of stack: Stack) -> ReadStack? {
        guard let known = stacks[stack.id], known.stack.updated == stack.updated,
            known.stack.status == stack.status
        else { return nil }
        return known
    }

    /// Takes a stack in.
    func keep(_ stack: ReadStack) { stacks[stack.stack.id] = stack }

    /// The logical id of a resource.
    func logicalID(of physicalID: String, in stack: Stack) -> String? {
        ids["\(stack.id) \(stack.updated) \(physicalID)"]
    }

    /// Takes a logical id in.
    func keep(_ id: String, of physicalID: String, in stack: Stack) {
        ids["\(stack.id) \(stack.updated) \(physicalID)"] = id
    }
}
