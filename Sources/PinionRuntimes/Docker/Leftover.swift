/// The name that a re-creation gives the former container until the new one has proved itself, and
/// that shows a later run that the container is Pinion's own.
///
/// `web` becomes `web.pinion-old-c91cf7652c05-new` while the new container is created, then
/// `web.pinion-old-c91cf7652c05-4bc0d2f0a1e7` with the new one's id and, just before it is stopped,
/// `web.pinion-old-c91cf7652c05-4bc0d2f0a1e7-1795973441` with the engine's time; `-back` is added
/// if the new one is stopped again on the way back. The name always has the first digits of the
/// container's own id, so that no other container can be mistaken for a leftover.
struct Leftover: Hashable, Sendable {
    private static let mark = ".pinion-old-"

    enum Stage: Hashable, Sendable {
        /// The mark of version 0.1, which names neither the new container nor the time of a stop.
        case legacy
        /// The new container is about to be created.
        case setAside
        /// The new container is the one whose id begins with these digits.
        case named(String)
        /// The new container is named, and the former one was stopped from this second of the
        /// engine's clock on; 0 if the engine gave no time.
        case stopping(String, since: Int64)
        /// The new container is being stopped again, so that the former one is restored.
        case returning(String, since: Int64)
    }

    /// The original name of the container, which the new one takes.
    let realName: String
    let stage: Stage

    /// Reads a container's name; `nil` if it is an ordinary one.
    init?(name: String, id: String) {
        guard id.count >= 12, let marked = name.ranges(of: Self.mark + id.prefix(12)).last,
            marked.lowerBound > name.startIndex,
            let stage = Stage(ending: name[marked.upperBound...])
        else { return nil }
        realName = String(name[..<marked.lowerBound])
        self.stage = stage
    }

    /// Returns the name for a container at a stage of its re-creation.
    static func name(for realName: String, id: String, _ stage: Stage) -> String {
        realName + mark + id.prefix(12) + stage.ending
    }

    /// Whether the mark names a container as the new one.
    func names(_ id: String) -> Bool {
        switch stage {
        case .legacy, .setAside: false
        case .named(let new), .stopping(let new, _), .returning(let new, _): id.hasPrefix(new)
        }
    }
}

extension Leftover.Stage {
    /// The second of the engine's clock when the former container was stopped; `nil` if it was not.
    var since: Int64? {
        switch self {
        case .legacy, .setAside, .named: nil
        case .stopping(_, let since), .returning(_, let since): since
        }
    }

    fileprivate var ending: String {
        switch self {
        case .legacy: ""
        case .setAside: "-new"
        case .named(let new): "-\(new.prefix(12))"
        case .stopping(let new, let since): "-\(new.prefix(12))-\(since)"
        case .returning(let new, let since): "-\(new.prefix(12))-\(since)-back"
        }
    }

    fileprivate init?(ending: Substring) {
        let parts = ending.split(separator: "-", omittingEmptySubsequences: false)
        if ending.isEmpty {
            self = .legacy
            return
        }
        guard parts[0].isEmpty, parts.count > 1 else { return nil }
        if ending == "-new" {
            self = .setAside
            return
        }
        let new = String(parts[1])
        guard new.count == 12, new.allSatisfy(\.isHexDigit) else { return nil }
        switch parts.count {
        case 2: self = .named(new)
        case 3, 4:
            guard let since = Int64(parts[2]), since >= 0 else { return nil }
            guard parts.count == 4 else {
                self = .stopping(new, since: since)
                return
            }
            guard parts[3] == "back" else { return nil }
            self = .returning(new, since: since)
        default: return nil
        }
    }
}
