import PinionTesting
import Synchronization

/// CloudFormation as it documents itself, for stacks of one task definition and one service.
final class StubStacks: Sendable {
    struct Stack: Sendable {
        var name: String
        var template: String
        var status = "UPDATE_COMPLETE"
        var updated = "2026-11-23T12:00:00Z"
        var parameters: [String: String] = [:]
        var capabilities: [String] = []
        var sets: [String: ChangeSet] = [:]
        /// Another number is another stack of the same name.
        var incarnation = 1
        /// The stack that it is nested in, by ARN.
        var parent: String?
        /// Its resources: the physical ids by the logical ones.
        var resources = ["Web": "\(StubECS.prefix):service/shop/web"]
        /// The tokens that executions were given.
        var tokens: [String] = []
        /// How many change sets were made: each has an ARN of its own.
        var made = 0
    }

    struct ChangeSet: Sendable {
        var values: [String: String]
        var kept: [String]
        var status = "CREATE_COMPLETE"
        var execution = "AVAILABLE"
        var changes: String
        var id = ""
        /// How often it is still being made when it is looked at.
        var pending = 1
    }

    let state = Mutex<[String: Stack]>([:])
    /// What change sets would change, as XML.
    let changes = Mutex(StubStacks.honest)
    /// The code that an operation is refused with.
    let refusals = Mutex<[String: String]>([:])
    /// Whether an execution is taken and never shows in the stack.
    let isStuck = Mutex(false)
    /// Is told of every operation before it is answered.
    let noticed = Mutex<@Sendable (_ operation: String) -> Void>({ _ in })
    /// Pages of what change sets would change, each with the token of the next; instead of one page.
    let pages = Mutex<[String: (changes: String, next: String)]>([:])

    static let template = """
        Parameters:
          Image: { Type: String, Default: "nginx:latest" }
          Size: { Type: String, Default: "1" }
        Resources:
          Definition:
            Type: AWS::ECS::TaskDefinition
            Properties:
              ContainerDefinitions:
                - { Name: web, Image: !Ref Image }
          Web:
            Type: AWS::ECS::Service
            Properties: { TaskDefinition: !Ref Definition, DesiredCount: !Ref Size }
        """

    static func change(
        _ id: String, _ type: String, _ details: [String], action: String = "Modify",
        context: (String, String)? = nil
    ) -> String {
        let contexts = context.map {
            "<BeforeContext>\($0.0)</BeforeContext><AfterContext>\($0.1)</AfterContext>"
        }
        return "<member><Type>Resource</Type><ResourceChange><Action>\(action)</Action>"
            + "<LogicalResourceId>\(id)</LogicalResourceId><ResourceType>\(type)</ResourceType>"
            + "<Details>\(details.joined())</Details>\(contexts ?? "")</ResourceChange></member>"
    }

    static func detail(
        _ name: String, cause: String, path: String? = nil, attribute: String = "Properties"
    ) -> String {
        let path = path.map { "<Path>\($0)</Path>" } ?? ""
        return "<member><Target><Attribute>\(attribute)</Attribute><Name>\(name)</Name>\(path)"
            + "</Target><CausingEntity>\(cause)</CausingEntity></member>"
    }

    static let image = "/Properties/ContainerDefinitions/0/Image"

    static let honest =
        change(
            "Definition", "AWS::ECS::TaskDefinition",
            [detail("ContainerDefinitions", cause: "Image", path: image)])
        + change("Web", "AWS::ECS::Service", [detail("TaskDefinition", cause: "Definition")])

    func answer(
        _ request: LoopbackServer.Request, note: (String) -> Void
    ) -> LoopbackServer.Reply {
        let form = Self.form(request.body)
        let operation = form["Action"] ?? ""
        note(operation)
        noticed.withLock(\.self)(operation)
        if let code = refusals.withLock({ $0[operation] }) { return Self.refusal(code) }
        let name = (form["StackName"] ?? "").split(separator: "/").dropFirst().first.map(
            String.init)
        let key = name ?? form["StackName"] ?? ""
        return state.withLock { stacks in
            guard var stack = stacks[key] else { return Self.refusal("ValidationError") }
            defer { stacks[key] = stack }
            return reply(operation, form, &stack)
        }
    }

