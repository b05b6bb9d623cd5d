package import PinionModel
import Synchronization

/// A registry on loopback that keeps manifests and tags, and misbehaves on demand.
package final class StubRegistry: Sendable {
    /// One way of being bad.
    package enum Fault: Hashable, Sendable {
        /// Answers so many requests for manifests with a status, and a `Retry-After`.
        case refuses(Int, times: Int, retryAfter: String?)
        /// Leaves `Docker-Content-Digest` out.
        case hidesDigest
        /// Names another digest than that of the bytes.
        case liesAboutDigest
        /// Changes a byte of every manifest that it sends.
        case altersBytes
        /// Sends half of every manifest.
        case truncates
        /// Sends every manifest as this type.
        case callsManifests(String)
        /// Puts the tag on this digest after every look at it.
        case movesTags(to: Digest)
        /// Changes a byte of every blob that it sends.
        case altersBlobs
        /// Redirects requests for blobs.
        case redirectsBlobs(to: String)
        /// Redirects requests for manifests.
        case redirects(to: String)
        /// Answers a manifest without end.
        case floods
        /// Answers HEAD with a status, and with a type where one is given.
        case answersHead(Int, type: String?)
        /// Does not know HEAD.
        case knowsNoHead
        /// Sends the `Link` of the next page of tags always to this place.
        case linksTags(to: String)
        /// Refuses to move a tag.
        case keepsTags
        /// Says that it moved a tag, and did not.
        case losesTags
        /// Cuts the connection at every request for a manifest.
        case hangsUp
        /// Never answers a request for a manifest.
        case isSilent
        /// Says, where it is asked for nothing, that it is so much later than it is.
        case clockAhead(Duration)
        /// Names this realm instead of its own.
        case namesRealm(String)
        /// Sells tokens that it does not accept.
        case refusesTokens
        /// Answers this where a token is asked for.
        case answersTokens(String)
    }

    /// Who may come in.
    package enum Door: Hashable, Sendable {
        /// Everybody.
        case open
        /// Whoever shows a token, which everybody gets.
        case tokens
        /// Whoever shows a token, which this user gets.
        case tokensFor(user: String, password: String)
        /// Whoever shows a token, which is got for this identity token.
        case tokensForIdentity(String)
        /// This user.
        case basic(user: String, password: String)
    }

    /// How often it was asked what.
    package struct Counts: Hashable, Sendable {
        /// HEAD of manifests.
        package var heads = 0
        /// GET of manifests.
        package var gets = 0
        /// PUT of manifests.
        package var puts = 0
        /// Pages of tags.
        package var tagPages = 0
        /// Tokens, by GET or POST.
        package var tokens = 0
        /// GET of blobs.
        package var blobs = 0

        /// Takes numbers as they are.
        package init(
            heads: Int = 0, gets: Int = 0, puts: Int = 0, tagPages: Int = 0, tokens: Int = 0,
            blobs: Int = 0
        ) {
            self.heads = heads
            self.gets = gets
            self.puts = puts
            self.tagPages = tagPages
            self.tokens = tokens
            self.blobs = blobs
        }
    }

    struct State {
        var manifests: [String: [Digest: StubManifest]] = [:]
        var blobs: [String: [Digest: [UInt8]]] = [:]
        var tags: [String: [String: Digest]] = [:]
        var faults: [Fault]
        var counts = Counts()
        var tagsPerPage = 10
        var tokens: [String: String] = [:]
        var issued = 0
    }

    let door: Door
    let state: Mutex<State>
    private let server = Mutex<LoopbackServer?>(nil)

    /// Makes a registry that does not listen yet.
    package init(door: Door = .open, faults: [Fault] = []) {
        self.door = door
        state = Mutex(State(faults: faults))
    }

    /// How many tags stand on a page: ten, unless another number is set.
    package var tagsPerPage: Int {
        get { state.withLock { $0.tagsPerPage } }
        set { state.withLock { $0.tagsPerPage = newValue } }
    }

    /// How often it was asked what so far.
    package var counts: Counts { state.withLock { $0.counts } }

    /// Everything that it was sent.
    package var requests: [LoopbackServer.Request] { server.withLock { $0?.requests ?? [] } }

    /// The host and port, as an image reference names them.
    package var host: String { "127.0.0.1:\(server.withLock { $0?.port ?? 0 })" }

    /// Keeps a manifest and puts tags on it.
    package func keep(_ manifest: StubManifest, in repository: String, tags: [String] = []) {
        state.withLock { state in
            state.manifests[repository, default: [:]][manifest.digest] = manifest
            for tag in tags { state.tags[repository, default: [:]][tag] = manifest.digest }
        }
    }

    /// Keeps the blob of an image's configuration.
    package func keep(_ configuration: StubConfiguration, in repository: String) {
        state.withLock { state in
            state.blobs[repository, default: [:]][configuration.digest] = configuration.bytes
        }
    }

    /// Forgets a manifest and the tags on it.
    package func drop(_ digest: Digest, from repository: String) {
        state.withLock { state in
            state.manifests[repository]?[digest] = nil
            for (tag, place) in state.tags[repository] ?? [:] where place == digest {
                state.tags[repository]?[tag] = nil
            }
        }
    }

    /// The digest that a tag is on.
    package func digest(of tag: String, in repository: String) -> Digest? {
        state.withLock { $0.tags[repository]?[tag] }
    }

    /// Behaves in other ways from now on.
    package func behave(_ faults: [Fault]) { state.withLock { $0.faults = faults } }

    /// Accepts none of the tokens that it sold so far.
    package func revokeTokens() { state.withLock { $0.tokens = [:] } }

    /// Listens while `work` runs.
    package func serving<Value: Sendable>(
        at place: LoopbackServer.Place = .loopback,
        _ work: (StubRegistry) async throws -> Value
    ) async throws -> Value {
        try await LoopbackServer.serving(at: place) {
            self.answer($0)
        } _: { server in
            self.server.withLock { $0 = server }
            return try await work(self)
        }
    }
}
