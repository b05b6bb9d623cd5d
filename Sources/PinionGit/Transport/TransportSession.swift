import CLibgit2
import FoundationEssentials
import PinionModel
import PinionProcess

/// The state of one child's callbacks; used on the thread that talks to the remote.
final class TransportSession {
    let remote: RemoteURL
    /// The pipes to Pinion.
    let pipe: ParentPipe
    /// The watch that reports to Pinion how much has moved.
    let watch: ByteWatch
    /// The child's environment variables.
    let environment: [String: String]
    /// The refs that are pushed, with the values that they must have; `nil` if nothing is pushed.
    var pushes: [String: ObjectID?]?
    /// The reason why a callback stopped the work.
    private(set) var obstacle: SourceError?
    /// The value that a pushed ref has instead of the expected one.
    private(set) var movedTo: ObjectID??
    private var keys: [SSHKey]
    private var keyObstacles: [String] = []
    private var timesAsked = 0
    private var credential: Login?
    private var remarkLength = 0

    init(remote: RemoteURL, pipe: ParentPipe, watch: ByteWatch, environment: [String: String]) {
        (self.remote, self.pipe, self.watch, self.environment) = (remote, pipe, watch, environment)
        keys = SSHKey.all(in: environment)
    }

    /// Begins a connection: the questions of the last one no longer count.
    func beginConnection() {
        timesAsked = 0
        keyObstacles = []
        keys = SSHKey.all(in: environment)
    }

    /// Returns the callbacks; the session must be kept alive for as long as they may be called.
    func callbacks() throws(GitError) -> git_remote_callbacks {
        var callbacks = unsafe git_remote_callbacks()
        try check("prepare the transport") {
            unsafe git_remote_init_callbacks(&callbacks, UInt32(GIT_REMOTE_CALLBACKS_VERSION))
        }
        unsafe callbacks.payload = unsafe Unmanaged.passUnretained(self).toOpaque()
        unsafe callbacks.credentials = { out, url, user, kinds, payload in
            unsafe session(payload).credential(out, for: url, user: user, kinds: kinds)
        }
        unsafe callbacks.certificate_check = { certificate, isValid, _, payload in
            unsafe session(payload).judge(certificate, isValid: isValid == 1)
        }
        unsafe callbacks.transfer_progress = { progress, payload in
            unsafe session(payload).judge(progress)
        }
        unsafe callbacks.sideband_progress = { text, length, payload in
            unsafe session(payload).remark(text, length)
        }
        unsafe callbacks.push_negotiation = { updates, count, payload in
            unsafe session(payload).negotiate(updates, count)
        }
        unsafe callbacks.push_update_reference = { ref, status, payload in
            unsafe session(payload).status(of: ref, status)
        }
        return unsafe callbacks
    }

    // MARK: - Credentials

    private func credential(
        _ out: UnsafeMutablePointer<UnsafeMutablePointer<git_credential>?>?,
        for url: UnsafePointer<CChar>?, user: UnsafePointer<CChar>?, kinds: UInt32
    ) -> Int32 {
        let asking = unsafe url.map { unsafe String(cString: $0) } ?? ""
        guard isOurs(asking) else {
            return refuse(
                "it sends us to another place, which asks for credentials",
                "give the address that it moved to")
        }
        let name = unsafe user.map { unsafe String(cString: $0) } ?? remote.user
        if kinds & GIT_CREDENTIAL_USERNAME.rawValue != 0 {
            return unsafe git_credential_username_new(out, name ?? "git")
        }
        if kinds & GIT_CREDENTIAL_SSH_KEY.rawValue != 0, remote.scheme == .ssh {
            return unsafe nextKey(out, user: name ?? "git")
        }
        if kinds & GIT_CREDENTIAL_USERPASS_PLAINTEXT.rawValue != 0, remote.scheme != .ssh {
            return unsafe password(out)
        }
        return refuse("it asks for a kind of login that is not supported", "use a token or a key")
    }

    /// Whether an address has the configured scheme, host and port: libgit2 1.5 always follows
    /// redirects within a host, and then another place may ask.
    private func isOurs(_ address: String) -> Bool {
        guard case .url(let url)? = try? RemoteAddress(parsing: address) else { return false }
        return url.scheme == remote.scheme && url.host == remote.host && url.port == remote.port
    }

    private func password(_ out: UnsafeMutablePointer<UnsafeMutablePointer<git_credential>?>?)
        -> Int32
    {
        timesAsked += 1
        let remedy =
            "put a user and a token for \(remote.host) into ~/.netrc or a credential helper of "
            + "git, or set GITHUB_TOKEN"
            + (remote.host == "github.com"
                ? "" : ", or in a job of its own CI the variable of its forge's token")
        guard timesAsked == 1 else {
            return refuse("it does not accept the credentials for \(remote.host)", remedy)
        }
        if credential == nil {
            pipe.tell(.credentialWanted)
            let answer = pipe.answer()
            guard answer.verb == "credential", answer.fields.count == 2 else {
                return refuse("it asks for credentials, and none are known", remedy)
            }
            credential = Login(user: answer.fields[0], secret: Secret(answer.fields[1]))
        }
        guard let credential else { return -1 }
        return unsafe git_credential_userpass_plaintext_new(
            out, credential.user, credential.secret.revealed)
    }

