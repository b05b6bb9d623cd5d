/// What bounds the work on one template, whatever it says.
///
/// CloudFormation's own quotas ("CloudFormation quotas", User Guide) are the same or lower.
enum TemplateLimits {
    /// The largest template in bytes.
    static let bytes = 1 << 20
    /// The most containers of one template.
    static let containers = 1000
    /// The deepest nesting of a template.
    static let depth = 64
    /// The longest text in bytes that an expression may give.
    static let text = 4096
    /// The most functions that the evaluation of one expression calls.
    static let steps = 1024
    /// The most conditions of which one expression may try both outcomes.
    static let unknownConditions = 4
    /// The most values that one expression tries for mappings and for what a parent gives.
    static let picks = 16
    /// The most values of a mapping that one expression looks through.
    static let values = 1024
    /// The longest unquoted number that is certainly no digest, in bytes.
    static let number = 32
}
