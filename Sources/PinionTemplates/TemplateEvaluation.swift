/// What parameters and pseudo parameters are, for the evaluation of a template.
package struct TemplateEvaluation: Hashable, Sendable {
    /// Which value a parameter has that has several.
    enum Moment: Hashable, Sendable {
        /// The stack is made again and no values are given: defaults, and where a parameter has
        /// none the value that it has now, which somebody has to give again.
        case recreation
        /// The stack is updated and keeps its values: values, and defaults for new parameters.
        case update
        /// Only the text: defaults, and `${AWS::AccountId}` and the like for what is not known.
        case text
    }

    let moment: Moment
    /// The values of the stack's parameters; of one read from Systems Manager its name there.
    let values: [String: String]
    let pseudoParameters: PseudoParameters
    /// What the parent stack gives each parameter of a nested one, in place of its default and of
    /// its value now: several values where the parent's conditions cannot be evaluated.
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

/// What a parent stack gives a parameter of a nested stack.
struct ParentValue: Hashable, Sendable {
    enum Content: Hashable, Sendable {
        case text(String)
        /// It cannot be known; the clause says why.
        case unknown(String)
        /// Nothing, so that the parameter's own default counts.
        case omitted
    }

    /// Where it comes from, and how to change it.
    struct Source: Hashable, Sendable {
        /// Where it stands, as a clause: "the default of the parameter WebImage of the stack shop".
        let location: String
        /// How to change it, as the start of a clause that a value ends.
        let remedy: String
    }

    let content: Content
    let source: Source
}

/// What a template knows without a parameter ("Pseudo parameters reference", Template Reference).
///
/// The stack's id is not among them: a stack that is made again has another.
package struct PseudoParameters: Hashable, Sendable {
    /// `AWS::Region`.
    package let region: String?
    /// `AWS::AccountId`.
    package let accountID: String?
    /// `AWS::Partition`; if it is nil, that of the region.
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

    /// The value of a pseudo parameter by its full name; nil if it is not known.
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

    /// Isolated regions have partitions of their own and are not guessed.
    private static func partition(of region: String) -> String? {
        if region.hasPrefix("cn-") { return "aws-cn" }
        if region.hasPrefix("us-gov-") { return "aws-us-gov" }
        return region.contains("iso") || region.hasPrefix("eusc-") ? nil : "aws"
    }
}
