import PinionAWS
import PinionTemplates

/// A stack as described by `DescribeStacks`.
struct Stack: Hashable, Sendable {
    let id: String
    let name: String
    /// The ARN of its parent stack; `nil` if it is not nested.
    let parentID: String?
    /// The status, such as `UPDATE_COMPLETE`.
    let status: String
    /// CloudFormation's reason for the status.
    let reason: String?
    /// The time of the last update or of the creation, as text that is only compared.
    let updated: String
    /// The values of its parameters, ordered by name.
    let parameters: [Parameter]
    /// The capabilities that its owner granted, such as `CAPABILITY_IAM`.
    let capabilities: [String]

    /// The value that CloudFormation shows for a parameter with `NoEcho`.
    static let hidden = "****"

    struct Parameter: Hashable, Sendable {
        let name: String
        /// The value as it was given; `****` if it is never shown.
        let value: String
    }

    /// Reads an element of `Stacks`; `nil` if its id, name or status is missing.
    init?(_ element: XMLElement) {
        guard let id = element["StackId"]?.text, let name = element["StackName"]?.text,
            let status = element["StackStatus"]?.text
        else { return nil }
        (self.id, self.name, self.status) = (id, name, status)
        parentID = element["ParentId"]?.text.nonEmpty
        reason = element["StackStatusReason"]?.text
        updated = (element["LastUpdatedTime"] ?? element["CreationTime"])?.text ?? ""
        parameters = element.members(of: "Parameters").compactMap { parameter in
            parameter["ParameterKey"].map {
                Parameter(name: $0.text, value: parameter["ParameterValue"]?.text ?? "")
            }
        }
        .sorted { $0.name < $1.name }
        capabilities = element.members(of: "Capabilities").map(\.text)
    }

    var values: [String: String] {
        Dictionary(parameters.map { ($0.name, $0.value) }) { first, _ in first }
    }

    /// The stack in words.
    var words: String { "the stack \(name)" }

    /// Returns the state for evaluating a template; `others` replace current parameter values.
    func state(setting others: [String: String] = [:], parent: ParentParameters? = nil)
        -> StackState
    {
        let parts = id.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        let isARN = parts.count > 5 && parts[0] == "arn"
        return StackState(
            owner: words, values: values.merging(others) { _, new in new },
            pseudoParameters: PseudoParameters(
                region: isARN ? parts[3] : nil, accountID: isARN ? parts[4] : nil,
                partition: isARN ? parts[1] : nil, stackName: name), parent: parent)
    }

    /// The reason why an instance of a StackSet may not be changed; `nil` for any other stack.
    ///
    /// CloudFormation names such a stack `StackSet-NAME-UUID` (User Guide, "StackSets concepts");
    /// nothing else in the stack's account shows what it is.
    var stackSetObstacle: String? {
        let start = "StackSet-"
        guard name.hasPrefix(start), name.utf8.count > start.utf8.count + 37 else { return nil }
        let id = name.suffix(36).split(separator: "-", omittingEmptySubsequences: false)
        guard id.map(\.count) == [8, 4, 4, 4, 12], id.joined().allSatisfy(\.isHexDigit)
        else { return nil }
        return
            "\(words) is an instance of the StackSet \(name.dropFirst(start.count).dropLast(37)), "
            + "whose next operation would write its parameters back; set the parameter there"
    }

    // MARK: Status

    /// Whether an operation is in progress.
    var isBusy: Bool { status.hasSuffix("_IN_PROGRESS") }

    /// Whether an update is in progress and is not being rolled back.
    var isUpdating: Bool {
        status == "UPDATE_IN_PROGRESS" || status == "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS"
    }

    /// The reason why the status permits no update, with a remedy; `nil` if it does or soon will.
    ///
    /// The statuses are those of the AWS CloudFormation User Guide, "Stack status codes".
    var obstacleToUpdate: String? {
        switch status {
        case "ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "CREATE_FAILED":
            "\(words) was never created successfully (\(status)), and CloudFormation only lets it "
                + "be deleted; delete it and create it again"
        case "UPDATE_ROLLBACK_FAILED":
            "\(words) could not return from a failed update (\(status)); mend what failed, and run "
                + "`aws cloudformation continue-update-rollback --stack-name \(name)`"
        case "UPDATE_FAILED":
            "an update of \(words) failed and was left as it is (\(status)); run `aws "
                + "cloudformation rollback-stack --stack-name \(name)`, or update it again"
        case "IMPORT_ROLLBACK_FAILED":
            "an import into \(words) failed (\(status)); mend it in CloudFormation first"
        case "DELETE_FAILED", "DELETE_COMPLETE", "DELETE_IN_PROGRESS":
            "\(words) is deleted or being deleted (\(status)); take the service out of the "
                + "environment, or name the stack that owns it now under `stacks:`"
        case "REVIEW_IN_PROGRESS":
            "\(words) was never created (\(status)); execute its first change set"
        default: nil
        }
    }
}

extension String {
    /// The text; `nil` if it is empty.
    fileprivate var nonEmpty: String? { isEmpty ? nil : self }
}
