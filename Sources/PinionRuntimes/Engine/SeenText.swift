import PinionModel

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
