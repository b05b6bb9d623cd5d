import PinionHTTP
import PinionModel
import PinionSyntax

extension ForgeClient: ForgeExamining {
    func examine() async throws(ForgeError) -> [ForgeCheck] {
        let (token, user) = try await examineToken()
        var checks = [token]
        let response: HTTPResponse
        do throws(ForgeError) {
            response = try await session.send(dialect.repositoryCall, for: .readRepository)
        } catch {
            // Other rights may be enough for pull requests.
            guard case .forbidden = error else { throw error }
            return checks + [ForgeCheck("repository", .untried("it may not be read: \(error)"))]
        }
        let node = try session.json(of: response, for: .readRepository)
        let state = dialect.state(ofRepository: node, response.headers, user: user)
        checks.append(check(of: state))
        checks += state.checks
        for right in dialect.rights(in: node, of: user) {
            checks.append(try await check(of: right))
        }
        return checks
    }

    private func check(of state: RepositoryState) -> ForgeCheck {
        if let reason = obstacle(in: state) { return ForgeCheck("repository", .refused(reason)) }
        return ForgeCheck(
            "repository", .granted("\(session.location.path) is there, and takes pull requests"))
    }

    /// Returns why a pull request cannot be opened in a repository; `nil` if it can, or if the
    /// forge does not tell.
    private func obstacle(in state: RepositoryState) -> String? {
        if let path = state.path, path.lowercased() != session.location.path.lowercased() {
            return RepositoryState.renamed(to: path)
        }
        return state.obstacle
    }

    /// Asks whose the token is, which a forge refuses to tell of an invalid one.
    ///
    /// A request of a public repository does not show that: some forges answer it as to nobody.
    private func examineToken() async throws(ForgeError) -> (ForgeCheck, user: JSONNode?) {
        var isTaken = false
        var refusal: ForgeError?
        for call in dialect.userCalls {
            do throws(ForgeError) {
                let response = try await session.send(call, for: .user)
                let node = try session.json(of: response, for: .user)
                guard let user = dialect.user(node, response.headers), !user.isEmpty else {
                    continue
                }
                guard !dialect.isNobody(user) else {
                    throw .unauthorized(
                        forge: label, reason: "it answers as to nobody",
                        remedy: "renew \(session.token.source), or take an expired one away")
                }
                let text = "that of \(session.token.source) is \(ShownText(user))'s"
                return (ForgeCheck("token", .granted(text)), node)
            } catch {
                switch error {
                case .forbidden: isTaken = true
                case .unauthorized: refusal = error
                case .notFound, .refused: continue
                default: throw error
                }
            }
        }
        let source = "that of \(session.token.source)"
        if isTaken {
            let text = "\(source) is valid; whose it is, it may not read"
            return (ForgeCheck("token", .granted(text)), nil)
        }
        if let refusal, dialect.refusesOnlyInvalidTokens { throw refusal }
        return (ForgeCheck("token", .untried("\(source): it does not tell whose it is")), nil)
    }

    private func check(of right: TokenRight) async throws(ForgeError) -> ForgeCheck {
        do throws(ForgeError) {
            let answer = try await session.ask(right.call, for: .readRights)
            return ForgeCheck(right.name, right.read(answer))
        } catch {
            switch error {
            case .forbidden, .notFound, .unauthorized, .refused, .malformed:
                return ForgeCheck(right.name, .untried("\(right.untold) (\(error))"))
            case .unconfigured, .unreachable, .throttled: throw error
            }
        }
    }

    /// Replaces an error that hides what is wrong with the repository by one that says it.
    ///
    /// Forges answer 404 or 403 where pull requests are turned off, and some for an archived one.
    func explaining<Value>(
        _ operation: ForgeOperation, _ act: () async throws(ForgeError) -> Value
    ) async throws(ForgeError) -> Value {
        do throws(ForgeError) { return try await act() } catch {
            switch error {
            case .notFound, .forbidden: break
            default: throw error
            }
            let reason: String?
            do throws(ForgeError) {
                let call = dialect.repositoryCall
                let response = try await session.send(call, for: .readRepository)
                let node = try session.json(of: response, for: .readRepository)
                let state = dialect.state(ofRepository: node, response.headers, user: nil)
                reason = obstacle(in: state)
            } catch { reason = nil }
            guard let reason else { throw error }
            throw .refused(forge: label, operation: operation.description, reason: reason)
        }
    }
}

/// A request that tells what a token may do, with the reader of its answer.
struct TokenRight: Sendable {
    /// The name of the check.
    let name: String
    let call: ForgeCall
    /// The clause if the request is refused: what is needed.
    let untold: String
    /// Reads the answer.
    let read: @Sendable (JSONNode) -> ForgeCheck.Result
}
