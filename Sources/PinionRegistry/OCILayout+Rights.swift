import Glibc
package import PinionModel

extension OCILayout: PushRights {
    /// Looks whether `index.json` can be replaced: the folder must be writable.
    package func tryPush(
        to repository: ImageReference.Repository
    ) async throws(RegistryError) {
        guard access(folder, W_OK) == 0 else {
            throw .forbidden(
                ImageReference(repository: repository), reason: "\(folder) cannot be written")
        }
    }
}
