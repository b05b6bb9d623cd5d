/// The values of parameters and pseudo parameters with which a template is evaluated.
package struct TemplateEvaluation: Hashable, Sendable {
    /// The moment of evaluation, which decides between a parameter's value and its default.
    enum Moment: Hashable, Sendable {
        /// The stack is re-created without given values: parameters have their defaults, or,
        /// without a default, their current values, which an operator must give again.
        case recreation
        /// The stack is updated and keeps its values; new parameters have their defaults.
        case update
        /// Only the text counts: defaults, and stand-ins like `${AWS::AccountId}` for what is
        /// unknown.
        case text
    }

    let moment: Moment
    /// The stack's parameter values; for one read from Systems Manager, its name there.
    let values: [String: String]
    let pseudoParameters: PseudoParameters
    /// The values that the parent stack gives a nested stack's parameters, instead of their
    /// defaults and current values; several if the parent's conditions cannot be evaluated.
    let parentValues: [String: [ParentValue]]

    init(
        _ moment: Moment, values: [String: String] = [:],
        pseudoParameters: PseudoParameters = PseudoParameters(),
        parentValues: [String: [ParentValue]] = [:]
    ) {
        (self.moment, self.values) = (moment, values)
        (self.pseudoParameters, self.parentValues) = (pseudoParameters, parentValues)
    }
}

/// A value that a parent stack gives a nested stack's parameter.
struct ParentValue: Hashable, Sendable {
    enum Content: Hashable, Sendable {
        case text(String)
        /// The value cannot be known; the clause says why.
        case unknown(String)
        /// No value, so the parameter's own default is used.
        case omitted
    }

    /// The origin of the value, and the way to change it.
    struct Source: Hashable, Sendable {
        /// The place, as a clause: "the default of the parameter WebImage of the stack shop".
        let location: String
        /// The way to change it, as the start of a clause that ends with a value.
        let remedy: String
    }

    let content: Content
    let source: Source
}

/// The values that need no parameter ("Pseudo parameters reference", Template Reference).
///
/// The stack's id is not one of them: a re-created stack has a new id.
package struct PseudoParameters: Hashable, Sendable {
    /// `AWS::Region`.
    package let region: String?
    /// `AWS::AccountId`.
    package let accountID: String?
    /// `AWS::Partition`; if `nil` is given, the partition of the region.
    package let partition: String?
    /// `AWS::StackName`.
    package let stackName: String?

    package init(
        region: String? = nil, accountID: String? = nil, partition: String? = nil,
        stackName: String? = nil
    ) {
        (self.region, self.accountID, self.stackName) = (region, accountID, stackName)
        self.partition = partition ?? region.flatMap(Self.partition)
    }

    /// Returns the value of a pseudo parameter by its full name; `nil` if it is not known.
    func value(_ name: String) -> String? {
        switch name {
        case "AWS::Region": region
        case "AWS::AccountId": accountID
        case "AWS::Partition": partition
        case "AWS::StackName": stackName
        case "AWS::URLSuffix": partition.flatMap { Self.suffixes[$0] }
        default: nil
        }
    }

    private static let suffixes = [
        "aws": "amazonaws.com", "aws-cn": "amazonaws.com.cn", "aws-us-gov": "amazonaws.com",
    ]

    /// Returns a region's partition; isolated regions have their own, which are not guessed.
    private static func partition(of region: String) -> String? {
        if region.hasPrefix("cn-") { return "aws-cn" }
        if region.hasPrefix("us-gov-") { return "aws-us-gov" }
        return region.contains("iso") || region.hasPrefix("eusc-") ? nil : "aws"
    }
}
