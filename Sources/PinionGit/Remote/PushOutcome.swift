import PinionModel

/// How a push went, as far as it can be known.
enum PushOutcome: Hashable, Sendable {
    /// The remote has the commit.
    case landed
    /// Somebody else moved the ref first; our commit is not there.
    case moved
    /// The remote refuses the ref: a hook, a protection, a missing right.
    case refused(String)
    /// The push may have landed, or may land yet; nobody could be asked.
    case unknown(String)
    /// Nothing was sent.
    case failed(SourceError)
}

/// Reads what a transport child told of a push.
///
/// A push has landed only where libgit2 returned zero, the remote's word on our ref came, that
/// word was no refusal, and a new question shows our commit: libgit2 returns zero for a refused
/// ref too.
enum PushVerdict: Hashable, Sendable {
    /// It is clear how it went.
    case clear(PushOutcome)
    /// It must be asked whether the remote has the commit; the clause says what is in doubt.
    case doubtful(String)

    init(
        _ events: [TransportEvent], of commit: ObjectID, to ref: String, expecting old: ObjectID?,
        isForced: Bool = false
    ) {
        var wasSent = false
        var code: Int32?
        var words = ""
        var status: (came: Bool, refusal: String?) = (false, nil)
        var remarks = ""
        var now: ObjectID??
        var failure: SourceError?
        for event in events {
            switch event {
            case .sending: wasSent = true
            case .pushed(let value, let message): (code, words) = (value, message)
            case .status(ref, let refusal): status = (true, refusal)
            case .remark(let text): remarks += text
            case .ref(ref, let id): now = .some(id)
            case .failed(let error): failure = error
            default: break
            }
        }
        guard wasSent else {
            self = Self.unsent(now, commit, old, failure, words)
            return
        }
        guard case .some(let tip) = now else {
            self = .doubtful(failure?.description ?? words)
            return
        }
        if tip == commit {
            self = .clear(.landed)
        } else if tip != old {
            self = .doubtful("the ref moved on")
        } else if let refusal = status.refusal {
            self = .clear(Self.outcome(ofRefusal: refusal, remarks, isForced: isForced))
        } else {
            self = .doubtful(code == 0 ? "the remote took it and does not show it" : words)
        }
    }

    private static func unsent(
        _ now: ObjectID??, _ commit: ObjectID, _ old: ObjectID?, _ failure: SourceError?,
        _ words: String
    ) -> PushVerdict {
        if case .some(let tip) = now {
            return .clear(tip == commit ? .landed : tip == old ? .refused(words) : .moved)
        }
        let reason = "the process that pushes told nothing"
        return .clear(.failed(failure ?? .local(path: "git", reason: reason)))
    }

    /// Tells a lost race from a refusal while the ref still shows its old value.
    ///
    /// Another push then holds the ref's lock; servers say so in words alone.
    private static func outcome(
        ofRefusal refusal: String, _ remarks: String, isForced: Bool
    ) -> PushOutcome {
        // A push by force that is called no fast-forward met a rule, and nobody's other push.
        var races = isForced ? [] : ["non-fast-forward"]
        races += [
            "fetch first", "cannot lock ref", "failed to update ref",
            "incorrect old value provided", "stale info", "failed to lock",
            "reference already exists",
        ]
        if races.contains(where: refusal.contains) { return .moved }
        let lines = remarks.split(whereSeparator: \.isNewline).prefix(5).map {
            String($0).printable
        }
        let said = lines.isEmpty ? "" : " (\(lines.joined(separator: " ")))"
        return .refused(refusal.printable + said)
    }
}
