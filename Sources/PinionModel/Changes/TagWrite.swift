/// The environment tag of one repository that is to be put on a pinned digest.
package struct TagWrite: Hashable, Sendable, Comparable {
    /// The repository of the tag.
    package let repository: ImageReference.Repository
    /// The tag that the environment keeps.
    package let tag: ImageReference.Tag
    /// The digest that the tag named when the plan was made; `nil` if there was no such tag.
    package let before: Digest?
    /// The pinned digest.
    package let after: Digest

    package init(
        repository: ImageReference.Repository, tag: ImageReference.Tag, before: Digest?,
        after: Digest
    ) {
        (self.repository, self.tag, self.before, self.after) = (repository, tag, before, after)
    }

    package var tagged: ImageReference { ImageReference(repository: repository, tag: tag) }

    /// The image that the tag is put on.
    package var image: PinnedImage { PinnedImage(repository: repository, digest: after) }

    /// Orders by repository, then tag.
    package static func < (one: TagWrite, other: TagWrite) -> Bool {
        (one.repository, one.tag.description) < (other.repository, other.tag.description)
    }
}

/// A tag write in a plan, with its pins and those that must be verified before it.
package struct PlannedTagWrite: Hashable, Sendable {
    package let write: TagWrite
    /// The containers whose pin the tag will name, ordered.
    package let pins: [ContainerKey]
    /// The containers that the same plan changes, ordered; the tag waits until they are verified.
    package let changing: [ContainerKey]
    /// Whether its registry refused it before, and an operator ordered a retry.
    package let isRetry: Bool

    package init(
        write: TagWrite, pins: [ContainerKey], changing: [ContainerKey] = [], isRetry: Bool = false
    ) {
        (self.write, self.pins, self.changing) = (write, pins.sorted(), changing.sorted())
        self.isRetry = isRetry
    }

    /// The reason for a tag write.
    package enum Cause: String, Hashable, Sendable {
        /// The pin is in step, and the tag names another digest.
        case inStep = "in-step"
        /// The same plan applies the pin.
        case withChange = "with-change"
    }

    /// The reason for this tag write.
    package var cause: Cause { changing.isEmpty ? .inStep : .withChange }
}

/// The result of one tag write.
package struct TagResult: Hashable, Sendable {
    package let write: TagWrite
    /// The way it ended.
    package let verdict: Verdict

    /// The way a tag write ends.
    package enum Verdict: Hashable, Sendable {
        /// The tag was put, and read back.
        case put
        /// The registry refuses it: not tried again until the pin changes or an operator orders it.
        case refused(TagObstacle)
        /// The registry did not accept it this time: it is tried again later.
        case unanswered(TagObstacle)
        /// It was not begun; the clause says why.
        case notBegun(String)

        /// The word for it in the ledger.
        package var word: String {
            switch self {
            case .put: "put"
            case .refused: "refused"
            case .unanswered: "unanswered"
            case .notBegun: "not-begun"
            }
        }

        /// The clause; empty if there is none.
        package var reason: String {
            switch self {
            case .put: ""
            case .refused(let obstacle), .unanswered(let obstacle): obstacle.clause
            case .notBegun(let reason): reason
            }
        }
    }

    package init(_ write: TagWrite, _ verdict: Verdict) {
        (self.write, self.verdict) = (write, verdict)
    }
}

/// The reason why a registry did not accept a tag: a word for the ledger, not the registry's text.
package enum TagObstacle: String, Hashable, Sendable {
    case notFound = "not-found"
    case unreachable
    case throttled
    case unauthorized
    case forbidden
    case untrustworthy
    case malformed

    /// Makes the word for an error.
    package init(_ error: RegistryError) {  // table
        switch error {
        case .notFound: self = .notFound
        case .unreachable: self = .unreachable
        case .throttled: self = .throttled
        case .unauthorized, .unreadableCredentials: self = .unauthorized
        case .forbidden: self = .forbidden
        case .untrustworthy: self = .untrustworthy
        case .malformed: self = .malformed
        }
    }

    /// The reason as a clause.
    package var clause: String {  // table
        switch self {
        case .notFound: "the pinned digest is not in its registry"
        case .unreachable: "the registry did not answer"
        case .throttled: "the registry asked to wait"
        case .unauthorized: "the registry refuses the credentials"
        case .forbidden: "the right to push is missing, or the repository's tags are immutable"
        case .untrustworthy: "the tag was not where it had been put when it was read back"
        case .malformed: "the registry's answer could not be read"
        }
    }
}

/// A tag write that a registry did not accept, as the ledger records it.
package struct RefusedTag: Hashable, Sendable {
    /// The digest that the tag was to be put on.
    package let digest: Digest
    /// The time of the first failure.
    package let since: Timestamp
    /// The time of the next attempt; `nil` if only another pin or an operator's order causes one.
    package let again: Timestamp?
    /// The reason.
    package let obstacle: TagObstacle

    package init(digest: Digest, since: Timestamp, again: Timestamp?, obstacle: TagObstacle) {
        (self.digest, self.since, self.again, self.obstacle) = (digest, since, again, obstacle)
    }

    /// Whether it keeps a digest from being tagged now.
    package func bars(_ digest: Digest, at now: Timestamp?) -> Bool {
        guard digest == self.digest else { return false }
        guard let again else { return true }
        // Never longer than the longest wait, whatever clock wrote the time.
        return now.map { $0 < again && again - $0 <= .seconds(6 * 3_600) } ?? false
    }
}
