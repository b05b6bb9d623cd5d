import PinionSyntax

/// What was seen of one pipeline, in words for people.
struct PipelineSight: Hashable, Sendable {
    /// An action that deploys, and whether its stage lets executions in.
    struct Door: Hashable, Sendable {
        let action: DeployAction
        let gate: StageGate
    }

    /// What was seen.
    enum View: Hashable, Sendable {
        /// These actions deploy.
        case seen([Door])
        /// It could not be looked at; the clause says why.
        case unseen(String)
    }

    private let name: String
    private let view: View

    init(_ name: String, _ view: View) {
        self.name = "\(ShownText(name, longest: 100))"
        self.view = view
    }

    /// What a service's owner must know, one clause an action.
    func clauses(for service: WatchedService, cluster: String, region: String) -> [String] {
        switch view {
        case .unseen(let reason):
            return [
                "could not look at the pipeline \(name), so whether it deploys the service behind "
                    + "git's back is not known: \(reason)"
            ]
        case .seen(let doors):
            return doors.compactMap { door in
                switch door.action.reach(service, cluster: cluster, region: region) {
                case .none: nil
                case .certain: clause(door, verb: "deploys", doubt: "")
                case .possible(let doubt): clause(door, verb: "may deploy", doubt: " (\(doubt))")
                }
            }
        }
    }

    private func clause(_ door: Door, verb: String, doubt: String) -> String {
        let action = door.action
        let stage = ShownText(action.stage, longest: 100)
        let start =
            "the pipeline \(name) \(verb) the service behind git's back: the action "
            + "\(ShownText(action.name, longest: 100)) of its stage \(stage) "
            + "\(action.deed)\(doubt); "
        let propose =
            action.stackUpdate == nil
            ? "let the pipeline run `pinion propose ENV --from \(action.images)`"
            : "let it set no image, and the build run `pinion propose ENV SERVICE=IMAGE`"
        switch door.gate {
        case .open, .closed:
            return start + "disable the transition into the stage \(stage), or \(propose) instead"
        case .closedBehind:
            return start
                + "the transition into the stage is disabled, but an execution is inside: wait for "
                + "its end, or stop it"
        case .unknown(let reason):
            return start
                + "whether a disabled transition stops it could not be seen: \(reason); or "
                + propose + " instead"
        }
    }
}
