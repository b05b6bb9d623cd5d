import PinionModel
import PinionSyntax

/// An image of ECR, with the facts that lifecycle policies use.
struct LifecycleImage: Hashable, Sendable {
    let digest: Digest
    /// The tags; empty for most members of indexes.
    let tags: [String]
    let pushed: Timestamp
    /// The time of the last pull that ECR recorded, with a delay of up to a day.
    var pulled: Timestamp?
    /// The time when it was last restored from the archive.
    var restored: Timestamp?
    /// Whether it is an index, whose members are images of their own.
    var isIndex = false

    /// The time from which rules on age count: its push, or its return from the archive.
    var age: Timestamp { restored ?? pushed }

    /// The time from which rules on pulls count.
    var use: Timestamp {
        guard let pulled else { return age }
        return max(pulled, restored ?? pulled)
    }
}

extension LifecycleImage {
    /// Reads an `ImageDetail`; `nil` if the digest or the time of the push is missing.
    init?(_ detail: JSONNode) {
        guard let text = detail["imageDigest"]?.string, let digest = try? Digest(parsing: text),
            let pushed = detail["imagePushedAt"]?.moment
        else { return nil }
        self.init(
            digest: digest, tags: (detail["imageTags"]?.array ?? []).compactMap(\.string),
            pushed: pushed, pulled: detail["lastRecordedPullTime"]?.moment,
            restored: detail["lastActivatedAt"]?.moment,
            isIndex: detail["imageManifestMediaType"]?.string
                .flatMap { MediaType(header: $0) }?.isIndex ?? false)
    }
}
