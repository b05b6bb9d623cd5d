import PinionAWS
import PinionSyntax

/// A change set, as all pages of `DescribeChangeSet` together answer it.
struct ChangeSet: Hashable, Sendable {
    /// Its ARN: of each attempt another; nil if CloudFormation does not say.
    let id: String?
    /// `CREATE_COMPLETE`, `FAILED`, ….
    let status: String
    /// `AVAILABLE`, `OBSOLETE`, ….
    let execution: String
    /// Why it failed, in CloudFormation's words.
    let reason: String?
    /// The stack that it belongs to, by ARN; nil if CloudFormation does not say.
    let stackID: String?
    /// The parameters that it was made with.
    let parameters: [Parameter]
    /// What it would change, in the order of the answer.
    let changes: [Change]

    struct Parameter: Hashable, Sendable {
        let name: String
        /// Its value; nil if CloudFormation does not say.
        let value: String?
        /// Whether the stack's value is kept.
        let isKept: Bool
    }

    struct Change: Hashable, Sendable {
        /// `Modify`, `Add`, ….
        let action: String
        let logicalID: String
        let type: String
        /// What parts of it would change.
        let details: [Detail]
        /// The resource's properties before, as JSON; nil if CloudFormation does not say.
        let before: String?
        /// The same, after.
        let after: String?
    }

    /// One part of a resource that would change, and why.
    struct Detail: Hashable, Sendable {
        /// `Properties`, `Tags`, ….
        let attribute: String
        let property: String?
        let path: String?
        /// The parameter or resource that causes it.
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

    /// Whether it was found to change nothing: CloudFormation fails such a set, without a code.
    var isEmpty: Bool { status == "FAILED" && execution == "UNAVAILABLE" && changes.isEmpty }
}

extension ChangeSet.Change {
    /// Reads a member of `Changes`.
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

    /// The resource, for people.
    var words: String { "\(logicalID) (\(type))" }
}
