import Glibc
package import PinionModel

/// What the environments of all repositories on this host hold on one machine: a file for each, below the state folder.
///
/// `claims/<machine>/<repository>-<environment>.claim`; the folder's lock makes looking and recording one step.
package struct ClaimFolder: Sendable {
    private let folder: String
    private let source: String
    private let address: String

    /// The records of others that stand, the environment's own, and what could not be read.
    package struct Found: Sendable {
        /// Those of other repositories.
        package var foreign: [(claim: HostClaim, source: String, path: String)] = []
        /// The environment's own.
        package var own: HostClaim?
        /// What could not be read, as sentences.
        package var doubts: [String] = []
    }

    init(stateFolder: String, machine: String, source: String, address: String) {
        folder = "\(stateFolder)/claims/\(Self.fileName(machine))"
        self.source = RepositoryHandle.id(of: Array(source.utf8), as: .blob).description
        self.address = address
    }

    /// Reads what others and the environment itself have on record.
    package func found(for environment: Environment.Name, at now: Timestamp) -> Found {
        var found = Found()
        let names: [String]
        do {
            names = try Files.listed(folder)
        } catch {
            found.doubts.append(
                "the records of what other repositories hold cannot be listed: \(folder): \(error)"
                    + "; give this user the right to read it")
            return found
        }
        let own = "\(source)-\(environment).claim"
        for name in names where name.hasSuffix(".claim") {
            guard name == own || !name.hasPrefix("\(source)-") else { continue }
            let path = "\(folder)/\(name)"
            guard let text = Files.text(path), let read = HostClaim.parsing(text) else {
                if name == own || !Files.exists(path) { continue }
                found.doubts.append(
                    "\(path) cannot be read, and may say that another repository holds what this "
                        + "environment pins; mend its rights, or delete it where that environment "
                        + "is no more")
                continue
            }
            if name == own {
                found.own = read.claim
            } else if read.claim.stands(at: now) {
                found.foreign.append((read.claim, read.source, path))
            }
        }
        return found
    }

    /// Writes the environment's record, whole or not at all, unless `isFree` says no of what stands there then.
    ///
    /// - Returns: false where it said no.
    package func record(
        _ claim: HostClaim, where isFree: @Sendable (Found) async -> Bool
    ) async throws -> Bool {
        try Files.makeFolder(folder)
        guard let lock = try await FileLock.waiting("\(folder)/lock", atMost: .seconds(10)) else {
            throw FileLockError(number: EWOULDBLOCK)
        }
        let found = found(for: claim.environment, at: claim.at)
        guard await isFree(found) else { return false }
        let path = "\(folder)/\(source)-\(claim.environment).claim"
        try Files.write(claim.text(source: address), to: path)
        _ = consume lock
        return true
    }

    /// A machine's id as a file's name: what is no plain character is percent-encoded.
    private static func fileName(_ text: String) -> String {
        text.utf8.map { byte in
            let scalar = Unicode.Scalar(byte)
            let isPlain =
                (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte)
                || (0x61...0x7a).contains(byte) || byte == 0x2d
            let hex = String(byte, radix: 16)
            return isPlain ? String(scalar) : "%" + (hex.count < 2 ? "0" : "") + hex
        }.joined()
    }
}

extension GitPlace {
    /// This host's records of what environments hold on a machine.
    package func claims(on machine: String) -> ClaimFolder {
        ClaimFolder(
            stateFolder: settings.stateFolder, machine: machine, source: identity, address: label)
    }
}
