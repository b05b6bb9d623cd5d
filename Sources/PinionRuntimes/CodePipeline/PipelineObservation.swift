import PinionSyntax

/// The observation of one pipeline, in words for people.
struct PipelineObservation: Hashable, Sendable {
    /// A deploying action and the state of its stage's transition.
    struct GatedAction: Hashable, Sendable {
        let action: DeployAction
        let gate: StageGate
    }

    enum State: Hashable, Sendable {
        case seen([GatedAction])
        /// The pipeline could not be read; the clause says why.
        case unseen(String)
    }

    private let name: String
    private let state: State

    init(_ name: String, _ state: State) {
        self.name = "\(ShownText(name, longest: 100))"
        self.state = state
    }

    /// Returns what a service's owner must know, one clause for each action.
    func clauses(for service: WatchedService, cluster: String, region: String) -> [String] {
        switch state {
        case .unseen(let reason):
            return [
                "could not look at the pipeline \(name), so whether it deploys the service behind "
                    + "git's back is not known: \(reason)"
            ]
        case .seen(let actions):
            return actions.compactMap { gated in
                switch gated.action.reach(service, cluster: cluster, region: region) {
                case .none: nil
                case .certain: clause(gated, verb: "deploys", doubt: "")
                case .possible(let doubt): clause(gated, verb: "may deploy", doubt: " (\(doubt))")
                }
            }
        }
    }

    private func clause(_ gated: GatedAction, verb: String, doubt: String) -> String {
        let action = gated.action
        let stage = ShownText(action.stage, longest: 100)
        let start =
            "the pipeline \(name) \(verb) the service behind git's back: the action "
            + "\(ShownText(action.name, longest: 100)) of its stage \(stage) "
            + "\(action.deed)\(doubt); "
        let propose =
            action.stackUpdate == nil
            ? "let the pipeline run `pinion propose ENV --from \(action.images)`"
            : "let it set no image, and the build run `pinion propose ENV SERVICE=IMAGE`"
        switch gated.gate {
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

/// The state of the transition into a stage, which decides if an execution can enter it.
///
/// AWS CodePipeline API Reference, `GetPipelineState`: without a transition state a stage is open.
enum StageGate: Hashable, Sendable {
    case open
    /// The transition is disabled, and no execution is inside the stage.
    case closed
    /// The transition is disabled, and an execution that entered before is inside the stage.
    case closedBehind
    /// The state could not be read; the clause says why.
    case unknown(String)

    /// Reads the state of a stage in an answer of `GetPipelineState`.
    init(_ stage: String, in answer: JSONNode) {
        let states = answer["stageStates"]?.array ?? []
        let state = states.first { $0["stageName"]?.string == stage }
        guard state?["inboundTransitionState"]?["enabled"]?.bool == false else {
            self = .open
            return
        }
        let status = state?["latestExecution"]?["status"]?.string
        self = status == "InProgress" || status == "Stopping" ? .closedBehind : .closed
    }
}
