/// One of the surfaces on which a runtime names an image.
package enum Surface: Hashable, Sendable {
    /// The surface names this image.
    case image(SeenImage)
    /// There is no such surface.
    case absent
    /// It could not be looked at.
    case unknown(Obstacle)

    /// The image, where the surface names one.
    package var image: SeenImage? {
        if case .image(let image) = self { image } else { nil }
    }

    /// Its digest, or the reference where it has none of its own; empty where it cannot be seen.
    package var literal: String {
        guard let image else { return "" }
        guard image.validity == .lasting else { return image.reference.description }
        let digest = image.reference.digest ?? image.digests.first
        return digest?.description ?? image.reference.description
    }
}

/// An image as a runtime names it: the reference, and every manifest digest that it is known by.
///
/// One image has an index digest and a digest for each platform; a runtime may say several of
/// them. A config digest (an image id of the classic Docker store) is never among them.
package struct SeenImage: Hashable, Sendable {
    /// The reference as the runtime holds it.
    package let reference: ImageReference
    /// The digests by which it is known, ordered, without repetition; empty where it floats.
    package let digests: [Digest]
    /// Until when the digests hold.
    package let validity: Validity

    /// Until when the digests of an image hold.
    package enum Validity: Hashable, Sendable {
        /// For as long as the runtime names the image: the case but for floating references.
        case lasting
        /// Until the next deployment resolves the tag again; a restart until then uses them.
        case untilDeployment
    }

    /// An image named by a reference, and by further digests where the runtime knows them.
    package init(
        _ reference: ImageReference, alsoKnownAs digests: [Digest] = [],
        validity: Validity = .lasting
    ) {
        self.reference = reference
        self.digests = Set(digests + [reference.digest].compactMap(\.self)).sorted()
        self.validity = reference.digest == nil ? validity : .lasting
    }
}
