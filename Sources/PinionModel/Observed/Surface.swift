/// One of the surfaces on which a runtime names an image.
package enum Surface: Hashable, Sendable {
    /// The surface names this image.
    case image(SeenImage)
    /// There is no such surface.
    case absent
    /// The surface could not be observed.
    case unknown(Obstacle)

    /// The image, if the surface names one.
    package var image: SeenImage? {
        if case .image(let image) = self { image } else { nil }
    }

    /// The lasting digest, else the reference; empty if there is no image to see.
    package var literal: String {
        guard let image else { return "" }
        guard image.validity == .lasting else { return image.reference.description }
        let digest = image.reference.digest ?? image.digests.first
        return digest?.description ?? image.reference.description
    }
}

/// An image as a runtime names it: the reference, and every manifest digest known for it.
///
/// One image has an index digest and a digest for each platform; a runtime may report several. A
/// config digest (an image id of the classic Docker store) is never among them.
package struct SeenImage: Hashable, Sendable {
    /// The reference as the runtime holds it.
    package let reference: ImageReference
    /// The digests known for it, ordered, without repetition; empty if it floats.
    package let digests: [Digest]
    /// How long the digests stay valid.
    package let validity: Validity

    /// How long the digests of an image stay valid.
    package enum Validity: Hashable, Sendable {
        /// As long as the runtime names the image; so it is for all but floating references.
        case lasting
        /// Until the next deployment resolves the tag again; restarts before that use them.
        case untilDeployment
    }

    /// Makes an image from a reference, and from further digests that the runtime reports.
    package init(
        _ reference: ImageReference, alsoKnownAs digests: [Digest] = [],
        validity: Validity = .lasting
    ) {
        self.reference = reference
        self.digests = Set(digests + [reference.digest].compactMap(\.self)).sorted()
        self.validity = reference.digest == nil ? validity : .lasting
    }
}
