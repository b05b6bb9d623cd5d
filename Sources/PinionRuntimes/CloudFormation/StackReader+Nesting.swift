import PinionModel
import PinionTemplates

extension StackReader {
    /// Returns the reason why a nested stack must not be changed: the next update of its parent
    /// sets its parameters again; `nil` if the stack is not nested.
    func nesting(of stack: Stack, setting parameters: [String]) async -> String? {
        guard let parent = stack.parentID else { return nil }
        let name = StackClient.short(parent)
        let start =
            "\(stack.words) is nested in the stack \(name), whose next update would write "
            + "\(parameters.joined(separator: ", ")) back; "
        do throws(RuntimeError) {
            let read = try await read(parent)
            guard let id = try await client.logicalID(of: stack.id, in: read.stack),
                let nested = read.template.nestedStacks.first(where: { $0.logicalID == id })
            else { return start + "set it where \(name) gives it" }
            let clauses = parameters.map { clause($0, of: nested, in: read) }
            return start + clauses.joined(separator: "; ") + Self.above(read.stack)
        } catch {
            return start
                + "set it where \(name) gives it (its template could not be read: \(error))"
        }
    }

    private func clause(
        _ parameter: String, of nested: TemplateNestedStack, in parent: StackWithTemplate
    ) -> String {
        let place = "\(parameter) of its resource \(nested.logicalID)"
        switch nested.parameters(feeding: parameter, in: parent.template) {
        case nil:
            return
                "give it as \(place) in the template of \(parent.stack.words), which leaves it to "
                + "its default"
        case []?: return "write it as \(place) in the template of \(parent.stack.words)"
        case let feeding?:
            return "set the parameter \(feeding.joined(separator: ", ")) of \(parent.stack.words), "
                + "which feeds \(place)"
        }
    }

    private static func above(_ parent: Stack) -> String {
        parent.parentID.map { "; it is itself nested in the stack \(StackClient.short($0))" } ?? ""
    }
}
