/// What bounds the work on one template, whatever it says.
///
/// CloudFormation's own quotas are below ("CloudFormation quotas", User Guide: templates of 1 MB).
enum TemplateLimits {
    /// The deepest nesting of a template.
    static let depth = 64
    /// The longest text in bytes that an expression may give.
    static let text = 4096
    /// The most functions that the evaluation of one expression calls.
    static let steps = 4096
    /// The most conditions of which one expression may try both outcomes.
    static let unknownConditions = 4
    /// The most mistakes of a template that are listed.
    static let problems = 100
}
