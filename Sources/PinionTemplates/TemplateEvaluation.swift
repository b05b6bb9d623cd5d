/// What parameters and pseudo parameters are, for the evaluation of a template.
package struct TemplateEvaluation: Hashable, Sendable {
    /// Which value a parameter has that has several.
    package enum Moment: Hashable, Sendable {
        /// The stack is made again and no values are given: defaults, and where a parameter has
        /// none the value that it has now, which somebody has to give again.
        case recreation
        /// The stack is updated and keeps its values: values, and defaults for new parameters.
        case update
        /// There is no stack, only the text: defaults, and what is not known stands as it would in
        /// `Fn::Sub`, such as `${AWS::AccountId}`.
        case text
    }

    /// When the template is used.
    package let moment: Moment
    /// The values that parameters have in the stack, as they were given; of a parameter that is
    /// read from Systems Manager the name there.
    package let values: [String: String]
    /// The pseudo parameters.
    package let pseudoParameters: PseudoParameters
    /// What the parent stack gives each parameter of a nested one, in place of its default and of
    /// its value now: several values where the parent's conditions cannot be evaluated.
    package let parentValues: [String: [ParentValue]]

    /// Puts an evaluation together.
    package init(
        _ moment: Moment, values: [String: String] = [:],
        pseudoParameters: PseudoParameters = PseudoParameters(),
        parentValues: [String: [ParentValue]] = [:]
    ) {
        self.parentValues = parentValues
        self.moment = moment
        self.values = values
        self.pseudoParameters = pseudoParameters
    }
}

/// What a parent stack gives a parameter of a nested stack.
package struct ParentValue: Hashable, Sendable {
    /// What it is.
    package enum Content: Hashable, Sendable {
        /// This text.
        case text(String)
        /// It cannot be known; the clause says why.
        case unknown(String)
        /// Nothing, so that the parameter's own default counts.
        case omitted
    }

    /// Where it comes from, and how to change it.
    package struct Source: Hashable, Sendable {
        /// Where it stands, as a clause: "the default of the parameter WebImage of the stack shop".
        package let location: String
        /// How to change it, as the start of a clause that a value ends.
        package let remedy: String
    }

    /// What it is.
    package let content: Content
    /// Where it comes from.
    package let source: Source
}

/// What a template knows without a parameter ("Pseudo parameters reference", Template Reference).
///
/// The stack's id is not among them: a stack that is made again has another.
package struct PseudoParameters: Hashable, Sendable {
    /// `AWS::Region`.
    package let region: String?
    /// `AWS::AccountId`.
    package let accountID: String?
    /// `AWS::Partition`; where it is nil, that of the region.
    package let partition: String?
    /// `AWS::StackName`.
    package let stackName: String?

    /// Puts them together; nil stands for what is not known.
    package init(
        region: String? = nil, accountID: String? = nil, partition: String? = nil,
        stackName: String? = nil
    ) {
        self.region = region
        self.accountID = accountID
        self.partition = partition ?? region.flatMap(Self.partition)
        self.stackName = stackName
    }

    /// The value of a pseudo parameter by its full name; nil where it is not known.
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
