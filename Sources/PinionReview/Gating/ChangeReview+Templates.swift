import PinionFiles
import PinionModel
import PinionSites
import PinionSyntax
import PinionTemplates

extension ChangeReview {
    /// The template files that the change touches, of those that an environment names at the base or at the head.
    ///
    /// Only text is read, of the two commits; nothing that it names is asked.
    func adding(
        templatesTo review: Review, at landed: CommitID, _ reader: ProjectReader
    ) async throws(SourceError) -> Review {
        let touched = try await checkout.changedPaths(from: base.id, to: landed)
        let before = try await named(at: base.id, reader)
        let after = try await named(at: landed, reader)
        let notes = before.dark.union(after.dark).sorted().map {
            "cannot be judged: the templates of the environment \($0), since the runtime of its environment.yaml "
                + "cannot be read"
        }
        let pairs = before.pairs(with: after, touched: Set(touched))
        return review.adding(try await changes(pairs, at: landed), notes: notes)
    }

    /// The template files that the environments of the base or of a commit name.
    func templatePaths(
        at landed: CommitID, _ reader: ProjectReader
    ) async throws(SourceError) -> Set<String> {
        let before = try await named(at: base.id, reader)
        let after = try await named(at: landed, reader)
        return Set(before.paths.values).union(after.paths.values)
    }

    private func changes(
        _ pairs: [TemplatePair], at landed: CommitID
    ) async throws(SourceError) -> [TemplateChange] {
        guard !pairs.isEmpty else { return [] }
        let old = try await checkout.files(of: base.id, at: pairs.map(\.base))
        let new = try await checkout.files(of: landed, at: pairs.map(\.head))
        return pairs.compactMap { pair in
            let head = Self.reading(pair.head, in: new)
            // What is neither there nor named any more is nobody's template.
            if head == .missing, !pair.isNamed { return nil }
            return TemplateChange(
                path: pair.head, base: Self.reading(pair.base, in: old), head: head)
        }
    }

    /// The paths that the environments of a commit name, whatever is wrong with their pins.
    private func named(
        at commit: CommitID, _ reader: ProjectReader
    ) async throws(SourceError) -> NamedTemplates {
        let folder = settings.environmentsFolder
        let files = try await checkout.files(of: commit, at: [folder])
        var found = NamedTemplates()
        for (name, environment) in reader.environmentsWithoutPins(in: files, root: folder) {
            if let environment {
                for (stack, path) in environment.runtime.traits.templates {
                    found.paths["\(name) \(stack)"] = path
                }
            } else if files.contains(where: { $0.mayName(name, in: folder) }) {
                found.dark.insert(name)
            }
        }
        return found
    }

    private static func reading(
        _ path: String, in files: [RepositoryFile]
    ) -> TemplateChange.Reading {
        guard let file = files.first(where: { $0.path == path }) else { return .missing }
        guard file.kind == .file || file.kind == .executable, !file.isTooLarge else {
            let start = FilePosition(path: path, line: 1, column: 1)
            return .unreadable([
                FileMistake(
                    at: start, "the template is no file that can be read",
                    remedy: "commit the template itself, of at most 1 MiB")
            ])
        }
        do throws(SyntaxError) {
            return .read(try StackTemplate(parsing: file.contents, named: path).said)
        } catch {
            return .unreadable(FileMistakes(error).mistakes)
        }
    }
}

/// A template as the base has it, and as the head has it.
private struct TemplatePair: Hashable {
    let base: String
    let head: String
    /// Whether the head names it.
    let isNamed: Bool
}

/// The template files that the environments of a commit name.
private struct NamedTemplates {
    /// The path by environment and stack.
    var paths: [String: String] = [:]
    /// The environments that may name some, and whose runtime cannot be read.
    var dark: Set<String> = []

    /// What is to be compared, each once: what a change touches of the templates that either side names, and what the
    /// head names newly; the same stack's template at another path is the same template.
    func pairs(with after: NamedTemplates, touched: Set<String>) -> [TemplatePair] {
        var pairs: Set<TemplatePair> = []
        for (key, path) in after.paths {
            let former = paths[key] ?? path
            guard touched.contains(path) || former != path || !paths.values.contains(path)
            else { continue }
            pairs.insert(TemplatePair(base: former, head: path, isNamed: true))
        }
        // The base names what is judged: a change cannot take a template out of sight and let it float at once.
        for path in paths.values where touched.contains(path) && !after.paths.values.contains(path)
        {
            pairs.insert(TemplatePair(base: path, head: path, isNamed: false))
        }
        return pairs.sorted { ($0.head, $0.base) < ($1.head, $1.base) }
    }
}

extension RepositoryFile {
    /// Whether it is the file of an environment that has the word `templates`.
    fileprivate func mayName(_ environment: String, in folder: String) -> Bool {
        path == "\(folder)/\(environment)/environment.yaml"
            && String(decoding: contents, as: UTF8.self).contains("templates")
    }
}

extension StackTemplate {
    /// What the text says, as the review compares it.
    fileprivate var said: TemplateText {
        TemplateText(
            judgedSites.map {
                TemplateText.Sighting(
                    $0.verdict.kind, owner: $0.site.service ?? "", container: $0.site.container,
                    at: $0.site.position, $0.sentence)
            }
                + judgedServices.map {
                    TemplateText.Sighting(
                        $0.verdict.kind, owner: $0.service, container: nil,
                        at: FilePosition(path, $0.position), $0.verdict.clause)
                }
                + unknownParts.map {
                    TemplateText.Sighting(
                        $0.isWriter ? .written : .closed, owner: $0.owner ?? $0.clause,
                        container: nil,
                        at: FilePosition(path, $0.position), $0.clause)
                })
    }
}

extension JudgedService.Verdict {
    fileprivate var kind: TemplateText.Sighting.Verdict {
        switch self {
        case .own: .pinned
        case .given: .given
        case .elsewhere: .unknown
        }
    }

    fileprivate var clause: String { if case .elsewhere(let clause) = self { clause } else { "" } }
}

extension JudgedSite.Verdict {
    fileprivate var kind: TemplateText.Sighting.Verdict {
        switch self {
        case .pinned: .pinned
        case .floating: .floating
        case .unknown: .unknown
        case .given: .given
        }
    }
}
