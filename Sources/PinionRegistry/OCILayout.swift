import Glibc
package import PinionModel
import PinionProcess

/// A folder of images that replaces all registries: an OCI image layout.
///
/// It never uses the network. OCI Image Specification, image-layout.md: `oci-layout`, `index.json`
/// and `blobs/sha256/…`. An image's name is the annotation `org.opencontainers.image.ref.name`: a
/// whole reference, which goes first, or only a tag, for every repository. containerd's
/// `io.containerd.image.name` is read too.
package struct OCILayout: Sendable {
    package let folder: String
    private let resolved = CoalescingCache<ImageReference, Digest, RegistryError>()
    private let inspected = CoalescingCache<PinnedImage, ImageDetails, RegistryError>()

    package init(folder: String) { self.folder = folder }
}

extension OCILayout: Registry {
    /// Returns the digest that a tag names, as first read in this run; `latest` if there is no tag.
    package func resolve(_ reference: ImageReference) async throws(RegistryError) -> Digest {
        if reference.tag == nil, let digest = reference.digest { return digest }
        let floating = reference.floating
        return try await resolved.value(for: floating) { () async throws(RegistryError) in
            guard let entry = try self.index(about: floating).entry(of: floating) else {
                throw .notFound(floating)
            }
            return entry.digest
        }
    }

    /// Returns the platform manifests of an index, without attestations; empty if it is no index.
    package func members(of image: PinnedImage) async throws(RegistryError) -> [PlatformManifest] {
        try await MemberWalk.members(of: image) { image throws(RegistryError) in
            try manifest(of: image)
        }
    }

    /// Whether the digest is in the folder, for any repository.
    package func exists(_ image: PinnedImage) async throws(RegistryError) -> Bool {
        do throws(RegistryError) {
            _ = try manifest(of: image)
            return true
        } catch .notFound {
            return false
        }
    }
}

extension OCILayout: TagLister {
    /// Returns the folder's tags for a repository, sorted.
    package func tags(
        of repository: ImageReference.Repository
    ) async throws(RegistryError) -> TagList {
        let index = try index(about: ImageReference(repository: repository))
        return TagList(Set(index.entries.compactMap { $0.tag(in: repository) }).sorted())
    }
}

extension OCILayout: ImageInspector {
    /// Returns the details from the image's configuration; read once per run.
    package func details(of image: PinnedImage) async throws(RegistryError) -> ImageDetails {
        let bare = PinnedImage(repository: image.repository, digest: image.digest)
        return try await inspected.value(for: bare) { () async throws(RegistryError) in
            let reader = ConfigurationReader { (image) throws(RegistryError) in
                try self.manifest(of: image)
            } blob: { (blob) throws(RegistryError) in
                try self.blob(blob)
            }
            return try await reader.details(of: bare).details
        }
    }
}

extension OCILayout: Retagger {
    /// Sets a tag to a digest in the folder; only one entry of `index.json` changes.
    package func tag(_ image: PinnedImage, as tag: ImageReference.Tag) async throws(RegistryError) {
        _ = try put(image, as: tag) { _ in true }
    }

    /// Sets a tag to a digest if it is still where it was seen, or has the digest already.
    package func move(_ write: TagWrite) async throws(RegistryError) -> Bool {
        try put(write.image, as: write.tag) { $0 == write.before }
    }

    private func put(
        _ image: PinnedImage, as tag: ImageReference.Tag, where isExpected: (Digest?) -> Bool
    ) throws(RegistryError) -> Bool {
        let target = ImageReference(repository: image.repository, tag: tag)
        let manifest = try manifest(of: image)
        var isMoved = false
        try LayoutLock.holding(folder, about: target) { () throws(RegistryError) in
            let index = try index(about: target)
            let now = index.entry(of: target)?.digest
            if now == image.digest { return }
            guard isExpected(now) else {
                isMoved = true
                return
            }
            let bytes = try index.naming(
                target, digest: image.digest, mediaType: manifest.mediaType,
                size: manifest.bytes.count)
            try write(bytes, about: target)
        }
        resolved.forget(target)
        guard !isMoved else { return false }
        guard try self.index(about: target).entry(of: target)?.digest == image.digest else {
            throw .untrustworthy(
                target, reason: "\(folder)/index.json does not hold what was written")
        }
        return true
    }
}

extension OCILayout {
    /// Reads the entries of `index.json`.
    private func index(about reference: ImageReference) throws(RegistryError) -> LayoutIndex {
        guard try bytes("oci-layout", about: reference) != nil,
            let bytes = try bytes("index.json", about: reference)
        else {
            throw .malformed(
                reference,
                reason: "\(folder) is not an OCI image layout: it has no oci-layout and index.json")
        }
        do { return try LayoutIndex(parsing: bytes, named: folder + "/index.json") } catch {
            throw .malformed(reference, reason: error.reason)
        }
    }

    /// Reads a manifest of the folder, whose bytes are hashed.
    private func manifest(of image: PinnedImage) throws(RegistryError) -> Manifest {
        let reference = image.reference
        guard let bytes = try bytes("blobs/sha256/\(image.digest.hex)", about: reference) else {
            // If the folder is not a layout, it says nothing about what exists.
            _ = try index(about: reference)
            throw .notFound(reference)
        }
        guard Manifest.digest(of: bytes) == image.digest else {
            throw .untrustworthy(
                reference,
                reason: "the bytes of \(folder)/blobs/sha256/\(image.digest.hex) are altered")
        }
        do throws(Manifest.Fault) { return try Manifest(reading: bytes, declared: nil) } catch {
            throw RegistryError(error, about: reference)
        }
    }

    /// Reads the bytes of a blob of the folder, which are not hashed.
    private func blob(_ blob: PinnedImage) throws(RegistryError) -> [UInt8] {
        guard let bytes = try bytes("blobs/sha256/\(blob.digest.hex)", about: blob.reference) else {
            throw .notFound(blob.reference)
        }
        return bytes
    }

    private func write(_ index: [UInt8], about target: ImageReference) throws(RegistryError) {
        do throws(FileFault) {
            try WholeFile.write(index, to: folder + "/index.json")
        } catch {
            throw .forbidden(target, reason: "cannot write \(folder)/index.json: \(error)")
        }
    }

    private func bytes(
        _ name: String, about reference: ImageReference
    ) throws(RegistryError) -> [UInt8]? {
        do throws(FileFault) {
            return try WholeFile.read(folder + "/" + name, limit: Manifest.maximumBytes)
        } catch {
            throw .malformed(reference, reason: "cannot read \(folder)/\(name): \(error)")
        }
    }
}

extension OCILayout: PushRights {
    /// Checks whether `index.json` can be replaced: the folder must be writable.
    package func tryPush(to repository: ImageReference.Repository) async throws(RegistryError) {
        guard access(folder, W_OK) == 0 else {
            throw .forbidden(
                ImageReference(repository: repository), reason: "\(folder) cannot be written")
        }
    }
}

/// Keeps other runs on this host from changing a layout's index at the same time.
enum LayoutLock {
    /// Does work under the lock, or throws if another process holds it; it never waits.
    static func holding(
        _ folder: String, about reference: ImageReference, _ work: () throws(RegistryError) -> Void
    ) throws(RegistryError) {
        let file = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard file >= 0 else {
            let fault = FileFault.last
            throw .forbidden(reference, reason: "cannot open \(folder): \(fault)")
        }
        defer { close(file) }
        guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
            throw .unreachable(
                host: reference.repository.registry, reason: "another run is changing \(folder)")
        }
        try work()
    }
}
