import PinionDecisions
import PinionModel
import PinionProposals
import PinionSyntax

/// What the commands that write to git did, as JSON, schema `pinion/proposal/v1`.
enum ProposalJSON {
    static func json(_ reports: [ProposalReport]) -> JSONText {
        ["schema": "pinion/proposal/v1", "environments": .array(reports.map(json))]
    }

    private static func json(_ report: ProposalReport) -> JSONText {
        var members: [JSONText.Member] = [
            .init("name", .string(report.environment)),
            .init("purpose", .string(report.purpose.word)),
        ]
        switch report.ending {
        case .done(let outcome): members += done(outcome)
        case .refused(let reason):
            members += [.init("result", "refused"), .init("problem", .string(reason))]
        case .failed(let reason):
            members += [.init("result", "failed"), .init("problem", .string(reason))]
        }
        return .object(members)
    }

    private static func done(_ outcome: ProposalOutcome) -> [JSONText.Member] {
        let (result, commit, branch) = landing(outcome.landing)
        let proposal = outcome.proposal
        return [
            .init("result", .string(result)), .init("problem", nil),
            .init("base", .string(outcome.base.description)), .init("commit", .optional(commit)),
            .init("branch", .optional(branch)),
            .init("pullRequest", outcome.request.map(json) ?? nil),
            .init(
                "changes",
                .array(
                    proposal.map { proposal in proposal.changes.map { json($0, proposal) } } ?? [])),
            .init("override", .optional(proposal?.override?.description)),
            .init(
                "left",
                .array(
                    outcome.left.map {
                        [
                            "name": .string($0.name), "reason": .string($0.reason),
                            "code": .number(JSONNumber($0.cause.code)),
                        ]
                    })),
            .init("notes", .array(outcome.notes.map { .string($0) })),
        ]
    }

    private static func landing(
        _ landing: ProposalOutcome.Landing
    ) -> (result: String, commit: String?, branch: String?) {
        switch landing {
        case .nothing: ("unchanged", nil, nil)
        case .committed(let commit, let branch): ("committed", commit.description, branch)
        case .pushed(let commit, let branch): ("proposed", commit.description, branch)
        case .standing(let commit, let branch): ("standing", commit.description, branch)
        }
    }

    private static func json(_ request: PullRequest) -> JSONText {
        [
            "number": request.number > 0 ? .number(JSONNumber(request.number)) : nil,
            "address": request.address.isEmpty ? nil : .string(request.address),
        ]
    }

    private static func json(_ change: PinChange, _ proposal: Proposal) -> JSONText {
        var members: [JSONText.Member] = [
            .init("kind", .string(change.word)),
            .init("service", .string(change.service.description)),
            .init("container", .optional(change.key.container)),
        ]
        switch change {
        case .move(_, let old, let new):
            members += [
                .init("from", .string(old.description)), .init("to", .string(new.description)),
            ]
        case .add(let service):
            members.append(
                .init(
                    "images",
                    .array(
                        service.pins.map {
                            [
                                "container": .optional($0.container),
                                "image": .string($0.image.description),
                            ]
                        })))
        case .hold(_, let hold): members += hold.jsonMembers
        case .release: break
        }
        let origin = proposal.origins[change.key]
        return .object(members + [.init("origin", .optional(origin?.line))])
    }
}

extension PinChange {
    /// The word that names its kind.
    fileprivate var word: String {
        switch self {
        case .move: "move"
        case .add: "add"
        case .hold: "hold"
        case .release: "release"
        }
    }
}

extension LeftOut.Cause {
    /// What it does to the exit code of the command, as scripts read it.
    fileprivate var code: Int {
        switch self {
        case .skipped: 0
        case .failed: 1
        case .refused: 3
        }
    }
}
