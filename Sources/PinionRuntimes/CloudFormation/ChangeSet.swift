import PinionAWS
import PinionSyntax

/// A change set, assembled from all pages of `DescribeChangeSet`.
struct ChangeSet: Hashable, Sendable {
    /// The ARN, which is different for each attempt; `nil` if CloudFormation does not give it.
    let id: String?
    /// The status: `CREATE_COMPLETE`, `FAILED`, ….
    let status: String
    /// The execution status: `AVAILABLE`, `OBSOLETE`, ….
    let execution: String
    /// CloudFormation's reason for a failure.
    let reason: String?
    /// The ARN of its stack; `nil` if CloudFormation does not give it.
    let stackID: String?
    /// The parameters with which it was created.
    let parameters: [Parameter]
    /// The changes, in the order of the answer.
    let changes: [Change]

    struct Parameter: Hashable, Sendable {
        let name: String
        /// The value; `nil` if CloudFormation does not give it.
        let value: String?
        /// Whether the stack's current value is kept.
        let isKept: Bool
    }

    struct Change: Hashable, Sendable {
        /// The kind of change: `Modify`, `Add`, ….
        let action: String
        let logicalID: String
        let type: String
        /// The parts of the resource that would change.
        let details: [Detail]
        /// The resource's properties before the change, as JSON; `nil` if the answer omits them.
        let before: String?
        /// The resource's properties after the change, as JSON; `nil` if CloudFormation omits them.
        let after: String?
    }

    /// A part of a resource that would change, with the cause.
    struct Detail: Hashable, Sendable {
        /// The kind of part: `Properties`, `Tags`, ….
        let attribute: String
        let property: String?
        let path: String?
        /// The parameter or resource that causes the change.
        let cause: String?
    }

    init(pages: [XMLElement]) {
        let first = pages.first
        id = first?["ChangeSetId"]?.text
        status = first?["Status"]?.text ?? ""
        execution = first?["ExecutionStatus"]?.text ?? ""
        reason = first?["StatusReason"]?.text
        stackID = first?["StackId"]?.text
        parameters = (first?.members(of: "Parameters") ?? []).compactMap { parameter in
            parameter["ParameterKey"].map {
                Parameter(
                    name: $0.text, value: parameter["ParameterValue"]?.text,
                    isKept: parameter["UsePreviousValue"]?.text == "true")
            }
        }
        changes = pages.flatMap { $0.members(of: "Changes") }.map(Change.init)
    }

    var isPending: Bool { status == "CREATE_PENDING" || status == "CREATE_IN_PROGRESS" }

    var isReady: Bool { status == "CREATE_COMPLETE" && execution == "AVAILABLE" }

    /// Whether it has no changes: CloudFormation fails such a set without an error code.
    var isEmpty: Bool { status == "FAILED" && execution == "UNAVAILABLE" && changes.isEmpty }
}

extension ChangeSet.Change {
    /// Reads an element of `Changes`.
    init(_ element: XMLElement) {
        let resource = element["ResourceChange"]
        action = resource?["Action"]?.text ?? ""
        logicalID = resource?["LogicalResourceId"]?.text ?? ""
        type = resource?["ResourceType"]?.text ?? ""
        before = resource?["BeforeContext"]?.text
        after = resource?["AfterContext"]?.text
        details = (resource?.members(of: "Details") ?? []).map { detail in
            let target = detail["Target"]
            return ChangeSet.Detail(
                attribute: target?["Attribute"]?.text ?? "", property: target?["Name"]?.text,
                path: target?["Path"]?.text, cause: detail["CausingEntity"]?.text)
        }
    }

    /// The resource in words.
    var words: String { "\(logicalID) (\(type))" }
}
