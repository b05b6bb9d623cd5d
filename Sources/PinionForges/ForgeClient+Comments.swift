import PinionHTTP
import PinionModel
import PinionProcess
import PinionSyntax

extension ForgeClient {
    /// The maximum number of pages of comments that are read before the comment is refused.
    private static let longestTalk = 100

    func comment(on request: Int, marker: String, body: String) async throws(ForgeError) -> String {
        let marker = marker.hasPrefix("<!--") ? marker : "<!-- \(marker) -->"
        let body = body.hasPrefix(marker) ? String(body.dropFirst(marker.count)) : "\n" + body
        guard let user = try await user() else {
            return try await signedComment(on: request, marker: marker, body: body)
        }
        let text = dialect.body(marker + body, longest: limits.comment)
        let isOwn = { (comment: ForgeComment) in comment.author.isUser(user) }
        if let own = try await comment(on: request, marker: marker, where: isOwn) {
            return try await update(own, on: request, to: text)
        }
        let added = try await add(text, to: request) { () async throws(ForgeError) in
            try await self.comment(on: request, marker: marker, where: isOwn)
        }
        return address(of: added, on: request)
    }

    /// Comments with a token that may not read its own user: a hidden line marks each own comment.
    ///
    /// The answer to a new comment tells the author. Until then the comment has a line that no one
    /// can predict, so the first comment with it is ours.
    private func signedComment(
        on request: Int, marker: String, body: String
    ) async throws(ForgeError) -> String {
        let signature = CommentSignature(
            token: session.token.secret, location: session.location.label, request: request)
        let isOwn = { (comment: ForgeComment) in
            comment.author != .nobody
                && comment.secondLine == dialect.hidden(signature.line(of: comment.author))
        }
        func text(_ line: String) -> String {
            dialect.body(marker + "\n" + line + body, longest: limits.comment)
        }
        if let own = try await comment(on: request, marker: marker, where: isOwn) {
            return try await update(own, on: request, to: text(signature.line(of: own.author)))
        }
        let line = signature.line(ofNew: session.http.clock.timestamp)
        let added = try await add(text(line), to: request) { () async throws(ForgeError) in
            try await self.comment(on: request, marker: marker) {
                $0.secondLine == dialect.hidden(line)
            }
        }
        guard added.author != .nobody else { return address(of: added, on: request) }
        return try await update(added, on: request, to: text(signature.line(of: added.author)))
    }

    /// Adds a comment once only.
    private func add(
        _ text: String, to request: Int, unless look: () async throws(ForgeError) -> ForgeComment?
    ) async throws(ForgeError) -> ForgeComment {
        try await once { () async throws(ForgeError) in
            let call = dialect.adding(text, on: request)
            return try read(try await session.ask(call, for: .comment(request)), on: request)
        } unless: { _ throws(ForgeError) in
            try await look()
        }
    }

    /// Edits a comment to have this text.
    private func update(
        _ own: ForgeComment, on request: Int, to text: String
    ) async throws(ForgeError) -> String {
        if !own.body.isSameText(as: text) {
            let call = dialect.editing(own, to: text, on: request)
            _ = try await session.send(call, for: .comment(request))
        }
        return address(of: own, on: request)
    }

    /// Finds our oldest comment that begins with the marker, which others may have quoted.
    private func comment(
        on request: Int, marker: String, where isOwn: (ForgeComment) -> Bool
    ) async throws(ForgeError) -> ForgeComment? {
        var own: ForgeComment?
        let isWhole = try await session.pages(
            of: dialect.comments(on: request), for: .readComments(request),
            longest: Self.longestTalk
        ) { page throws(ForgeError) in
            for node in page {
                let comment = try read(node, on: request)
                guard comment.body.hasPrefix(dialect.hidden(marker)), isOwn(comment) else {
                    continue
                }
                if own.map({ $0.id > comment.id }) ?? true { own = comment }
            }
            return false
        }
        guard isWhole else {
            throw session.malformed(
                "it has more than \(Self.longestTalk) pages", .readComments(request))
        }
        return own
    }

    /// Returns the token's user; `nil` if it may not read that.
    func user() async throws(ForgeError) -> String? {
        for call in dialect.userCalls {
            do throws(ForgeError) {
                let response = try await session.send(call, for: .user)
                let node = try session.json(of: response, for: .user)
                if let user = dialect.user(node, response.headers), !user.isEmpty { return user }
            } catch {
                switch error {
                case .forbidden, .notFound, .unauthorized, .refused: continue
                default: throw error
                }
            }
        }
        return nil
    }

    private func read(_ node: JSONNode, on request: Int) throws(ForgeError) -> ForgeComment {
        guard let comment = dialect.comment(node, on: request) else {
            throw session.malformed("a comment in it lacks a field", .readComments(request))
        }
        return comment
    }

    private func address(of comment: ForgeComment, on request: Int) -> String {
        comment.address ?? session.location.address
    }
}
