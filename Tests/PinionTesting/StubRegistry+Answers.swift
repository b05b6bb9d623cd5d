import PinionModel
import Synchronization

extension StubRegistry {
    typealias Reply = LoopbackServer.Reply
    typealias Request = LoopbackServer.Request

    /// Answers one request; the protocol is OCI Distribution's.
    func answer(_ request: Request) -> Reply {
        state.withLock { state in
            if request.path == "/token" { return token(request, &state) }
            guard request.path.hasPrefix("/v2/") else { return .text(404) }
            for case .clockAhead(let ahead) in state.faults where request.path == "/v2/" {
                return .text(200, [("Date", HTTPTime.text(ahead: ahead))])
            }
            if let challenge = challenge(request, &state) { return challenge }
            let parts = request.path.dropFirst(4).split(separator: "/").map(String.init)
            if parts.count >= 3, parts.suffix(2) == ["tags", "list"] {
                return tagPage(request, parts.dropLast(2).joined(separator: "/"), &state)
            }
            guard parts.count >= 3 else { return .text(404) }
            let repository = parts.dropLast(2).joined(separator: "/")
            switch parts[parts.count - 2] {
            case "manifests":
                return manifest(request, repository, parts[parts.count - 1], &state)
            case "blobs": return blob(repository, parts[parts.count - 1], &state)
            default: return .text(404)
            }
        }
    }

    private func blob(_ repository: String, _ name: String, _ state: inout State) -> Reply {
        state.counts.blobs += 1
        guard let digest = try? Digest(parsing: name), var bytes = state.blobs[repository]?[digest]
        else { return .text(404, [], #"{"errors":[{"code":"BLOB_UNKNOWN","message":"unknown"}]}"#) }
        for fault in state.faults {
            switch fault {
            case .altersBlobs: bytes[bytes.count - 2] ^= 1
            case .redirectsBlobs(let target): return .text(307, [("Location", target)])
            default: continue
            }
        }
        let headers = [
            ("Content-Type", "application/octet-stream"), ("Content-Length", String(bytes.count)),
        ]
        return .answer(200, headers, bytes)
    }

    private func manifest(
        _ request: Request, _ repository: String, _ name: String, _ state: inout State
    ) -> Reply {
        count(request, &state)
        if let refusal = refusal(request, &state) { return refusal }
        if request.method == "PUT" { return put(request, repository, name, &state) }
        let digest = (try? Digest(parsing: name)) ?? state.tags[repository]?[name]
        guard let digest, let manifest = state.manifests[repository]?[digest] else {
            return .text(404, [], #"{"errors":[{"code":"MANIFEST_UNKNOWN","message":"unknown"}]}"#)
        }
        for case .movesTags(let next) in state.faults where state.tags[repository]?[name] != nil {
            state.tags[repository]?[name] = next
        }
        return sent(manifest, state.faults)
    }

    private func count(_ request: Request, _ state: inout State) {
        switch request.method {
        case "HEAD": state.counts.heads += 1
        case "GET": state.counts.gets += 1
        case "PUT": state.counts.puts += 1
        default: break
        }
    }

    private func refusal(_ request: Request, _ state: inout State) -> Reply? {
        for (index, fault) in state.faults.enumerated() {
            switch fault {
            case .refuses(let status, let times, let retryAfter) where times > 0:
                state.faults[index] = .refuses(status, times: times - 1, retryAfter: retryAfter)
                return .text(status, retryAfter.map { [("Retry-After", $0)] } ?? [])
            case .redirects(let target): return .text(307, [("Location", target)])
            case .floods where request.method == "GET": return .flood
            case .answersHead(let status, let type) where request.method == "HEAD":
                return .text(status, type.map { [("Content-Type", $0)] } ?? [])
            case .knowsNoHead where request.method == "HEAD": return .text(405)
            case .hangsUp: return .hangUp
            case .isSilent: return .silence
            default: continue
            }
        }
        return nil
    }

    private func sent(_ manifest: StubManifest, _ faults: [Fault]) -> Reply {
        var bytes = manifest.bytes
        var type = manifest.mediaType
        var digest: String? = manifest.digest.description
        for fault in faults {
            switch fault {
            case .hidesDigest: digest = nil
            case .liesAboutDigest: digest = "sha256:" + String(repeating: "e", count: 64)
            case .altersBytes: bytes[bytes.count - 2] ^= 1
            case .callsManifests(let name): type = name
            case .truncates:
                let headers = [("Content-Type", type), ("Docker-Content-Digest", digest ?? "")]
                return .truncated(
                    200, headers, Array(bytes.prefix(bytes.count / 2)), of: bytes.count)
            default: continue
            }
        }
        var headers = [("Content-Type", type), ("Content-Length", String(bytes.count))]
        if let digest { headers.append(("Docker-Content-Digest", digest)) }
        return .answer(200, headers, bytes)
    }

    private func put(
        _ request: Request, _ repository: String, _ name: String, _ state: inout State
    ) -> Reply {
        if state.faults.contains(.keepsTags), state.tags[repository]?[name] != nil {
            let text = #"{"errors":[{"code":"TAG_INVALID","message":"the tag is immutable"}]}"#
            return .text(400, [], text)
        }
        let manifest = StubManifest(request.body, mediaType: request["Content-Type"] ?? "")
        if !state.faults.contains(.losesTags) {
            state.manifests[repository, default: [:]][manifest.digest] = manifest
            state.tags[repository, default: [:]][name] = manifest.digest
        }
        return .text(201, [("Docker-Content-Digest", manifest.digest.description)])
    }

    private func tagPage(
        _ request: Request, _ repository: String, _ state: inout State
    ) -> Reply {
        state.counts.tagPages += 1
        guard let all = state.tags[repository]?.keys.sorted() else {
            return .text(404, [], #"{"errors":[{"code":"NAME_UNKNOWN","message":"unknown"}]}"#)
        }
        let last = request.query.split(separator: "&").first { $0.hasPrefix("last=") }?.dropFirst(5)
        let page = all.filter { last.map(String.init) ?? "" < $0 }.prefix(state.tagsPerPage)
        var headers: [(String, String)] = []
        if let end = page.last, end != all.last {
            let target = "/v2/\(repository)/tags/list?n=\(state.tagsPerPage)&last=\(end)"
            headers = [("Link", "<\(target)>; rel=\"next\"")]
        }
        for case .linksTags(let target) in state.faults {
            headers = [("Link", "<\(target)>; rel=\"next\"")]
        }
        let list = page.map { "\"\($0)\"" }.joined(separator: ",")
        return .text(200, headers, "{\"name\":\"\(repository)\",\"tags\":[\(list)]}")
    }
}
