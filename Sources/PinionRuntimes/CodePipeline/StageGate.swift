import PinionSyntax

/// Whether a pipeline's execution can enter a stage.
///
/// AWS CodePipeline API Reference, `GetPipelineState`: a stage without a state of its transition
/// lets executions in.
enum StageGate: Hashable, Sendable {
    /// It can.
    case open
    /// The transition is disabled, and no execution is inside.
    case closed
    /// The transition is disabled, and an execution that entered before is inside.
    case closedBehind
    /// The state could not be asked; the clause says why.
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
