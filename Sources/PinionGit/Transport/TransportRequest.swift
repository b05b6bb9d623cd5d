import PinionModel

/// The work that a transport child is asked to do.
struct TransportRequest: Hashable, Sendable {
    /// The kinds of work.
    enum Work: Hashable, Sendable {
        /// Fetches the default branch, the branches known before, `refs`, all refs whose names
        /// begin with one of `prefixes`, and every ledger into the cache. A cache of the generation
        /// `healing` is discarded first.
        case sync(refs: [String], prefixes: [String], healing: String?)
        /// Pushes one commit of the cache to a ref whose value must be `expected`.
        ///
        /// It may lack commits that the ref has only if `isForced`.
        case push(commit: ObjectID, ref: String, expected: ObjectID?, isForced: Bool)
        /// Reads refs from the remote, bypassing the cache.
        case list(refs: [String])
        /// Logs in as for a push without pushing.
        case probe
        /// Reads the messages of the commits that refs lead to; nothing is kept.
        case peek(refs: [String])
        /// Replaces the targets of refs with new commits, in one push.
        case post([LookPost])
    }

    let remote: RemoteURL
    /// The folder of the remote's cache.
    let cache: String
    /// The time limit of the work.
    let deadline: Duration
    /// The kind of work.
    let work: Work

    /// The request as the child reads it from its standard input.
    var messages: [Message] {
        let head = [
            Message("pinion-git", Message.version), Message("remote", remote.address),
            Message("cache", cache), Message("deadline", "\(deadline.components.seconds)"),
        ]
        func named(_ refs: [String]) -> [Message] { refs.map { Message("ref", $0) } }
        switch work {
        case .sync(let refs, let prefixes, let healing):
            return head + named(refs) + prefixes.map { Message("under", $0) }
                + (healing.map { [Message("heal", $0)] } ?? []) + [Message("sync")]
        case .push(let commit, let ref, let expected, let isForced):
            return head + named([ref]) + [Message("commit", commit.description)]
                + (expected.map { [Message("expected", $0.description)] } ?? [])
                + (isForced ? [Message("force")] : []) + [Message("push")]
        case .list(let refs): return head + named(refs) + [Message("list")]
        case .probe: return head + [Message("probe")]
        case .peek(let refs): return head + named(refs) + [Message("peek")]
        case .post(let posts):
            let looks = posts.map {
                Message(
                    "look", $0.ref, $0.expected?.description ?? "-", $0.at.description, $0.message)
            }
            return head + looks + [Message("post")]
        }
    }
}

extension TransportRequest {
    /// Whether a message ends a request.
    static func isEnd(_ message: Message) -> Bool {
        ["sync", "push", "list", "probe", "peek", "post"].contains(message.verb)
    }

    /// Reads a request; `nil` if it is not one of this version.
    init?(_ messages: [Message]) {
        func values(_ verb: String) -> [String] {
            messages.filter { $0.verb == verb }.compactMap(\.fields.first)
        }
        guard values("pinion-git") == [Message.version], let address = values("remote").first,
            case .url(let remote)? = try? RemoteAddress(parsing: address),
            let cache = values("cache").first,
            let seconds = values("deadline").first.flatMap(Int.init)
        else { return nil }
        (self.remote, self.cache, deadline) = (remote, cache, .seconds(seconds))
        switch messages.last?.verb {
        case "sync":
            work = .sync(
                refs: values("ref"), prefixes: values("under"), healing: values("heal").first)
        case "list": work = .list(refs: values("ref"))
        case "probe": work = .probe
        case "peek": work = .peek(refs: values("ref"))
        case "post":
            let looks = messages.filter { $0.verb == "look" }
            let posts = looks.compactMap { LookPost($0.fields) }
            guard posts.count == looks.count else { return nil }
            work = .post(posts)
        case "push":
            guard let ref = values("ref").first,
                let commit = values("commit").first.flatMap({ ObjectID(parsing: $0) })
            else { return nil }
            let expected = values("expected").first.flatMap { ObjectID(parsing: $0) }
            let isForced = messages.contains { $0.verb == "force" }
            guard !isForced || Self.mayLoseCommits(ref) else { return nil }
            work = .push(commit: commit, ref: ref, expected: expected, isForced: isForced)
        default: return nil
        }
    }

    /// Whether a ref may ever be pushed by force: a proposal's branch, or a ledger that an operator
    /// restores or redacts.
    private static func mayLoseCommits(_ ref: String) -> Bool {
        ref.hasPrefix("refs/heads/\(Proposal.branchPrefix)")
            || LedgerRef.environment(of: ref) != nil
    }
}
