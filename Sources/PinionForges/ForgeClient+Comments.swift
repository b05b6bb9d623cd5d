import PinionHTTP
import PinionModel
import PinionSyntax

extension ForgeClient {
    /// How many pages of comments are read; a pull request with more is refused, not commented on again and again.
    private static let longestTalk = 100

    func comment(
        on request: Int, marker: String, body: String
    ) async throws(ForgeError) -> String {
        let marker = marker.hasPrefix("<!--") ? marker : "<!-- \(marker) -->"
        let text = dialect.body(body.hasPrefix(marker) ? body : "\(marker)\n\(body)")
        if let own = try await ownComment(on: request, marker: marker) {
            if !own.body.isSameText(as: text) {
                let call = dialect.editing(own.id, to: text, on: request)
                _ = try await session.send(call, for: .comment(request))
            }
            return address(of: own, on: request)
        }
        let added = try await once { () async throws(ForgeError) in
            let call = dialect.adding(text, on: request)
            return try read(try await session.ask(call, for: .comment(request)), on: request)
        } unless: { _ throws(ForgeError) in
            try await ownComment(on: request, marker: marker)
        }
        return address(of: added, on: request)
    }

    /// The first comment that begins with the marker and is by the token's own user.
    ///
    /// Somebody may have quoted the marker, so that the comment must begin with it. Where the token may not read
    /// whose it is, as in jobs of GitHub Actions, a comment by a person is left alone.
    private func ownComment(
        on request: Int, marker: String
    ) async throws(ForgeError) -> ForgeComment? {
        var marked: [ForgeComment] = []
        let isWhole = try await session.pages(
            of: dialect.comments(on: request), for: .readComments(request),
            longest: Self.longestTalk
        ) { page throws(ForgeError) in
            for node in page {
                let comment = try read(node, on: request)
                if comment.body.hasPrefix(marker) { marked.append(comment) }
            }
            return false
        }
        guard isWhole else {
            throw session.malformed(
                "it has more than \(Self.longestTalk) pages", .readComments(request))
        }
        guard !marked.isEmpty else { return nil }
        guard let user = try await user() else {
            return marked.first { $0.isOfProgram != false }
        }
        return marked.first { $0.author.lowercased() == user.lowercased() }
    }

    /// Whose token it is; nil where it may not ask that.
    func user() async throws(ForgeError) -> String? {
        do throws(ForgeError) {
            let node = try await session.ask(ForgeCall(.get, "/user"), for: .user)
            return node[dialect.userMember]?.string
        } catch {
            switch error {
            case .forbidden, .notFound, .unauthorized, .refused: return nil
            default: throw error
            }
        }
    }

    private func read(
        _ node: JSONNode, on request: Int
    ) throws(ForgeError) -> ForgeComment {
        guard let comment = dialect.comment(node, on: request) else {
            throw session.malformed("a comment in it lacks a field", .readComments(request))
        }
        return comment
    }

    private func address(of comment: ForgeComment, on request: Int) -> String {
        comment.address ?? session.place.address
    }
}
