import PinionDecisions
import PinionModel
import PinionProposals
import PinionSyntax

/// The results of the commands that write to git, as JSON, schema `pinion/proposal/v1`.
enum ProposalJSON {
    static func json(_ reports: [ProposalReport]) -> JSONText {
        ["schema": "pinion/proposal/v1", "environments": .array(reports.map(json))]
    }

    private static func json(_ report: ProposalReport) -> JSONText {
        var members: [JSONText.Member] = [
            .init("name", .text(report.environment)), .init("purpose", .text(report.purpose.word)),
        ]
        switch report.ending {
        case .done(let outcome): members += done(outcome)
        case .refused(let refusal):
            members += [.init("result", "refused"), .init("problem", .text(refusal))]
        case .failed(let failure):
            members += [.init("result", "failed"), .init("problem", .text(failure))]
        }
        return .object(members)
    }

    private static func done(_ outcome: ProposalOutcome) -> [JSONText.Member] {
        let (result, commit, branch) = landing(outcome.landing)
        let proposal = outcome.proposal
        return [
            .init("result", .text(result)), .init("problem", nil),
            .init("base", .text(outcome.base)), .init("commit", .text(commit)),
            .init("branch", .text(branch)), .init("pullRequest", outcome.request.map(json) ?? nil),
            .init(
                "changes",
                .array((proposal?.changes ?? []).map { json($0, proposal?.origins[$0.key]) })),
            .init("override", .text(proposal?.override)),
            .init("left", .array(outcome.leftOut.map(json))), .init("notes", .list(outcome.notes)),
        ]
    }

    private static func json(_ left: LeftOut) -> JSONText {
        [
            "name": .text(left.name), "reason": .text(left.reason), "code": .count(left.cause.code),
        ]
    }

    private static func landing(
        _ landing: ProposalOutcome.Landing
    ) -> (result: String, commit: String?, branch: String?) {
        switch landing {
        case .nothing: ("unchanged", nil, nil)
        case .committed(let commit, let branch): ("committed", commit.description, branch)
        case .pushed(let commit, let branch): ("proposed", commit.description, branch)
        case .unchanged(let commit, let branch): ("standing", commit.description, branch)
        }
    }

    private static func json(_ request: PullRequest) -> JSONText {
        [
            "number": request.number > 0 ? .count(request.number) : nil,
            "address": request.address.isEmpty ? nil : .text(request.address),
        ]
    }

    private static func json(_ change: PinChange, _ origin: ChangeOrigin?) -> JSONText {
        var members: [JSONText.Member] = [
            .init("kind", .text(change.word)), .init("service", .text(change.service)),
            .init("container", .text(change.key.container)),
        ]
        switch change {
        case .move(_, let old, let new):
            members += [.init("from", .text(old)), .init("to", .text(new))]
        case .add(let service):
            let images = service.pins.map { pin -> JSONText in
                ["container": .text(pin.container), "image": .text(pin.image)]
            }
            members.append(.init("images", .array(images)))
        case .hold(_, let hold): members += hold.jsonMembers
        case .release: break
        }
        return .object(members + [.init("origin", .text(origin?.line))])
    }
}

extension PinChange {
    /// The word for its kind.
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
    /// The exit code that it causes, as scripts read it.
    fileprivate var code: Int {
        switch self {
        case .skipped: 0
        case .failed: 1
        case .refused: 3
        }
    }
}
