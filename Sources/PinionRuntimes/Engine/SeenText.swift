import PinionModel
import PinionSyntax

extension JSONNode {
    /// The texts of a list; empty for `null`, as the engine writes an empty list.
    var strings: [String] { (array ?? []).compactMap(\.string) }

    /// The texts of an object by their keys, such as labels.
    var texts: [String: String] {
        (members ?? []).reduce(into: [:]) { $0[$1.key] = $1.value.string }
    }

    /// The time that the engine wrote.
    var time: EngineTime? { string.flatMap { EngineTime(parsing: $0) } }
}

extension ImageReference {
    /// Reads a text of the engine that may not be a reference: `<none>:<none>`, an image's id.
    init?(seen text: String) {
        do {
            try self.init(parsing: text)
        } catch {
            return nil
        }
    }
}

extension Digest {
    /// Reads a text of the engine that may not be a digest.
    init?(seen text: String) {
        do {
            try self.init(parsing: text)
        } catch {
            return nil
        }
    }
}

extension Surface {
    /// Reads an image that a runtime wrote as text.
    init(written text: String) {
        do throws(ImageReference.Malformed) {
            self = .image(SeenImage(try ImageReference(parsing: text)))
        } catch {
            self = .unknown(Obstacle("`\(text)` is not an image reference: \(error)"))
        }
    }
}
