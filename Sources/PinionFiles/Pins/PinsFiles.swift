import PinionModel
import PinionSyntax

/// The pins files of one environment, while they are changed.
struct PinsFiles {
    /// The environment's folder.
    let path: String
    /// The files, ordered by path.
    private(set) var files: [RepositoryFile]
    private let tag: ImageReference.Tag?

    /// Picks the environment's files out of those of a commit.
    init(_ files: [RepositoryFile], of environment: Environment, in folder: String) {
        let found = EnvironmentFolder.folders(of: files, in: folder)
            .first { $0.name == environment.name.description }
        path = "\(folder)/\(environment.name)"
        self.files = found?.pinsFiles ?? []
        tag = environment.rules.environmentTag
    }

    /// What the files say, without places; all that reading an environment's pins refuses is refused.
    func services() throws(FilesError) -> [Service] {
        var services: [[Service]] = []
        var mistakes: [FileMistake] = []
        for file in files {
            do throws(FileMistakes) {
                var reading = FileReading(path: file.path)
                services.append(reading.pins(try file.tree()))
                mistakes += reading.mistakes
            } catch {
                mistakes += error.mistakes
            }
        }
        let all = services.flatMap(\.self)
        mistakes += ServiceClashes(services).mistakes
        mistakes += TagClashes([(path, tag, all)]).mistakes.map(\.mistake)
        guard mistakes.isEmpty else { throw .unreadable(FileMistakes(mistakes)) }
        return ChangedServices.bare(all)
    }

    /// Makes changes, of which no two concern the same service.
    mutating func apply(_ changes: [PinChange]) throws(FilesError) {
        var left = Dictionary(grouping: changes, by: \.service.description)
        for (index, file) in files.enumerated() {
            let (source, root) = try Self.opened(file)
            var edits: [Edit] = []
            for entry in root["services"]?.entries ?? [] {
                for change in left.removeValue(forKey: entry.name) ?? [] {
                    edits += try Self.edits(change, entry.value, in: source, root)
                }
            }
            guard !edits.isEmpty else { continue }
            replace(index, with: try PinEdit.applying(edits, to: source))
        }
        let new = changes.compactMap { change -> Service? in
            guard case .add(let service) = change else { return nil }
            return left[service.name.description] == nil ? nil : service
        }
        if !new.isEmpty { try add(new) }
    }

    /// A file's text and tree; its values were read before.
    private static func opened(_ file: RepositoryFile) throws(FilesError) -> (SourceText, YAMLNode)
    {
        do throws(SyntaxError) {
            let source = try SourceText(path: file.path, bytes: file.contents)
            return (source, try YAMLNode(parsing: source))
        } catch {
            throw .unreadable(FileMistakes(error))
        }
    }

    private mutating func replace(_ index: Int, with contents: [UInt8]) {
        let file = files[index]
        files[index] = RepositoryFile(path: file.path, kind: file.kind, contents: contents)
    }

    // MARK: One change

    private static func edits(
        _ change: PinChange, _ node: YAMLNode, in source: SourceText, _ root: YAMLNode
    ) throws(FilesError) -> [Edit] {
        switch change {
        case .move(let key, _, let to):
            let edit = PinEdit(
                service: key.service.description, container: key.container, image: to)
            return try edit.change(in: source, root).map { [$0] } ?? []
        case .hold(let key, let hold):
            return try HoldEdit(hold, at: pin(key, in: node)).edits(in: source)
        case .release(let key): return try HoldEdit(nil, at: pin(key, in: node)).edits(in: source)
        case .add(let service):
            let text = service.pins.map { PinText(pin: $0) }
            return try inserting(
                into: node["containers"] ?? node, below: node, in: source,
                lines: { step in text.flatMap { $0.containerLines(step: step) } },
                flow: text.map(\.containerFlow))
        }
    }

    private static func pin(_ key: PinKey, in node: YAMLNode) -> YAMLNode {
        key.container.flatMap { node["containers"]?[$0] } ?? node
    }

    /// Adds entries to a mapping in its own style, indented as far as it is below another.
    private static func inserting(
        into mapping: YAMLNode, below parent: YAMLNode, in source: SourceText,
        lines: (_ step: Int) -> [String], flow: [String]
    ) throws(FilesError) -> [Edit] {
        let step = max(1, mapping.position.column - parent.position.column)
        guard mapping.isFlow else {
            return Edit.inserting(lines: lines(step), intoBlock: mapping, in: source)
        }
        do throws(SyntaxError) {
            return try Edit.inserting(entries: flow, intoFlow: mapping, in: source)
        } catch {
            throw FilesError(error)
        }
    }

    // MARK: New services

    private mutating func add(_ services: [Service]) throws(FilesError) {
        let services = services.sorted { $0.name < $1.name }
        let index = files.firstIndex { $0.path == "\(path)/pins.yaml" }
        guard let index = index ?? (files.count == 1 ? 0 : nil) else {
            let text = PinsFileText(services: services)
            files.append(RepositoryFile(path: "\(path)/pins.yaml", contents: text.bytes))
            files.sort { $0.path < $1.path }
            return
        }
        let (source, root) = try Self.opened(files[index])
        guard let node = root["services"] else { return }
        let text = services.map { ServiceText(service: $0) }
        let edits = try Self.inserting(
            into: node, below: root, in: source,
            lines: { step in text.flatMap { $0.lines(step: step) } }, flow: text.map(\.flow))
        replace(index, with: try PinEdit.applying(edits, to: source))
    }
}
