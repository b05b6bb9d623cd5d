import PinionModel
import PinionSyntax

/// An image of ECR, with what lifecycle policies look at.
struct LifecycleImage: Hashable, Sendable {
    let digest: Digest
    /// Its tags; none for most members of indexes.
    let tags: [String]
    let pushed: Timestamp
    /// When it was pulled last, as far as ECR recorded it: with a delay of up to a day.
    var pulled: Timestamp?
    /// When it was brought back from the archive last.
    var restored: Timestamp?
    /// Whether it is an index, whose members are images of their own.
    var isIndex = false

    /// When rules that go by age count it from: its push, or its return from the archive.
    var age: Timestamp { restored ?? pushed }

    /// When rules that go by pulls count it from.
    var use: Timestamp {
        guard let pulled else { return age }
        return max(pulled, restored ?? pulled)
    }
}

extension LifecycleImage {
    /// Reads an `ImageDetail`; nil if it has no digest or no time of its push.
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
