import PinionFiles
import PinionModel

/// What a person means by `DIGEST|COMMIT`.
struct TracedBuild: Sendable {
    /// The digests; none where nothing is known of it.
    let digests: Set<Digest>
    /// The commit; nil where digests were meant.
    let commit: Revision?
    /// What could not be read of the commit, and what follows from that.
    let notes: [String]

    private static let fewest = 7

    init(
        _ query: String, _ ports: HistoryPorts, knowing known: (String) -> Set<Digest>
    ) async throws {
        if let digest = try? Digest(parsing: query) {
            self.init(digests: [digest])
            return
        }
        let hasAlgorithm = query.hasPrefix("sha256:")
        let digits = hasAlgorithm ? String(query.dropFirst(7)) : query
        let isHex = digits.utf8.allSatisfy(Self.isDigit) && digits.utf8.count <= 64
        guard isHex, digits.utf8.count >= Self.fewest || hasAlgorithm else {
            self = try await Self.commit(query, ports)
            return
        }
        guard digits.utf8.count >= Self.fewest else {
            throw Complaint(
                "`\(query)` is too short to name an image; write at least seven of its digits")
        }
        let found = known(digits)
        guard found.count < 2 else {
            let names = found.sorted().map(\.short).joined(separator: ", ")
            throw Complaint("`\(query)` begins \(found.count) digests: \(names); write more digits")
        }
        guard !hasAlgorithm, digits.utf8.count <= 40 else {
            let whole = try? Digest(parsing: "sha256:\(digits)")
            self.init(digests: found.union(whole.map { [$0] } ?? []))
            return
        }
        self = try await Self.either(query, found, ports)
    }

    private init(digests: Set<Digest>, commit: Revision? = nil, notes: [String] = []) {
        (self.digests, self.commit, self.notes) = (digests, commit, notes)
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte)
    }

    /// Digits that may be those of an image or of a commit.
    private static func either(
        _ query: String, _ found: Set<Digest>, _ ports: HistoryPorts
    ) async throws -> TracedBuild {
        let revision: Revision
        do throws(SourceError) {
            revision = try await ports.source.revision(query)
        } catch {
            guard case .noSuchRevision = error, query.utf8.count < 40 || !found.isEmpty else {
                throw error
            }
            return TracedBuild(digests: found)
        }
        guard let digest = found.first else { return try await brought(by: revision, ports) }
        throw Complaint(
            "`\(query)` begins the commit \(revision.id.short) and the image \(digest.short); write "
                + "sha256:\(query), or the whole id of the commit")
    }

    private static func commit(_ query: String, _ ports: HistoryPorts) async throws -> TracedBuild {
        try await brought(by: try await ports.source.revision(query), ports)
    }

    /// The images that a commit brought to pins: those that its first parent's pins do not name for the same container.
    ///
    /// A file with mistakes pins nothing; a note says what follows from that.
    private static func brought(
        by revision: Revision, _ ports: HistoryPorts
    ) async throws(SourceError) -> TracedBuild {
        let parent = try await ports.history.commit(revision.id).parents.first
        let after = try await ports.filedPins(at: revision.id)
        let before: [FiledPins] =
            if let parent { try await ports.filedPins(at: parent) } else { [] }
        let former = images(before)
        let digests = images(after).filter { former[$0.key] != $0.value }.map(\.value)
        let notes =
            after.filter { $0.pins == nil }.map {
                "\($0.path) has mistakes in \(revision.id.short); what that pins is not told here"
            }
            + before.filter { $0.pins == nil }.map {
                "\($0.path) has mistakes in the commit before \(revision.id.short); all that it pins "
                    + "afterwards counts as brought by it"
            }
        return TracedBuild(digests: Set(digests), commit: revision, notes: notes)
    }

    private struct Place: Hashable {
        let environment: String
        let key: PinKey
    }

    private static func images(_ files: [FiledPins]) -> [Place: Digest] {
        var images: [Place: Digest] = [:]
        for file in files {
            for (key, pin) in file.pins ?? [:] {
                images[Place(environment: file.environment, key: key)] = pin.image.digest
            }
        }
        return images
    }
}
