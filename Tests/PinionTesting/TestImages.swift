package import PinionModel

extension Digest {
    /// A digest for tests that ends in a number, so that failures read well.
    package static func numbered(_ number: UInt64) -> Digest {
        let bytes = (0..<32).map {
            $0 < 24 ? 0 : UInt8(truncatingIfNeeded: number >> (8 * (31 - $0)))
        }
        guard let digest = Digest(sha256: bytes) else { fatalError("32 bytes are a digest") }
        return digest
    }
}

extension ImageReference {
    /// A reference that a test knows to be right.
    package static func test(_ text: String) -> ImageReference {
        do throws(Malformed) { return try ImageReference(parsing: text) } catch {
            fatalError("\(text): \(error)")
        }
    }
}

extension PinnedImage {
    /// A pinned image that a test knows to be right: a name, perhaps with a tag, and a digest.
    package static func test(_ name: String, _ digest: Digest) -> PinnedImage {
        let reference = ImageReference.test(name)
        return PinnedImage(repository: reference.repository, tag: reference.tag, digest: digest)
    }
}

extension ServiceObservation {
    /// A service with one container of its name, on one image everywhere.
    package static func test(
        _ name: String, _ image: ImageReference, running digest: Digest? = nil, instances: Int = 1,
        version: Int = 1
    ) -> ServiceObservation {
        let bits = (digest ?? image.digest).map { Instance.Bits.known([$0]) }
        return ServiceObservation(
            name: name, objectID: "object-\(name)", version: String(version),
            containers: [
                ContainerObservation(
                    name: name, template: .absent, declared: .image(SeenImage(image)),
                    instances: .seen(
                        (1...max(instances, 1)).prefix(instances).map {
                            Instance(
                                id: "\(name).\($0)",
                                bits: bits ?? .unknown(Obstacle("the test does not say")))
                        }))
            ])
    }
}
