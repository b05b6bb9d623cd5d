import PinionModel

/// The result of a push, as far as it can be known.
enum PushOutcome: Hashable, Sendable {
    /// The remote has the commit.
    case landed
    /// Another process moved the ref first; our commit is not there.
    case moved
    /// The remote refuses the ref: a hook, a protection, a missing right.
    case refused(String)
    /// The push may have landed or may still land; the remote could not be asked.
    case unknown(String)
    /// Nothing was sent.
    case failed(SourceError)
}

/// The reading of what a transport child reported of a push.
///
/// A push has landed only if libgit2 returned zero, the remote reported on our ref, that report was
/// no refusal, and a new query shows our commit: libgit2 returns zero for a refused ref too.
enum PushVerdict: Hashable, Sendable {
    /// The result of the push is clear.
    case clear(PushOutcome)
    /// The remote must be asked whether it has the commit; the clause names the doubt.
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
    /// Another push then holds the ref's lock, which servers say only in words.
    private static func outcome(
        ofRefusal refusal: String, _ remarks: String, isForced: Bool
    ) -> PushOutcome {
        // A forced push that is refused as no fast-forward met a rule, not another push.
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