    private func nextKey(
        _ out: UnsafeMutablePointer<UnsafeMutablePointer<git_credential>?>?, user: String
    ) -> Int32 {
        while !keys.isEmpty {
            let key = keys.removeFirst()
            if let obstacle = key.obstacle {
                keyObstacles.append(obstacle)
                continue
            }
            keyObstacles.append("\(key) not accepted")
            switch key {
            case .agent: return unsafe git_credential_ssh_key_from_agent(out, user)
            case .file(let path):
                return unsafe git_credential_ssh_key_new(out, user, nil, path, nil)
            }
        }
        let tried = keyObstacles.isEmpty ? "no key was found" : keyObstacles.joined(separator: ", ")
        return refuse(
            "it accepts no key of ours (\(tried))",
            "give user \(user) there an ed25519 or ECDSA key, in ssh-agent, ~/.ssh/id_ed25519 or "
                + "the file that PINION_SSH_KEY names; RSA keys do not work with servers that "
                + "refuse SHA-1 signatures, as OpenSSH 8.8 and later do")
    }

    // MARK: - The identity of the server

    private func judge(_ certificate: UnsafeMutablePointer<git_cert>?, isValid: Bool) -> Int32 {
        if isValid { return 0 }
        guard let certificate = unsafe certificate,
            unsafe certificate.pointee.cert_type == GIT_CERT_HOSTKEY_LIBSSH2
        else {
            _ = refuse(
                "its TLS certificate is expired, for another name, or signed by nobody whom this "
                    + "host trusts",
                "mend the certificate, or name its authority's file in SSL_CERT_FILE")
            return GIT_ECERTIFICATE.rawValue
        }
        let key = unsafe UnsafeRawPointer(certificate).assumingMemoryBound(
            to: git_cert_hostkey.self)
        let hash = unsafe withUnsafeBytes(of: key.pointee.hash_sha256) { unsafe Data($0) }
        let print = hash.base64EncodedString().filter { $0 != "=" }
        let port = remote.port == 22 ? "" : "-p \(remote.port) "
        let remedy =
            "compare the fingerprint with its owner's word, then run `ssh-keyscan \(port)"
            + "\(remote.host) >> ~/.ssh/known_hosts`"
        _ = refuse(
            isNamedInKnownHosts
                ? "its host key SHA256:\(print) is not the one in known_hosts: it changed, or "
                    + "somebody stands between"
                : "its host key SHA256:\(print) is not in known_hosts",
            isNamedInKnownHosts
                ? "find out why; if the change was meant, run `ssh-keygen -R \(knownName)`, then "
                    + remedy : remedy)
        return GIT_ECERTIFICATE.rawValue
    }

    private var knownName: String {
        remote.port == 22 ? remote.host : "[\(remote.host)]:\(remote.port)"
    }

    /// Whether known_hosts has a key of the host by its plain name; hashed names do not count.
    private var isNamedInKnownHosts: Bool {
        guard let home = environment["HOME"], let text = Files.text("\(home)/.ssh/known_hosts")
        else { return false }
        return text.split(whereSeparator: \.isNewline).contains { line in
            let names = line.split(separator: " ").first { !$0.hasPrefix("@") } ?? ""
            return names.split(separator: ",").contains { $0 == knownName }
        }
    }

    // MARK: - Progress

    private func judge(_ progress: UnsafePointer<git_indexer_progress>?) -> Int32 {
        guard let progress = unsafe progress?.pointee else { return 0 }
        if progress.received_bytes > Limits.packBytes
            || Int(progress.total_objects) > Limits.packObjects
        {
            obstacle = .tooLarge(
                object: "the history of \(remote)",
                limit: "\(Limits.packBytes.asBytes) or \(Limits.packObjects) objects")
            return -1
        }
        watch.note(
            bytes: progress.received_bytes,
            objects: Int(progress.received_objects) + Int(progress.indexed_deltas))
        return 0
    }

    private func remark(_ text: UnsafePointer<CChar>?, _ length: Int32) -> Int32 {
        guard let text = unsafe text, length > 0, remarkLength < 4096 else { return 0 }
        let bytes = unsafe UnsafeRawBufferPointer(start: text, count: Int(length))
        let remark = unsafe String(decoding: bytes, as: UTF8.self)
        remarkLength += remark.utf8.count
        if pushes != nil { pipe.tell(.remark(remark)) }
        return 0
    }

    private func negotiate(
        _ updates: UnsafeMutablePointer<UnsafePointer<git_push_update>?>?, _ count: Int
    ) -> Int32 {
        guard let pushes, count == pushes.count else { return -1 }
        for place in 0..<count {
            guard let update = unsafe updates?[place]?.pointee,
                let name = unsafe update.dst_refname,
                let expected = unsafe pushes[String(cString: name)]
            else { return -1 }
            let actual = unsafe ObjectID(update.src)
            let old = actual.isZero ? nil : actual
            guard old == expected else {
                movedTo = .some(old)
                return -1
            }
        }
        pipe.tell(.sending)
        return 0
    }

    private func status(of ref: UnsafePointer<CChar>?, _ status: UnsafePointer<CChar>?) -> Int32 {
        guard let ref = unsafe ref else { return 0 }
        let refusal = unsafe status.map { unsafe String(cString: $0) }
        pipe.tell(.status(ref: unsafe String(cString: ref), refusal: refusal))
        return 0
    }

    private func refuse(_ reason: String, _ remedy: String) -> Int32 {
        obstacle = .refused(remote: remote.description, reason: reason, remedy: remedy)
        return -1
    }
}

/// Returns the session in a callback's payload.
private func session(_ payload: UnsafeMutableRawPointer?) -> TransportSession {
    guard let payload = unsafe payload else { fatalError("libgit2 lost the callbacks' payload") }
    return unsafe Unmanaged<TransportSession>.fromOpaque(payload).takeUnretainedValue()
}
