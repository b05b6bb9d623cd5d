import Testing

/// One command in one situation: its exit code, what it says, and what it changes.
struct ExitCase: Sendable, CustomTestStringConvertible {
    /// What a command may change.
    enum Change: Sendable {
        /// Neither a sandbox nor a ref.
        case nothing
        /// The ledger may be written, no sandbox.
        case ledger
        /// A sandbox is changed.
        case sandbox
    }

    let testDescription: String
    let arguments: [String]
    let code: Int32
    /// What its output holds, standard error included.
    let says: [String]
    var changes = Change.nothing
    var environments = [ShopEnvironment()]
    var settings: String? = "images: layout:.pinion/images\n"
    /// What happens before, in a shop that has been reconciled once where `isKnown` says so.
    var isKnown = true
    var arrange: @Sendable (Shop) async throws -> Void = { _ in }

    init(
        _ name: String, _ arguments: String, _ code: Int32, says: [String] = [],
        changes: Change = .nothing,
        environments: [ShopEnvironment] = [ShopEnvironment()],
        settings: String? = "images: layout:.pinion/images\n", isKnown: Bool = true,
        arrange: @escaping @Sendable (Shop) async throws -> Void = { _ in }
    ) {
        testDescription = name
        self.arguments = arguments.split(separator: " ").map(String.init)
        self.code = code
        self.says = says
        self.changes = changes
        self.environments = environments
        self.settings = settings
        self.isKnown = isKnown
        self.arrange = arrange
    }
}
