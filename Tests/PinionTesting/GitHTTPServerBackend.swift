import NIOHTTP1

/// Git's own server program, run once for each request as the CGI program that it is.
struct GitBackend: Sendable {
    let root: String

    func answer(
        to head: HTTPRequestHead, _ request: GitRequest, _ body: [UInt8]
    ) async throws -> RawAnswer {
        var environment = BareRepository.isolation
        environment.merge(variables(of: head, request, length: body.count)) { $1 }
        let command = Command("git", ["http-backend"], environment: environment, input: body)
        let outcome = try await command.run()
        guard outcome.code == 0 else { return RawAnswer(500, [], outcome.errors) }
        return RawAnswer(parsingCGI: outcome.outputBytes)
    }

    private func variables(
        of head: HTTPRequestHead, _ request: GitRequest, length: Int
    ) -> [String: String?] {
        [
            "GIT_PROJECT_ROOT": root, "GIT_HTTP_EXPORT_ALL": "1",
            // Git allows pushes to a user that the web server knows.
            "REMOTE_USER": "ada", "REMOTE_ADDR": "127.0.0.1",
            "REQUEST_METHOD": head.method.rawValue,
            "PATH_INFO": request.path, "QUERY_STRING": request.query,
            "CONTENT_TYPE": head.headers.first(name: "Content-Type") ?? "",
            "CONTENT_LENGTH": "\(length)",
            "HTTP_CONTENT_ENCODING": head.headers.first(name: "Content-Encoding"),
            "GIT_PROTOCOL": head.headers.first(name: "Git-Protocol"),
        ]
    }
}
