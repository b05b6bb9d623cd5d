extension TagWrite {
    /// The word of its line in an intent.
    static let word = "tag-write"

    /// The line `tag-write REPOSITORY:TAG BEFORE AFTER`; BEFORE is empty if there was no tag.
    var line: LedgerLine { LedgerLine(Self.word, fields) }

    /// Repository with tag, the digest before, and the pinned digest.
    fileprivate var fields: [String] {
        [tagged.description, before?.description ?? "", after.description]
    }

    init?(_ fields: ArraySlice<String>) {
        let start = fields.startIndex
        guard fields.count >= 3, let tagged = try? ImageReference(parsing: fields[start]),
            let tag = tagged.tag, let after = try? Digest(parsing: fields[start + 2])
        else { return nil }
        let before = fields[start + 1].isEmpty ? nil : try? Digest(parsing: fields[start + 1])
        guard before != nil || fields[start + 1].isEmpty else { return nil }
        self.init(repository: tagged.repository, tag: tag, before: before, after: after)
    }
}

extension TagResult {
    /// The word of its line in an outcome.
    static let word = "tag-result"

    /// The line `tag-result REPOSITORY:TAG BEFORE AFTER VERDICT REASON`; REASON is one word.
    var line: LedgerLine { LedgerLine(Self.word, write.fields + [verdict.word, reasonWord]) }

    private var reasonWord: String {
        switch verdict {
        case .put: ""
        case .refused(let obstacle), .unanswered(let obstacle): obstacle.rawValue
        case .notBegun(let reason): reason
        }
    }

    init?(_ fields: [String]) {
        guard fields.count == 5, let write = TagWrite(fields[0...2]) else { return nil }
        switch fields[3] {
        case "put": self.init(write, .put)
        case "refused":
            guard let obstacle = TagObstacle(rawValue: fields[4]) else { return nil }
            self.init(write, .refused(obstacle))
        case "unanswered":
            guard let obstacle = TagObstacle(rawValue: fields[4]) else { return nil }
            self.init(write, .unanswered(obstacle))
        case "not-begun": self.init(write, .notBegun(fields[4]))
        default: return nil
        }
    }
}

extension RefusedTag {
    /// The word of its line in a state.
    static let word = "tag-refused"

    /// The line `tag-refused REPOSITORY:TAG DIGEST SINCE AGAIN WHY`; AGAIN is empty if only an
    /// operator or another pin causes a new attempt.
    func line(of tagged: ImageReference) -> LedgerLine {
        LedgerLine(
            Self.word,
            [
                tagged.description, digest.description, since.description,
                again?.description ?? "", obstacle.rawValue,
            ])
    }

    static func read(_ fields: [String]) -> (tagged: ImageReference, refused: RefusedTag)? {
        guard let tagged = try? ImageReference(parsing: fields[0]),
            let digest = try? Digest(parsing: fields[1]), let since = Timestamp(parsing: fields[2]),
            let obstacle = TagObstacle(rawValue: fields[4])
        else { return nil }
        let again = fields[3].isEmpty ? nil : Timestamp(parsing: fields[3])
        guard again != nil || fields[3].isEmpty else { return nil }
        return (tagged, RefusedTag(digest: digest, since: since, again: again, obstacle: obstacle))
    }
}

extension LedgerState {
    /// Records the results of tag writes.
    ///
    /// A registry that did not answer is asked again at once, then after as long as it has been
    /// failing, up to six hours, so that a night without answers does not fill the ledger.
    mutating func take(_ results: [TagResult], at now: Timestamp) {
        for result in results {
            let write = result.write
            let former = refusedTags[write.tagged].flatMap {
                $0.digest == write.after ? $0.since : nil
            }
            let since = former ?? now
            switch result.verdict {
            case .put:
                tags[write.repository] = write.after
                refusedTags[write.tagged] = nil
            case .refused(let obstacle):
                refusedTags[write.tagged] = RefusedTag(
                    digest: write.after, since: since, again: nil, obstacle: obstacle)
            case .unanswered(let obstacle):
                let pause = min(now - since, .seconds(6 * 3_600))
                refusedTags[write.tagged] = RefusedTag(
                    digest: write.after, since: since, again: now + pause, obstacle: obstacle)
            case .notBegun: break
            }
        }
    }

    /// Records that tags were seen on their pins, and drops the refusals of those tags.
    mutating func take(placed: [ImageReference.Repository: Digest]) {
        tags.merge(placed) { _, new in new }
        refusedTags = refusedTags.filter { tagged, refused in
            placed[tagged.repository] != refused.digest
        }
    }
}
