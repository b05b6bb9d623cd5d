import PinionModel
import PinionReading
import PinionSites
import PinionSyntax

/// The pins files of one environment, while they are changed.
struct PinsFiles {
    /// The environment's folder.
    let path: String
    /// The files, sorted by path.
    private(set) var files: [RepositoryFile]
    private let tag: ImageReference.Tag?

    /// Selects the environment's files from those of a commit.
    init(_ files: [RepositoryFile], of environment: Environment, in folder: String) {
        let found = EnvironmentFolder.folders(of: files, in: folder)
            .first { $0.name == environment.name.description }
        path = "\(folder)/\(environment.name)"
        self.files = found?.pinsFiles ?? []
        tag = environment.rules.environmentTag
    }

    /// Reads the services without places; refuses everything that reading the environment refuses.
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
        mistakes += EnvironmentClashes.tags([(path, tag, all)]).map(\.mistake)
        guard mistakes.isEmpty else { throw .unreadable(FileMistakes(mistakes)) }
        return ChangedServices.bare(all)
    }

    /// Makes changes, which must all concern different services.
    mutating func apply(_ changes: [PinChange]) throws(FilesError) {
        var left = Dictionary(grouping: changes, by: \.service.description)
        for (index, file) in files.enumerated() {
            let opened = try OpenedPins(file)
            var edits: [Edit] = []
            for entry in opened.root["services"]?.entries ?? [] {
                for change in left.removeValue(forKey: entry.name) ?? [] {
                    edits += try opened.edits(change, entry)
                }
            }
            if !edits.isEmpty { files[index] = try file.edited(edits) }
        }
        let new = changes.compactMap { change -> Service? in
            guard case .add(let service) = change else { return nil }
            return left[service.name.description] == nil ? nil : service
        }
        if !new.isEmpty { try add(new) }
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
        let opened = try OpenedPins(files[index])
        guard let node = opened.root["services"] else { return }
        let text = services.map { ServiceText(service: $0) }
        let edits = try opened.inserting(
            into: node, below: opened.root,
            lines: { step in text.flatMap { $0.lines(step: step) } }, flow: text.map(\.flow))
        files[index] = try files[index].edited(edits)
    }
}

/// One pins file with the parts that edits need; its values were read before.
private struct OpenedPins {
    let source: SourceText
    let root: YAMLNode
    private let sites: [String?: [ImageSite]]

    init(_ file: RepositoryFile) throws(FilesError) {
        do throws(FileMistakes) {
            source = try file.text()
            root = try file.tree()
        } catch {
            throw .unreadable(error)
        }
        var reading = FileReading(path: file.path)
        reading.sites = []
        _ = reading.pins(root)
        sites = Dictionary(grouping: reading.sites ?? [], by: \.service)
    }

    /// Returns the edits for one change of the service in an entry.
    func edits(_ change: PinChange, _ entry: YAMLNode.Entry) throws(FilesError) -> [Edit] {
        let node = entry.value
        switch change {
        case .move(let key, _, let to):
            let site = sites[entry.name]?.first { $0.container == key.container }
            do throws(SyntaxError) {
                return [try site?.edit(naming: to)].compactMap(\.self)
            } catch {
                throw FilesError(error)
            }
        case .hold(let key, let hold):
            return try HoldEdit(hold: hold, node: pin(key, in: node)).edits(in: source)
        case .release(let key):
            return try HoldEdit(hold: nil, node: pin(key, in: node)).edits(in: source)
        case .add(let service):
            let text = service.pins.map { PinText(pin: $0) }
            return try inserting(
                into: node["containers"] ?? node, below: node,
                lines: { step in text.flatMap { $0.containerLines(step: step) } },
                flow: text.map(\.containerFlow))
        }
    }

    private func pin(_ key: PinKey, in node: YAMLNode) -> YAMLNode {
        key.container.flatMap { node["containers"]?[$0] } ?? node
    }

    /// Adds entries to a mapping in its own style, with its indentation relative to `parent`.
    func inserting(
        into mapping: YAMLNode, below parent: YAMLNode, lines: (_ step: Int) -> [String],
        flow: [String]
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
}
