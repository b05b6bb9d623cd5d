import Glibc
package import PinionModel
import PinionProcess

/// The claims of the environments of all repositories on this host on one machine, a file each.
///
/// They are in the folder that all users of this host share, if it exists, else in this user's
/// state folder: `claims/<machine>/<repository>-<environment>.claim`. The folder's lock keeps other
/// processes from recording between the check and the record.
package struct ClaimFolder: Sendable {
    /// The folder that all users of this host share.
    ///
    /// Pinion never creates it: its administrator decides who may write there.
    package static let forAllUsers = "/var/lib/pinion/claims"

    /// The folder that records are written to.
    private let folder: String
    /// This user's own folder if records go to the shared one: earlier records in it are read too.
    private let ownFolder: String?
    /// The folder that all users share; `nil` if there is none.
    private let shared: String?
    private let source: String
    private let address: String
    private let clock: ProcessClock

    /// The claims of other repositories, the environment's own, and the reading errors.
    package struct Found: Sendable {
        /// The claims of other repositories.
        package var foreign: [(claim: HostClaim, source: String, path: String)] = []
        /// The environment's own claim.
        package var own: HostClaim?
        /// The sentences about records that could not be read.
        package var doubts: [String] = []
    }

    init(
        stateFolder: String, shared: String? = nil, machine: String, source: String,
        address: String, clock: ProcessClock
    ) {
        let own = "\(stateFolder)/claims/\(Self.fileName(machine))"
        self.shared = shared
        folder = shared.map { "\($0)/\(Self.fileName(machine))" } ?? own
        ownFolder = shared == nil ? nil : own
        self.source = RepositoryHandle.id(of: Array(source.utf8), as: .blob).description
        (self.address, self.clock) = (address, clock)
    }

    /// Reads the claims of other repositories and of the environment itself.
    package func found(for environment: Environment.Name, at now: Timestamp) -> Found {
        var found = Found()
        read(folder, for: environment, at: now, &found)
        if let ownFolder {
            var before = Found()
            read(ownFolder, for: environment, at: now, &before)
            let known = Set(found.foreign.map(\.path).map(Self.lastName))
            found.foreign += before.foreign.filter { !known.contains(Self.lastName($0.path)) }
            found.doubts += before.doubts
        }
        return found
    }

    private static func lastName(_ path: String) -> Substring {
        path[(path.lastIndex(of: "/").map(path.index(after:)) ?? path.startIndex)...]
    }

    private func read(
        _ folder: String, for environment: Environment.Name, at now: Timestamp, _ found: inout Found
    ) {
        let names: [String]
        do { names = try Files.listed(folder) } catch {
            found.doubts.append(
                "the records of what other repositories hold cannot be listed: \(folder): \(error)"
                    + "; "
                    + (shared == nil || folder == ownFolder
                        ? "give this user the right to read it" : Self.remedy))
            return
        }
        let own = "\(source)-\(environment).claim"
        for name in names where name.hasSuffix(".claim") {
            guard name == own || !name.hasPrefix("\(source)-") else { continue }
            let path = "\(folder)/\(name)"
            guard let text = Files.text(path), let read = HostClaim.parsing(text) else {
                if name == own || Files.isAbsent(path) { continue }
                found.doubts.append(
                    "\(path) cannot be read, and may say that another repository holds what this "
                        + "environment pins; mend its rights, or delete it where that environment "
                        + "is no more")
                continue
            }
            if name == own {
                found.own = read.claim
            } else if read.claim.isValid(at: now) {
                found.foreign.append((read.claim, read.source, path))
            }
        }
    }

    /// Writes the environment's record, whole or not at all, unless `isFree` returns false.
    ///
    /// - Returns: false if `isFree` did.
    package func record(
        _ claim: HostClaim, where isFree: @Sendable (Found) async -> Bool
    ) async throws(ClaimFailure) -> Bool {
        do throws(FileFault) {
            if let shared {
                try Files.makeFolder(folder, like: shared)
            } else {
                try Files.makeFolder(folder)
            }
        } catch { throw unwritable("\(error)") }
        let path = "\(folder)/lock"
        let lock: FileLock
        do throws(FileFault) {
            guard let held = try await FileLock.waiting(path, atMost: .seconds(10), by: clock)
            else { throw FileFault("another run has held it for 10 s") }
            lock = held
        } catch { throw unwritable("\(path): \(error)") }
        if let shared { Files.share(path, like: shared) }
        let found = found(for: claim.environment, at: claim.at)
        guard await isFree(found) else { return false }
        let file = "\(folder)/\(source)-\(claim.environment).claim"
        // The file gets its final name only once all users may read it.
        let draft = "\(file).draft"
        do throws(FileFault) {
            try Files.write(claim.text(source: address), to: draft)
            if let shared { Files.share(draft, like: shared) }
            guard Files.rename(draft, to: file) else { throw .last }
        } catch { throw unwritable("\(error)") }
        _ = consume lock
        return true
    }

    private func unwritable(_ reason: String) -> ClaimFailure {
        guard let shared else {
            return ClaimFailure(
                description:
                    "\(folder) cannot be written: \(reason); free space or mend its rights",
                isShared: false)
        }
        return ClaimFailure(
            description: "what this environment holds cannot be recorded in \(shared), where the "
                + "other users of this host look: \(reason); \(Self.remedy)", isShared: true)
    }

    private static let remedy =
        "let this user read, write and enter \(forAllUsers) and what is in it, as a member of the "
        + "folder's group"

    /// Reads and writes in the shared folder as a trial; does nothing if there is none.
    /// - Throws: the sentence on what this user cannot do there.
    package func tryShared() throws(ClaimFailure) {
        guard let shared else { return }
        for folder in [shared, folder] {
            do throws(FileFault) {
                _ = try Files.listed(folder)
                guard folder == shared || Files.isFolder(folder) else { continue }
                let path = "\(folder)/try.\(clock.nonce())"
                try Files.write("", to: path)
                try Files.remove(path)
            } catch {
                throw ClaimFailure(
                    description: "\(folder) cannot be read and written: \(error); \(Self.remedy)",
                    isShared: true)
            }
        }
    }

    /// Turns a machine's id into a file name by percent-encoding all but letters, digits and `-`.
    private static func fileName(_ text: String) -> String {
        text.utf8.map { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2d: String(Unicode.Scalar(byte))
            default: (byte < 16 ? "%0" : "%") + String(byte, radix: 16)
            }
        }.joined()
    }
}

extension SourceRepository {
    /// Returns this host's records of what environments hold on a machine.
    package func claims(on machine: String) -> ClaimFolder {
        ClaimFolder(
            stateFolder: settings.stateFolder, shared: Self.sharedClaims, machine: machine,
            source: identity, address: label, clock: settings.clock)
    }

    /// The folder of claims that all users of this host share; `nil` if it does not exist.
    package static var sharedClaims: String? {
        Files.mayBeFolder(ClaimFolder.forAllUsers) ? ClaimFolder.forAllUsers : nil
    }
}

/// The reason why an environment's record could not be written, as a sentence.
package struct ClaimFailure: FailureReason {
    /// The sentence.
    package let description: String
    /// Whether the record belongs in the folder that other users of this host read.
    package let isShared: Bool
}
