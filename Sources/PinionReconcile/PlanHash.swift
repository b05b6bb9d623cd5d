import Crypto
package import PinionModel

/// Returns the SHA-256 of bytes, such as a plan's canonical bytes, as the model's digest.
package func sha256(_ bytes: [UInt8]) -> PinionModel::Digest {
    let sum = Array(SHA256.hash(data: bytes))
    guard let digest = PinionModel::Digest(sha256: sum) else {
        preconditionFailure("SHA-256 gives 32 bytes")
    }
    return digest
}
