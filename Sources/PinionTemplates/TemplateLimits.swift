/// The limits of the work on one template, whatever it contains.
///
/// CloudFormation's own quotas ("CloudFormation quotas", User Guide) are the same or lower.
enum TemplateLimits {
    /// The largest template in bytes.
    static let bytes = 1 << 20
    /// The most containers of one template.
    static let containers = 1000
    /// The deepest nesting of a template.
    static let depth = 64
    /// The longest text, in bytes, that an expression may evaluate to.
    static let text = 4096
    /// The most function calls in the evaluation of one expression.
    static let steps = 1024
    /// The most conditions that one expression may try with both outcomes.
    static let unknownConditions = 4
    /// The most values that one expression tries where several are possible.
    static let picks = 16
    /// The most values of a mapping that one expression searches.
    static let values = 1024
    /// The longest unquoted number, in bytes, that certainly is no digest.
    static let number = 32
}
