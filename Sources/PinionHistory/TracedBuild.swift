import PinionFiles
import PinionModel

/// The digests that a user asks for by `DIGEST|COMMIT`.
struct TracedBuild: Sendable {
    /// The digests; empty if nothing is known of the query.
    let digests: Set<Digest>
    /// The commit that was named; `nil` if digests were.
    let commit: Revision?
    /// The notes on what could not be read of the commit, and its effect on the answer.
    let notes: [String]

    /// The fewest digits that name an image.
    private static let fewestDigits = 7

    init(
        _ query: String, _ port: some HistoryPort, knowing known: (String) -> Set<Digest>
    ) async throws {
        if let digest = try? Digest(parsing: query) {
            self.init(digests: [digest])
            return
        }
        let hasAlgorithm = query.hasPrefix("sha256:")
        let digits = hasAlgorithm ? String(query.dropFirst(7)) : query
        let isHex = digits.utf8.allSatisfy(\.isHexDigit) && digits.utf8.count <= 64
        guard isHex, digits.utf8.count >= Self.fewestDigits || hasAlgorithm else {
            self = try await Self.brought(by: try await port.source.revision(query), port)
            return
        }
        guard digits.utf8.count >= Self.fewestDigits else {
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
        self = try await Self.either(query, found, port)
    }

    private init(digests: Set<Digest>, commit: Revision? = nil, notes: [String] = []) {
        (self.digests, self.commit, self.notes) = (digests, commit, notes)
    }

    /// Reads digits that may begin an image or a commit.
    private static func either(
        _ query: String, _ found: Set<Digest>, _ port: some HistoryPort
    ) async throws -> TracedBuild {
        let revision: Revision
        do throws(SourceError) { revision = try await port.source.revision(query) } catch {
            guard case .noSuchRevision = error, query.utf8.count < 40 || !found.isEmpty else {
                throw error
            }
            return TracedBuild(digests: found)
        }
        guard let digest = found.first else { return try await brought(by: revision, port) }
        throw Complaint(
            "`\(query)` begins the commit \(revision.id.short) and the image \(digest.short); "
                + "write sha256:\(query), or the whole id of the commit")
    }

    /// Finds the images that a commit brought to pins, compared with its first parent.
    ///
    /// A file with mistakes pins nothing; a note says what that means for the answer.
    private static func brought(
        by revision: Revision, _ port: some HistoryPort
    ) async throws(SourceError) -> TracedBuild {
        let parent = try await port.history.commit(revision.id).parents.first
        let after = try await port.filedPins(at: revision.id)
        let before: [FiledPins] = if let parent { try await port.filedPins(at: parent) } else { [] }
        let former = images(before)
        let digests = images(after).filter { former[$0.key] != $0.value }.map(\.value)
        let notes =
            after.filter { $0.pins == nil }.map {
                "\($0.path) has mistakes in \(revision.id.short); what that pins is not told here"
            }
            + before.filter { $0.pins == nil }.map {
                "\($0.path) has mistakes in the commit before \(revision.id.short); all that it "
                    + "pins afterwards counts as brought by it"
            }
        return TracedBuild(digests: Set(digests), commit: revision, notes: notes)
    }

    private struct EnvironmentPin: Hashable {
        let environment: String
        let key: PinKey
    }

    private static func images(_ files: [FiledPins]) -> [EnvironmentPin: Digest] {
        var images: [EnvironmentPin: Digest] = [:]
        for file in files {
            for (key, pin) in file.pins ?? [:] {
                images[EnvironmentPin(environment: file.environment, key: key)] = pin.image.digest
            }
        }
        return images
    }
}
