import PinionAWS
import PinionModel

/// Sends requests to CloudFormation about stacks and change sets.
struct StackClient: Sendable {
    let client: AWSClient

    /// A parameter of a request.
    typealias Argument = (name: String, value: String)

    func stack(_ name: String) async throws(RuntimeError) -> Stack {
        let purpose = "look at the stack \(Self.short(name))"
        let answer: XMLElement
        do throws(AWSError) {
            answer = try await ask("DescribeStacks", [("StackName", name)])
        } catch {
            // Only the stack's name can be invalid in this request.
            guard error.code == "ValidationError" else { throw explained(error, purpose) }
            throw missing(name, purpose)
        }
        guard let stack = answer.members(of: "Stacks").first.flatMap(Stack.init) else {
            throw missing(name, purpose)
        }
        return stack
    }

    private func missing(_ name: String, _ purpose: String) -> RuntimeError {
        .refused(
            operation: purpose,
            reason: "there is no stack `\(Self.short(name))` in \(client.region)",
            remedy: "look at `stacks:` and `region:` in environment.yaml")
    }

    func template(of stack: Stack) async throws(RuntimeError) -> [UInt8] {
        let purpose = "read the template of \(stack.words)"
        let answer = try await call(
            "GetTemplate", [("StackName", stack.id), ("TemplateStage", "Original")], to: purpose)
        guard let text = answer["TemplateBody"]?.text, !text.isEmpty else {
            throw .refused(
                operation: purpose, reason: "CloudFormation gives an empty one",
                remedy: "look at it with `aws cloudformation get-template`")
        }
        return Array(text.utf8)
    }

    /// Returns a resource's logical id by its physical id; `nil` if the stack has no such resource.
    func logicalID(of physicalID: String, in stack: Stack) async throws(RuntimeError) -> String? {
        let pages = try await list(
            "ListStackResources", [("StackName", stack.id)],
            to: "list the resources of \(stack.words)")
        for resource in pages.flatMap({ $0.members(of: "StackResourceSummaries") })
        where resource["PhysicalResourceId"]?.text == physicalID {
            return resource["LogicalResourceId"]?.text
        }
        return nil
    }

    // MARK: Change sets

    /// Returns a change set by its name; `nil` if there is none.
    func changeSet(_ name: String, of stack: Stack) async throws(RuntimeError) -> ChangeSet? {
        let arguments: [Argument] = [
            ("StackName", stack.name), ("ChangeSetName", name), ("IncludePropertyValues", "true"),
        ]
        do throws(AWSError) {
            return ChangeSet(pages: try await pages("DescribeChangeSet", arguments))
        } catch {
            if error.code?.hasPrefix("ChangeSetNotFound") == true { return nil }
            throw explained(error, "look at the change set \(name) of \(stack.words)")
        }
    }

    /// Starts the creation of a change set that sets some parameters and keeps everything else.
    func create(
        _ name: String, of stack: Stack, setting values: [String: String]
    ) async throws(AWSError) {
        var arguments: [Argument] = [
            ("StackName", stack.name), ("ChangeSetName", name), ("ChangeSetType", "UPDATE"),
            ("UsePreviousTemplate", "true"),
            ("Description", "Pinion writes the images that git pins"),
        ]
        let names = Set(stack.parameters.map(\.name)).union(values.keys).sorted()
        for (index, parameter) in names.enumerated() {
            let key = "Parameters.member.\(index + 1)"
            arguments.append(("\(key).ParameterKey", parameter))
            if let value = values[parameter] {
                arguments.append(("\(key).ParameterValue", value))
            } else {
                arguments.append(("\(key).UsePreviousValue", "true"))
            }
        }
        for (index, capability) in stack.capabilities.enumerated() {
            arguments.append(("Capabilities.member.\(index + 1)", capability))
        }
        _ = try await client.query(
            .query(.cloudFormation, "CreateChangeSet", arguments, isIdempotent: false))
    }

    /// Executes a change set; a second call with the same token has no effect.
    ///
    /// The token is derived from this change set and not from its values: the same values may be
    /// set again later, and a token that was used before may be refused.
    func execute(_ name: String, of stack: Stack, token: String) async throws(AWSError) {
        _ = try await ask(
            "ExecuteChangeSet",
            [("StackName", stack.name), ("ChangeSetName", name), ("ClientRequestToken", token)])
    }

    func delete(_ name: String, of stack: Stack) async throws(RuntimeError) {
        _ = try await call(
            "DeleteChangeSet", [("StackName", stack.name), ("ChangeSetName", name)],
            to: "delete the change set \(name) of \(stack.words)")
    }

    // MARK: Calls

    func ask(_ operation: String, _ arguments: [Argument]) async throws(AWSError) -> XMLElement {
        try await client.query(.query(.cloudFormation, operation, arguments))
    }

    /// Returns all pages of a list; throws if one is missing.
    private func pages(
        _ operation: String, _ arguments: [Argument]
    ) async throws(AWSError) -> [XMLElement] {
        try await client.queryPages { token in
            let page = arguments + (token.map { [("NextToken", $0)] } ?? [])
            return .query(.cloudFormation, operation, page)
        }
    }

    private func list(
        _ operation: String, _ arguments: [Argument], to purpose: String
    ) async throws(RuntimeError) -> [XMLElement] {
        do throws(AWSError) {
            return try await pages(operation, arguments)
        } catch {
            throw explained(error, purpose)
        }
    }

    private func call(
        _ operation: String, _ arguments: [Argument], to purpose: String
    ) async throws(RuntimeError) -> XMLElement {
        do throws(AWSError) {
            return try await ask(operation, arguments)
        } catch {
            throw explained(error, purpose)
        }
    }

    func explained(_ error: AWSError, _ purpose: String) -> RuntimeError {
        RuntimeError(error, to: purpose, in: client.region)
    }

    /// Returns the name in a stack's ARN.
    static func short(_ name: String) -> String {
        guard name.hasPrefix("arn:") else { return name }
        return name.split(separator: "/").dropFirst().first.map(String.init) ?? name
    }
}
