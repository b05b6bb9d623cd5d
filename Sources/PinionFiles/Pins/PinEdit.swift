package import PinionModel
import PinionSyntax

/// A new image for one pin, put into its file so that only the bytes of the reference change.
///
/// Quotes, comments, line ends and everything else stay. Where the repository stays, it keeps the form
/// in which it is written, such as `nginx` for `docker.io/library/nginx`.
package struct PinEdit: Hashable, Sendable {
    /// The service's key.
    package let service: String
    /// The container; nil means the service's only one.
    package let container: String?
    /// The new image.
    package let image: PinnedImage

    /// Names a pin and its new image.
    package init(service: String, container: String? = nil, image: PinnedImage) {
        self.service = service
        self.container = container
        self.image = image
    }

    /// The file's bytes after some edits; the same bytes where every pin has its image already.
    package static func applying(_ edits: [PinEdit], to file: RepositoryFile) throws(FilesError)
        -> [UInt8]
    {
        let (source, root) = try opened(file)
        var changes: [Edit] = []
        for edit in edits {
            if let change = try edit.change(in: source, root) { changes.append(change) }
        }
        guard !changes.isEmpty else { return file.contents }
        let result = RepositoryFile(path: file.path, contents: try applying(changes, to: source))
        if let mistake = mistakes(in: result).first { throw .notEditable(mistake) }
        return result.contents
    }

    private static func opened(_ file: RepositoryFile) throws(FilesError) -> (SourceText, YAMLNode)
    {
        do throws(FileMistakes) {
            let found = mistakes(in: file)
            guard found.isEmpty else { throw FileMistakes(found) }
            return (try file.text(), try file.tree())
        } catch {
            throw .unreadable(error)
        }
    }

    private static func mistakes(in file: RepositoryFile) -> [FileMistake] {
        do throws(FileMistakes) {
            var reading = FileReading(path: file.path)
            _ = reading.pins(try file.tree())
            return reading.mistakes
        } catch {
            return error.mistakes
        }
    }

    static func applying(_ changes: [Edit], to source: SourceText) throws(FilesError)
        -> [UInt8]
    {
        do throws(SyntaxError) {
            return try source.applying(changes)
        } catch {
            throw FilesError(error)
        }
    }

    /// The one change of bytes; nil where the pin names the image already.
    func change(in source: SourceText, _ root: YAMLNode) throws(FilesError) -> Edit? {
        let node = try reference(in: root, path: source.path)
        let written = node.scalar ?? ""
        let text = WrittenReference(written).naming(image)
        guard text != written else { return nil }
        do throws(SyntaxError) {
            return try Edit.replacing(scalar: node, with: text, in: source)
        } catch {
            throw FilesError(error)
        }
    }

    // MARK: Finding the reference

    private func reference(in root: YAMLNode, path: String) throws(FilesError) -> YAMLNode {
        let services = root["services"]
        guard let entry = services?[service] else {
            let names = services?.entries?.map(\.name) ?? []
            throw .noSuchService(service, path: path, guess: nearest(to: service, among: names))
        }
        if let containers = entry["containers"] { return try reference(among: containers, path) }
        if let container, container != service {
            throw .noSuchContainer(container, service: service, path: path, known: [service])
        }
        return entry["image"] ?? entry
    }

    private func reference(among containers: YAMLNode, _ path: String) throws(FilesError)
        -> YAMLNode
    {
        let entries = containers.entries ?? []
        let known = entries.map(\.name)
        guard let name = container ?? (entries.count == 1 ? known.first : nil) else {
            throw .containerNotNamed(service: service, path: path, known: known)
        }
        guard let entry = containers[name] else {
            throw .noSuchContainer(name, service: service, path: path, known: known)
        }
        return entry["image"] ?? entry
    }
}

/// A reference in the words of its file.
private struct WrittenReference {
    private let text: String

    init(_ text: String) { self.text = text }

    /// The text for another image: the repository as it is written, if it is the same.
    func naming(_ image: PinnedImage) -> String {
        if PinnedImage.written(text) == image { return text }
        let suffix = (image.tag.map { ":\($0)" } ?? "") + "@\(image.digest)"
        guard PinnedImage.written(text)?.repository == image.repository else {
            return image.repository.description + suffix
        }
        return repository + suffix
    }

    /// What stands before the tag and the digest.
    private var repository: Substring {
        let name = text.prefix { $0 != "@" }
        guard let colon = name.lastIndex(of: ":"), !name[colon...].contains("/") else {
            return name
        }
        return name[..<colon]
    }
}

extension PinnedImage {
    /// The image of a reference as it stands in a file; nil where the text is none.
    fileprivate static func written(_ text: String) -> PinnedImage? {
        do throws(ImageReference.Malformed) {
            return PinnedImage(try ImageReference(parsing: text))
        } catch {
            return nil
        }
    }
}
