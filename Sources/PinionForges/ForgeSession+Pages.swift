import PinionHTTP
import PinionModel
import PinionSyntax

extension ForgeSession {
    /// Reads a list page by page, to its end or until `isEnough` returns true.
    ///
    /// - Parameters:
    ///   - call: The first page.
    ///   - operation: The purpose of the list.
    ///   - longest: The maximum number of pages.
    ///   - isEnough: Called with each page's elements.
    /// - Returns: Whether the list was read to its end, or `isEnough` returned true.
    /// - Throws: The forge's error for a page, or the error of `isEnough`.
    @discardableResult
    func pages(
        of call: ForgeCall, for operation: ForgeOperation, longest: Int,
        until isEnough: (_ page: [JSONNode]) throws(ForgeError) -> Bool
    ) async throws(ForgeError) -> Bool {
        var visited: Set<String> = []
        var next: ForgeCall? = call
        while let page = next, visited.count < longest {
            guard visited.insert(page.target).inserted else {
                throw malformed("its pages go round in a circle", operation)
            }
            let response = try await send(page, for: operation)
            let body = try json(of: response, for: operation)
            guard let elements = dialect.elements(body) else {
                throw malformed("it is no list", operation)
            }
            if try isEnough(elements) { return true }
            next =
                switch dialect.next(body, after: page) {
                case .some(.last): nil
                case .call(let call): call
                case .address(let link): try following(page, at: link, of: response, operation)
                case nil: try following(page, after: response, operation)
                }
        }
        return next == nil
    }

    /// Returns the error for an answer that cannot be used.
    func malformed(_ reason: String, _ operation: ForgeOperation) -> ForgeError {
        .malformed(forge: location.label, operation: operation.description, reason: reason)
    }

    /// Returns the request for the next page.
    ///
    /// GitHub REST API, "Using pagination": `Link`. GitLab REST API, "Pagination": `x-next-page`,
    /// empty on the last page, or only `Link`. Gitea: `Link`. The latter two write their configured
    /// address, which differs behind a proxy: then only the number of the page is taken from it.
    private func following(
        _ call: ForgeCall, after response: HTTPResponse, _ operation: ForgeOperation
    ) throws(ForgeError) -> ForgeCall? {
        if let page = response.headers["X-Next-Page"] {
            return page.isEmpty ? nil : call.replacing("page", page)
        }
        guard let link = LinkHeader.next(in: response.headers.values(of: "Link")) else {
            return nil
        }
        return try following(call, at: link, of: response, operation)
    }

    private func following(
        _ call: ForgeCall, at link: String, of response: HTTPResponse, _ operation: ForgeOperation
    ) throws(ForgeError) -> ForgeCall? {
        let url: HTTPURL
        do { url = try response.url.resolving(link) } catch {
            throw malformed("its next page is no URL: \(error)", operation)
        }
        let base = location.api.target
        if url.endpoint.isSameOrigin(as: location.api.endpoint), url.target.hasPrefix(base + "/") {
            return ForgeCall(.get, String(url.target.dropFirst(base.utf8.count)))
        }
        guard let page = ForgeCall(.get, url.target).field("page") else {
            throw malformed("its next page is on another host, \(url.endpoint)", operation)
        }
        return call.replacing("page", page)
    }
}
