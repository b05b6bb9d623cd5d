import PinionModel

/// The events that a transport child reports, one per line.
enum TransportEvent: Hashable, Sendable {
    /// The child has locked the cache: from here on, the time for connecting counts.
    case ready
    /// The remote answered: the time for connecting is over.
    case connected
    /// The amount that has moved so far, in bytes or their equivalent.
    case moved(Int)
    /// The remote asks for credentials; the child waits for them.
    case credentialWanted
    /// The path of the cache's repository, and its generation.
    case cache(path: String, generation: String)
    /// The branch that the remote's `HEAD` names.
    case defaultBranch(String)
    /// A ref of the remote; `nil` if it has no such ref.
    case ref(String, ObjectID?)
    /// The commit that a ref of the remote leads to, with its message.
    case text(String, ObjectID, String)
    /// A ledger or branch of the remote no longer holds a tip that the cache saw.
    case rewritten(String, seen: ObjectID)
    /// The pack is about to be sent: from here on, the push may have landed.
    case sending
    /// The remote's report on the pushed ref; `nil` means that it accepted the push.
    case status(ref: String, refusal: String?)
    /// The status that libgit2 returned for the push.
    case pushed(code: Int32, message: String)
    /// The text that the remote wrote for the user.
    case remark(String)
    /// The work failed.
    case failed(SourceError)
    /// The work is done.
    case done

    /// The event as a line.
    var message: Message {
        switch self {
        case .ready: Message("ready")
        case .connected: Message("connected")
        case .moved(let count): Message("moved", "\(count)")
        case .credentialWanted: Message("credential")
        case .cache(let path, let generation): Message("cache", path, generation)
        case .defaultBranch(let name): Message("default", name)
        case .ref(let name, let id): Message("ref", name, id?.description ?? "-")
        case .rewritten(let name, let seen): Message("rewritten", name, seen.description)
        case .text(let name, let id, let text): Message("text", name, id.description, text)
        case .sending: Message("sending")
        case .status(let ref, let refusal):
            refusal.map { Message("status", ref, $0) } ?? Message("status", ref)
        case .pushed(let code, let message): Message("pushed", "\(code)", message)
        case .remark(let text): Message("remark", text)
        case .failed(let error): error.message
        case .done: Message("done")
        }
    }

    /// Reads a line; `nil` if it is not an event.
    init?(_ message: Message) {
        let fields = message.fields
        switch (message.verb, fields.count) {
        case ("ready", 0): self = .ready
        case ("connected", 0): self = .connected
        case ("moved", 1):
            guard let count = Int(fields[0]) else { return nil }
            self = .moved(count)
        case ("credential", 0): self = .credentialWanted
        case ("cache", 2): self = .cache(path: fields[0], generation: fields[1])
        case ("default", 1): self = .defaultBranch(fields[0])
        case ("ref", 2): self = .ref(fields[0], ObjectID(parsing: fields[1]))
        case ("rewritten", 2):
            guard let seen = ObjectID(parsing: fields[1]) else { return nil }
            self = .rewritten(fields[0], seen: seen)
        case ("text", 3):
            guard let id = ObjectID(parsing: fields[1]) else { return nil }
            self = .text(fields[0], id, fields[2])
        case ("sending", 0): self = .sending
        case ("status", 1): self = .status(ref: fields[0], refusal: nil)
        case ("status", 2): self = .status(ref: fields[0], refusal: fields[1])
        case ("pushed", 2):
            guard let code = Int32(fields[0]) else { return nil }
            self = .pushed(code: code, message: fields[1])
        case ("remark", 1): self = .remark(fields[0])
        case ("failed", _):
            guard let error = SourceError(message) else { return nil }
            self = .failed(error)
        case ("done", 0): self = .done
        default: return nil
        }
    }
}

extension SourceError {
    /// The error as a line.
    fileprivate var message: Message {
        switch self {
        case .notARepository(let path): Message("failed", "not-a-repository", path)
        case .notOurs(let path, let remedy): Message("failed", "not-ours", path, remedy)
        case .unsupported(let path, let reason): Message("failed", "unsupported", path, reason)
        case .noSuchRevision(let name, let remedy):
            Message("failed", "no-such-revision", name, remedy)
        case .unreachable(let remote, let reason, let remedy):
            Message("failed", "unreachable", remote, reason, remedy)
        case .notThere(let remote, let remedy): Message("failed", "not-there", remote, remedy)
        case .refused(let remote, let reason, let remedy):
            Message("failed", "refused", remote, reason, remedy)
        case .malformed(let object, let reason): Message("failed", "malformed", object, reason)
        case .tooLarge(let object, let limit): Message("failed", "too-large", object, limit)
        case .local(let path, let reason): Message("failed", "local", path, reason)
        case .busy(let path, let seconds): Message("failed", "busy", path, "\(seconds)")
        }
    }

    /// Reads a line of a failure.
    fileprivate init?(_ message: Message) {
        let fields = message.fields
        switch (fields.first, fields.count) {
        case ("not-a-repository", 2): self = .notARepository(path: fields[1])
        case ("not-ours", 3): self = .notOurs(path: fields[1], remedy: fields[2])
        case ("unsupported", 3): self = .unsupported(path: fields[1], reason: fields[2])
        case ("no-such-revision", 3): self = .noSuchRevision(fields[1], remedy: fields[2])
        case ("unreachable", 4):
            self = .unreachable(remote: fields[1], reason: fields[2], remedy: fields[3])
        case ("not-there", 3): self = .notThere(remote: fields[1], remedy: fields[2])
        case ("refused", 4):
            self = .refused(remote: fields[1], reason: fields[2], remedy: fields[3])
        case ("malformed", 3): self = .malformed(object: fields[1], reason: fields[2])
        case ("too-large", 3): self = .tooLarge(object: fields[1], limit: fields[2])
        case ("local", 3): self = .local(path: fields[1], reason: fields[2])
        case ("busy", 3): self = .busy(path: fields[1], seconds: Int(fields[2]) ?? 0)
        default: return nil
        }
    }
}