    private func reply(
        _ operation: String, _ form: [String: String], _ stack: inout Stack
    ) -> LoopbackServer.Reply {
        let set = form["ChangeSetName"] ?? ""
        switch operation {
        case "DescribeStacks": return Self.done(operation, "<Stacks>\(Self.xml(stack))</Stacks>")
        case "GetTemplate":
            let text = stack.template.replacing("&", with: "&amp;").replacing("<", with: "&lt;")
            return Self.done(operation, "<TemplateBody>\(text)</TemplateBody>")
        case "ListStackResources":
            let members = stack.resources.sorted { $0.key < $1.key }.map {
                "<member><LogicalResourceId>\($0.key)</LogicalResourceId>"
                    + "<PhysicalResourceId>\($0.value)</PhysicalResourceId></member>"
            }
            return Self.done(
                operation,
                "<StackResourceSummaries>\(members.joined())</StackResourceSummaries>")
        case "CreateChangeSet":
            guard stack.sets[set] == nil else { return Self.refusal("AlreadyExistsException") }
            stack.made += 1
            stack.sets[set] = made(form)
            stack.sets[set]?.id =
                "arn:aws:cloudformation:eu-test-1:123456789012:changeSet/\(set)/\(stack.made)"
            stack.capabilities = Self.members(form, "Capabilities.member", "")
            return Self.done(operation, "<Id>\(set)</Id>")
        case "DescribeChangeSet":
            guard let found = stack.sets[set] else { return Self.refusal("ChangeSetNotFound") }
            stack.sets[set]?.pending -= 1
            let page = pages.withLock { $0[form["NextToken"] ?? ""] }
            return Self.done(operation, Self.xml(found, of: stack, page))
        case "DeleteChangeSet":
            stack.sets[set] = nil
            return Self.done(operation, "")
        case "ExecuteChangeSet":
            guard let found = stack.sets[set], found.execution == "AVAILABLE" else {
                return Self.refusal("InvalidChangeSetStatus")
            }
            // CloudFormation may refuse a token that it knows (API Reference, `ExecuteChangeSet`).
            let token = form["ClientRequestToken"] ?? ""
            guard !stack.tokens.contains(token) else {
                return Self.refusal("TokenAlreadyExistsException")
            }
            stack.tokens.append(token)
            if isStuck.withLock(\.self) { return Self.done(operation, "") }
            stack.parameters.merge(found.values) { $1 }
            stack.status = "UPDATE_IN_PROGRESS"
            stack.updated += "+"
            stack.sets = [:]
            return Self.done(operation, "")
        default: return Self.refusal("InvalidAction")
        }
    }

    private func made(_ form: [String: String]) -> ChangeSet {
        var values: [String: String] = [:]
        var kept: [String] = []
        for number in 1...20 {
            guard let key = form["Parameters.member.\(number).ParameterKey"] else { break }
            if let value = form["Parameters.member.\(number).ParameterValue"] {
                values[key] = value
            } else if form["Parameters.member.\(number).UsePreviousValue"] == "true" {
                kept.append(key)
            }
        }
        return ChangeSet(values: values, kept: kept, changes: changes.withLock(\.self))
    }

    private static func members(
        _ form: [String: String], _ prefix: String, _ suffix: String
    ) -> [String] {
        (1...9).compactMap { form["\(prefix).\($0)\(suffix)"] }
    }

    // MARK: XML

    private static func xml(_ stack: Stack) -> String {
        let parameters = stack.parameters.sorted { $0.key < $1.key }.map {
            "<member><ParameterKey>\($0.key)</ParameterKey>"
                + "<ParameterValue>\($0.value)</ParameterValue></member>"
        }
        let capabilities = stack.capabilities.map { "<member>\($0)</member>" }
        return
            "<member><StackId>\(id(of: stack))"
            + "</StackId><StackName>\(stack.name)</StackName><StackStatus>\(stack.status)"
            + "</StackStatus><LastUpdatedTime>\(stack.updated)</LastUpdatedTime>"
            + (stack.parent.map { "<ParentId>\($0)</ParentId>" } ?? "")
            + "<Capabilities>\(capabilities.joined())</Capabilities>"
            + "<Parameters>\(parameters.joined())</Parameters></member>"
    }

    private static func xml(
        _ set: ChangeSet, of stack: Stack, _ page: (changes: String, next: String)?
    ) -> String {
        let owner =
            "<StackId>\(id(of: stack))</StackId><ChangeSetId>\(set.id)</ChangeSetId>"
        if set.pending > 0 {
            return owner
                + "<Status>CREATE_IN_PROGRESS</Status><ExecutionStatus>UNAVAILABLE</ExecutionStatus>"
        }
        let written = set.values.sorted { $0.key < $1.key }.map {
            "<member><ParameterKey>\($0.key)</ParameterKey>"
                + "<ParameterValue>\($0.value)</ParameterValue></member>"
        }
        let kept = set.kept.map {
            "<member><ParameterKey>\($0)</ParameterKey>"
                + "<UsePreviousValue>true</UsePreviousValue></member>"
        }
        let next = page.map { "<NextToken>\($0.next)</NextToken>" } ?? ""
        return owner
            + "<Status>\(set.status)</Status><ExecutionStatus>\(set.execution)</ExecutionStatus>"
            + "<Parameters>\((written + kept).joined())</Parameters>"
            + "<Changes>\(page?.changes ?? set.changes)</Changes>\(next)"
    }

    static func id(of stack: Stack) -> String {
        "arn:aws:cloudformation:eu-test-1:123456789012:stack/\(stack.name)/\(stack.incarnation)"
    }

    private static func done(_ operation: String, _ result: String) -> LoopbackServer.Reply {
        .text(
            200, [],
            "<\(operation)Response><\(operation)Result>\(result)</\(operation)Result>"
                + "</\(operation)Response>")
    }

    private static func refusal(_ code: String) -> LoopbackServer.Reply {
        .text(
            400, [],
            "<ErrorResponse><Error><Code>\(code)</Code><Message>told so</Message></Error>"
                + "<RequestId>r</RequestId></ErrorResponse>")
    }

    private static func form(_ body: [UInt8]) -> [String: String] {
        var form: [String: String] = [:]
        for pair in String(decoding: body, as: UTF8.self).split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            form[decoded(parts[0])] = parts.count > 1 ? decoded(parts[1]) : ""
        }
        return form
    }

    private static func decoded(_ text: Substring) -> String {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), rest.count >= 2 {
                bytes.append(UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) ?? 0)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
