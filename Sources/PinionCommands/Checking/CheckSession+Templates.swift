import PinionFiles
import PinionModel
import PinionSyntax
import PinionTemplates

extension CheckSession {
    /// The template files that the change touches, of those that an environment names at the base or at the head.
    ///
    /// Only text is read, of the two commits; nothing that it names is asked.
    func templates() async throws(SourceError) -> [TemplateChange] {
        let touched = try await checkout.changedPaths(from: base.id, to: head.revision.id)
        let before = try await named(at: base.id, settings.environmentsFolder)
        let after = try await named(at: head.revision.id, settings.environmentsFolder)
        let paths = before.intersection(touched).union(after.intersection(touched))
            .union(after.subtracting(before)).sorted()
        guard !paths.isEmpty else { return [] }
        let old = try await checkout.files(of: base.id, at: paths)
        let new = try await checkout.files(of: head.revision.id, at: paths)
        // What is no longer named is nobody's template any more.
        return paths.filter(after.contains).map { path in
            TemplateChange(
                path: path, base: Self.reading(path, in: old), head: Self.reading(path, in: new))
        }
    }

    /// The paths that the readable environments of a commit name.
    private func named(
        at commit: CommitID, _ folder: String
    ) async throws(SourceError) -> Set<String> {
        let files = try await checkout.files(of: commit, at: [ProjectReader.settingsPath, folder])
        let reader = ProjectReader { [zones] in zones.knows($0) }
        do throws(FileMistakes) {
            let blocks = try reader.project(from: files).environments.compactMap { read in
                if case .success(let environment) = read.result { environment.runtime } else { nil }
            }
            return Set(
                blocks.flatMap { block -> [String] in
                    if case .ecs(let block) = block { Array(block.templates.values) } else { [] }
                })
        } catch {
            // The review says what is wrong with them.
            return []
        }
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
        do throws(TemplateError) {
            return .read(try StackTemplate(parsing: file.contents, named: path).floating)
        } catch {
            return .unreadable(
                error.mistakes.problems.map {
                    FileMistake(
                        at: FilePosition(path, $0.position), $0.problem, remedy: $0.remedy)
                })
        }
    }
}

extension StackTemplate {
    /// The containers that float, as the review compares them.
    fileprivate var floating: [TemplateChange.FloatingImage] {
        floatingImages.map {
            TemplateChange.FloatingImage(
                taskDefinition: $0.taskDefinition, container: $0.container,
                position: FilePosition($0.path, $0.position), sentence: $0.sentence)
        }
    }
}

extension FilePosition {
    fileprivate init(_ path: String, _ position: Position) {
        self.init(path: path, line: position.line, column: position.column)
    }
}
