import PinionFiles
import PinionModel
import PinionSites
import PinionSyntax
import PinionTemplates

extension ChangeReview {
    /// Adds the changed templates that an environment refers to in the base or in the change.
    ///
    /// It compares their texts only, and asks no registry and no runtime.
    func adding(
        templatesTo review: Review, at landed: CommitID
    ) async throws(SourceError) -> Review {
        let touched = try await checkout.changedPaths(from: base.id, to: landed)
        let before = try await named(at: base.id)
        let after = try await named(at: landed)
        let notes = before.unreadable.union(after.unreadable).sorted().map {
            "cannot be judged: the templates of the environment \($0), since the runtime of its "
                + "environment.yaml cannot be read"
        }
        let pairs = before.pairs(with: after, touched: Set(touched))
        return review.adding(try await changes(pairs, at: landed), notes: notes)
    }

    /// Returns the template files that environments of the base or of `landed` refer to.
    func templatePaths(at landed: CommitID) async throws(SourceError) -> Set<String> {
        let before = try await named(at: base.id)
        let after = try await named(at: landed)
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
            // A deleted file that no environment refers to is no longer a template.
            if head == .missing, !pair.isNamed { return nil }
            return TemplateChange(
                path: pair.head, base: Self.reading(pair.base, in: old), head: head)
        }
    }

    /// Finds the templates to which a commit's environments refer, even if their pins are invalid.
    private func named(at commit: CommitID) async throws(SourceError) -> NamedTemplates {
        let folder = settings.environmentsFolder
        let files = try await checkout.files(of: commit, at: [folder])
        var found = NamedTemplates()
        for (name, environment) in repository.reader.environmentsWithoutPins(
            in: files, root: folder)
        {
            if let environment {
                for (stack, path) in environment.runtime.traits.templates {
                    found.paths["\(name) \(stack)"] = path
                }
            } else if files.contains(where: { $0.mayName(name, in: folder) }) {
                found.unreadable.insert(name)
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
            return .read(try StackTemplate(parsing: file.contents, named: path).reviewedText)
        } catch { return .unreadable(FileMistakes(error).mistakes) }
    }
}

/// The paths of one template in the base and in the head.
private struct TemplatePair: Hashable {
    let base: String
    let head: String
    /// Whether an environment of the head refers to it.
    let isNamed: Bool
}

/// The template files that the environments of a commit refer to.
private struct NamedTemplates {
    /// The path by environment and stack.
    var paths: [String: String] = [:]
    /// The environments that may refer to templates, but whose runtime cannot be read.
    var unreadable: Set<String> = []

    /// Returns the templates to compare: changed ones that either side names, and new references.
    ///
    /// A stack's template that moved to another path is still the same template.
    func pairs(with after: NamedTemplates, touched: Set<String>) -> [TemplatePair] {
        var pairs: Set<TemplatePair> = []
        for (key, path) in after.paths {
            let former = paths[key] ?? path
            guard touched.contains(path) || former != path || !paths.values.contains(path)
            else { continue }
            pairs.insert(TemplatePair(base: former, head: path, isNamed: true))
        }
        // Templates of the base alone count: a change must not drop a reference and unpin the file.
        for path in paths.values where touched.contains(path) && !after.paths.values.contains(path)
        { pairs.insert(TemplatePair(base: path, head: path, isNamed: false)) }
        return pairs.sorted { ($0.head, $0.base) < ($1.head, $1.base) }
    }
}

extension RepositoryFile {
    /// Whether this is the `environment.yaml` of `environment`, and contains the word `templates`.
    fileprivate func mayName(_ environment: String, in folder: String) -> Bool {
        path == "\(folder)/\(environment)/environment.yaml"
            && String(decoding: contents, as: UTF8.self).contains("templates")
    }
}

extension StackTemplate {
    /// The parts of the template that a review compares.
    fileprivate var reviewedText: TemplateText {
        TemplateText(
            judgedSites.map {
                TemplateText.Mention(
                    $0.verdict.kind, owner: $0.site.service ?? "", container: $0.site.container,
                    at: $0.site.position, $0.sentence)
            }
                + judgedServices.map {
                    TemplateText.Mention(
                        $0.verdict.kind, owner: $0.service, container: nil,
                        at: FilePosition(path, $0.position), $0.verdict.clause)
                }
                + unknownParts.map {
                    TemplateText.Mention(
                        $0.isGenerator ? .written : .opaque, owner: $0.owner ?? $0.clause,
                        container: nil, at: FilePosition(path, $0.position), $0.clause)
                })
    }
}

extension JudgedService.Verdict {
    fileprivate var kind: TemplateText.Mention.Verdict {
        switch self {
        case .own: .pinned
        case .required: .supplied
        case .elsewhere: .unknown
        }
    }

    fileprivate var clause: String { if case .elsewhere(let clause) = self { clause } else { "" } }
}

extension JudgedSite.Verdict {
    fileprivate var kind: TemplateText.Mention.Verdict {
        switch self {
        case .pinned: .pinned
        case .floating: .floating
        case .unknown: .unknown
        case .required: .supplied
        }
    }
}
