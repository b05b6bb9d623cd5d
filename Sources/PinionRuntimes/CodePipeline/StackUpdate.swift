import PinionSyntax

/// The effect of a pipeline's action on a stack.
///
/// AWS CodePipeline User Guide, "Action structure reference": AWS CloudFormation; StackSets.
struct StackUpdate: Hashable, Sendable {
    /// The stack's name as configured; for a StackSet, the prefix of its instances and a star.
    let stack: String?
    /// The parameters that the action itself sets; `nil` if they cannot be read.
    var overrides: Set<String>?
    /// Whether it uses a template or a file of parameters.
    var hasFiles: Bool
    /// Whether it only creates a change set.
    let isPreparation: Bool
    /// Whether it only executes a change set.
    let isExecution: Bool

    /// Reads an action's configuration; `nil` if it only deletes.
    init?(_ configuration: JSONNode?) {
        func text(_ key: String) -> String? {
            configuration?[key]?.string.flatMap { $0.isEmpty ? nil : $0 }
        }
        let mode = text("ActionMode") ?? ""
        guard mode != "DELETE_ONLY" else { return nil }
        isPreparation = mode == "CHANGE_SET_REPLACE"
        isExecution = mode == "CHANGE_SET_EXECUTE"
        stack = text("StackName") ?? text("StackSetName").map { "StackSet-\($0)-*" }
        hasFiles = text("TemplatePath") != nil || text("TemplateConfiguration") != nil
        if let parameters = text("ParameterOverrides") ?? text("Parameters") {
            let node = try? JSONNode(
                parsing: Array(parameters.utf8), named: "ParameterOverrides")  // `nil` is reported
            overrides = node?.members.map { Set($0.map(\.key)) }
        } else {
            overrides = []
        }
    }

    /// Combines it with the change sets that other actions create; `nil` if it only creates one.
    func prepared(by others: [StackUpdate]) -> StackUpdate? {
        guard !isPreparation else { return nil }
        guard isExecution else { return self }
        var all = self
        let sources = others.filter { $0.isPreparation && $0.stack == stack }
        // A change set from outside the pipeline may contain anything.
        all.hasFiles = sources.isEmpty || sources.contains(where: \.hasFiles)
        for source in sources {
            all.overrides = all.overrides.flatMap { own in source.overrides.map(own.union) }
        }
        return all
    }

    /// Returns whether it may set an image of a service.
    func reach(_ service: WatchedService) -> DeployAction.Reach {
        var reach = DeployAction.Reach.none
        for owner in service.stacks {
            switch self.reach(owner) {
            case .certain: return .certain
            case .possible(let doubt): reach = .possible(doubt)
            case .none: break
            }
        }
        return reach
    }

    private func reach(_ owner: WatchedStack) -> DeployAction.Reach {
        if let stack, stack.hasSuffix("-*") {
            guard owner.name.hasPrefix(stack.dropLast()) else { return .none }
        } else {
            let names = DeployAction.match(stack, owner.name)
            guard names == .certain else { return names }
        }
        guard let overrides else { return .possible("what it sets cannot be read") }
        guard let parameters = owner.parameters else {
            return .possible("which parameters decide the image is not known")
        }
        if !overrides.isDisjoint(with: parameters) { return .certain }
        return hasFiles
            ? .possible("its template and its file of parameters may set the image") : .none
    }

    /// The effect of the update, as the end of "it …".
    var deed: String {
        let name = stack.map { " \(ShownText($0, longest: 100))" } ?? ""
        let set = (overrides ?? []).sorted().prefix(20).map { "\(ShownText($0))" }
        return "updates the stack\(name)"
            + (set.isEmpty ? "" : " and sets \(set.joined(separator: ", "))")
    }
}

extension DeployAction {
    /// The update of a stack; `nil` if the action does something else.
    var stackUpdate: StackUpdate? { if case .stack(let update) = work { update } else { nil } }

    /// Combines the action with the change sets of others; `nil` if it only creates one.
    func prepared(by others: [StackUpdate]) -> DeployAction? {
        guard case .stack(let update) = work else { return self }
        return update.prepared(by: others).map { DeployAction(self, doing: .stack($0)) }
    }
}
