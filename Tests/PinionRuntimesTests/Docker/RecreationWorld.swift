@testable import PinionRuntimes
import Testing

/// An engine that holds at most the former and the new container, and what a run knows of them.
struct RecreationWorld: Hashable, Sendable, CustomTestStringConvertible {
    struct Box: Hashable, Sendable {
        var id: String
        var image: Int
        var isUp: Bool
        var hasStarted = true
        var networks: Set<String> = ["front", "back"]
        /// Whose it is, as long as no mark names it.
        var origin = Recreation.Origin.likely
    }

    var current: Box?
    var former: Box?
    /// The id that the former container's mark names.
    var named: String?
    /// Whether the mark says that Pinion stopped it.
    var isStopped = false
    /// The image that is wanted.
    var wanted = 2
    /// Whether the new image's containers prove themselves.
    var isGood = true
    /// Whether they end as soon as they are started.
    var ends = false
    var canCreate = true
    var made = 1
    var verdict = Recreation.Verdict.open

    var testDescription: String { "\(self)" }

    /// Whether anything of the service runs.
    var isUp: Bool { current?.isUp == true || former?.isUp == true }

    /// What a new run does not know.
    mutating func forget() { verdict = .open }

    var next: Recreation.Step {
        Recreation(
            current: current.map {
                .init(
                    id: $0.id, isUp: $0.isUp, hasStarted: $0.hasStarted,
                    isWanted: $0.image == wanted, networks: $0.networks,
                    origin: named == $0.id ? .marked : $0.hasStarted ? .foreign("odd") : $0.origin)
            },
            former: former.map {
                .init(
                    id: $0.id, isUp: $0.isUp, isStopped: isStopped && !$0.isUp,
                    isWanted: $0.image == wanted, networks: $0.networks)
            }, verdict: verdict
        ).next
    }

    /// Runs until it ends, or for some steps only; the last step.
    mutating func run(steps: Int = 60) throws -> Recreation.Step? {
        for _ in 0..<steps {
            let step = next
            switch step {
            case .finish, .giveUp, .refuse: return step
            default: try perform(step)
            }
        }
        return nil
    }

    /// Every step until it ends.
    mutating func steps() throws -> [Recreation.Step] {
        var steps: [Recreation.Step] = []
        while steps.count < 30 {
            let step = next
            steps.append(step)
            if try run(steps: 1) != nil { break }
        }
        return steps
    }

    /// Does a step in the model, as the engine would.
    private mutating func perform(_ step: Recreation.Step) throws {
        switch step {
        case .setAside:
            #expect(former == nil && current?.isUp == true)
            (former, current, named, isStopped) = (current, nil, nil, false)
        case .create:
            #expect(current == nil)
            guard canCreate else {
                verdict = .bad("no")
                return
            }
            made += 1
            current = Box(
                id: "\(made)", image: wanted, isUp: false, hasStarted: false,
                networks: ["front", "extra"])
            if verdict == .failedAndUnwanted { verdict = .open }
        case .name(let new, _): named = new
        case .connect(_, let network, _): current?.networks.insert(network)
        case .disconnect(_, let network): current?.networks.remove(network)
        case .markAndStop(_, let new):
            #expect(
                named == new && current?.id == new, "stopped before the mark names what follows")
            former?.isUp = false
            isStopped = true
        case .stop(let id):
            #expect(id == current?.id && named == id, "what is not Pinion's own is stopped")
            current?.isUp = false
        case .start(let id): start(id)
        case .watch:
            verdict =
                isGood && current?.isUp == true
                ? .good : current?.image == wanted ? .bad("unhealthy") : .failedAndUnwanted
        case .remove(let id): remove(id)
        case .bringBack:
            #expect(current == nil)
            (current, former, named, isStopped) = (former, nil, nil, false)
        case .finish, .giveUp, .refuse: Issue.record("not a write: \(step)")
        }
    }

    private mutating func start(_ id: String) {
        if id == current?.id {
            #expect(verdict != .started && current?.hasStarted == false, "it is started again")
            current?.hasStarted = true
            current?.isUp = !(ends && former != nil)
            if former != nil { verdict = .started }
        } else {
            #expect(isStopped, "what somebody stopped is started")
            former?.isUp = true
            isStopped = false
        }
        #expect(current?.isUp != true || former?.isUp != true, "both run")
    }

    private mutating func remove(_ id: String) {
        if id == current?.id {
            #expect(current?.isUp == false && former != nil)
            #expect(
                named == id || current?.hasStarted == false, "what is not Pinion's own is removed")
            current = nil
        } else {
            #expect(current?.isUp == true, "the last running container is removed")
            (former, named, isStopped, verdict) = (nil, nil, false, .open)
        }
    }
}
