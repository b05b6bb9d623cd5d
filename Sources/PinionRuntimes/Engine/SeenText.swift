import PinionModel
import PinionSyntax

extension JSONNode {
    /// The texts of a list; none if it is null, as the engine writes an empty one.
    var strings: [String] { (array ?? []).compactMap(\.string) }

    /// The texts of an object under their keys; labels above all.
    var texts: [String: String] {
        (members ?? []).reduce(into: [:]) { $0[$1.key] = $1.value.string }
    }

    /// A moment that the engine wrote.
    var time: EngineTime? { string.flatMap { EngineTime(parsing: $0) } }
}

extension ImageReference {
    /// Reads a text of the engine that may be no reference: `<none>:<none>`, an image's id.
    init?(seen text: String) {
        do {
            try self.init(parsing: text)
        } catch {
            return nil
        }
    }
}

extension Digest {
    /// Reads a text of the engine that may be no digest.
    init?(seen text: String) {
        do {
            try self.init(parsing: text)
        } catch {
            return nil
        }
    }
}

extension Surface {
    /// The surface on which a runtime wrote a text.
    init(written text: String) {
        do throws(ImageReference.Malformed) {
            self = .image(SeenImage(try ImageReference(parsing: text)))
        } catch {
            self = .unknown(Obstacle("`\(text)` is not an image reference: \(error)"))
        }
    }
}
