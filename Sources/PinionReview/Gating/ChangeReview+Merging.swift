import PinionFiles
import PinionModel

extension ChangeReview {
    /// Returns the commit that merging gives, if it is known, and what forbids the merge.
    func merged() async throws -> (merge: Merge?, against: [Violation]) {
        switch landing {
        case .unrelated:
            throw ReviewError.notAncestor(base: base.id, head: head.revision.id, mergeBase: nil)
        case .crossed:
            return unmerged(
                "the change and its base were merged into each other more than once, so that what "
                    + "merging gives is not known here; merge the base \(base.id.short) into the "
                    + "change")
        case .conflicts(let paths):
            return unmerged(
                "the change and its base \(base.id.short) both changed \(Self.list(paths)) in "
                    + "ways that do not go together; merge the base into the change")
        case .merged(let merge):
            let both = try await read(of: merge.changedByBoth, at: merge.commit)
            guard both.isEmpty else {
                return unmerged(
                    "the change and its base \(base.id.short) both changed \(Self.list(both)), "
                        + "and forges put lines of one file together in ways of their own; merge "
                        + "the base into the change")
            }
            return (
                merge, try await violation(of: merge.rebase, at: merge.commit).map { [$0] } ?? []
            )
        }
    }

    /// Returns a note on a change that is not its base with commits on top; otherwise `nil`.
    func landingNote(_ landed: CommitID) -> String? {
        switch landed {
        case base.id:
            "the base \(base.id.short) has every commit of the change already: there is nothing "
                + "to judge (what is not committed is not looked at)"
        case head.revision.id: nil
        default:
            "the change is behind its base \(base.id.short): judged is what merging it there gives"
        }
    }

    /// Returns the only violation of a change that cannot be merged as it is.
    private func unmerged(_ sentence: String) -> (merge: Merge?, against: [Violation]) {
        (nil, [Violation(.mergeConflict, sentence)])
    }

    /// Returns those files whose contents are judged; others may be merged in any way.
    private func read(of paths: [String], at landed: CommitID) async throws -> [String] {
        guard !paths.isEmpty else { return [] }
        let stem = ProjectReader.settingsPath.prefix { $0 != "." }
        let whole = Set([ProjectReader.settingsPath, "\(stem).yml"])
            .union(try await templatePaths(at: landed))
        return paths.filter {
            $0.hasPrefix(settings.environmentsFolder + "/") || whole.contains($0)
        }
    }

    /// Returns a violation if a rebase would give something else than merging; otherwise `nil`.
    private func violation(
        of rebase: Merge.Rebase, at landed: CommitID
    ) async throws -> Violation? {
        switch rebase {
        case .same: return nil
        case .tooLong:
            return Violation(
                .rebaseDiffers,
                "the change has too many commits to tell what each put onto the base by itself "
                    + "gives, as a rebase does it; squash them into one")
        case .known(let differ, let conflicts):
            guard try await read(of: conflicts, at: landed).isEmpty else { return nil }
            let read = try await read(of: differ, at: landed)
            guard !read.isEmpty else { return nil }
            return Violation(
                .rebaseDiffers,
                "the commits of the change, each put onto the base by itself as a rebase does it, "
                    + "give something else in \(Self.list(read)) than together; squash them into "
                    + "one")
        }
    }

    /// Lists at most ten paths, and how many more there are.
    private static func list(_ paths: [String]) -> String {
        let more = paths.count > 10 ? " and \(paths.count - 10) more" : ""
        return paths.prefix(10).joined(separator: ", ") + more
    }
}
