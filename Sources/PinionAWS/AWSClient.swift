package import PinionHTTP
package import PinionModel
package import PinionSyntax

/// Speaks to the services of AWS in one region, with one chain of credentials.
///
/// One is made per environment and run. Nothing is asked until the first call.
package final class AWSClient: Sendable {
    /// The region.
    package let region: String
    let http: HTTPClient
    let settings: AWSSettings
    let chain: CredentialChain
    let policy: RetryPolicy
    private let quota = RetryQuota()
    private let now: @Sendable () -> Timestamp
    private let pause: HTTPClient.Pause
    private let jitter: @Sendable () -> Double

    /// Makes a client.
    ///
    /// - Parameters:
    ///   - region: The region; nil means the one of the settings.
    ///   - settings: The process's surroundings.
    ///   - http: The run's HTTP client.
    ///   - now: The wall clock, which signatures carry.
    ///   - pause: Waits between attempts.
    ///   - jitter: A random number from 0 up to 1.
    package init(
        region: String?, settings: AWSSettings, http: HTTPClient,
        now: @escaping @Sendable () -> Timestamp,
        pause: @escaping HTTPClient.Pause = { try await Task.sleep(for: $0) },
        jitter: @escaping @Sendable () -> Double = { Double.random(in: 0..<1) }
    ) throws(AWSError) {
        guard let region = region ?? settings.region else {
            throw .settings(
                "no AWS region is known; write `region:` in environment.yaml, or set AWS_REGION")
        }
        self.region = region
        self.settings = settings
        self.http = http
        self.now = now
        self.pause = pause
        self.jitter = jitter
        policy = RetryPolicy()
        chain = CredentialChain(settings: settings, region: region, http: http, now: now)
    }

    /// Calls an operation of a service that speaks JSON, and reads its answer.
    package func json(_ request: AWSRequest) async throws(AWSError) -> JSONNode {
        let body = try await answer(to: request)
        do throws(SyntaxError) {
            return try JSONNode(
                parsing: body, named: request.operation, maximumSize: 16 << 20)
        } catch {
            throw .malformed(
                service: request.service.label, operation: request.operation, reason: "\(error)")
        }
    }

    /// Calls an operation of a service that speaks the Query protocol, and gives the element `OPERATIONResult`.
    package func query(_ request: AWSRequest) async throws(AWSError) -> XMLElement {
        let body = try await answer(to: request)
        do throws(XMLFault) {
            let root = try XMLElement(parsing: body)
            return root["\(request.operation)Result"] ?? root
        } catch {
            throw .malformed(
                service: request.service.label, operation: request.operation, reason: "\(error)")
        }
    }

    /// The bytes of an answer; sends again what the `standard` retry mode lets be sent again.
    private func answer(to request: AWSRequest) async throws(AWSError) -> [UInt8] {
        let place = try settings.place(of: request.service, region: region)
        var attempt = 1
        var hasRenewed = false
        while true {
            let outcome = try await send(request, to: place)
            switch outcome {
            case .done(let body):
                await quota.giveBack()
                return body
            case .failed(let error, let kind):
                if kind == .expired, !hasRenewed {
                    hasRenewed = true
                    await chain.forget()
                    continue
                }
                let limit = kind == .throttled ? policy.throttledAttempts : policy.attempts
                guard kind != .final, kind != .expired, attempt < limit,
                    await quota.take(isThrottled: kind == .throttled)
                else { throw error }
                do {
                    try await pause(policy.pause(after: attempt, jitter: jitter()))
                } catch {
                    throw .unreachable(
                        service: request.service.label, reason: "the call was cancelled")
                }
                attempt += 1
            }
        }
    }

    private enum Outcome {
        case done([UInt8])
        case failed(AWSError, Kind)
    }

    private enum Kind { case final, transient, throttled, expired }

    private func send(
        _ request: AWSRequest, to place: AWSPlace
    ) async throws(AWSError) -> Outcome {
        let signer = RequestSigner(
            credentials: try await chain.credentials(), region: region,
            service: request.service.signingName)
        let signed = signer.signed(
            request.http(at: place.basePath), host: place.endpoint.authority, at: now())
        do throws(HTTPError) {
            let response = try await http.send(signed, to: place.endpoint)
            if response.isSuccess { return .done(response.body) }
            let refusal = AWSError.Refusal(response, to: request)
            if refusal.isThrottling {
                return .failed(
                    .throttled(service: refusal.service, operation: refusal.operation), .throttled)
            }
            let isTransient = [500, 502, 503, 504].contains(response.status)
            let kind: Kind = refusal.isExpired ? .expired : isTransient ? .transient : .final
            return .failed(
                .refused(refusal), kind == .transient && !request.isIdempotent ? .final : kind)
        } catch {
            let failure = AWSError.unreachable(service: request.service.label, reason: "\(error)")
            return .failed(failure, error.isTransient && request.isIdempotent ? .transient : .final)
        }
    }
}

/// The tokens that retries of one client share: 500 at first; a retry costs 5, a throttled one nothing, a success gives 1 back.
actor RetryQuota {
    private var tokens = 500

    func take(isThrottled: Bool) -> Bool {
        guard !isThrottled else { return true }
        guard tokens >= 5 else { return false }
        tokens -= 5
        return true
    }

    func giveBack() { tokens = min(500, tokens + 1) }
}

extension AWSError.Refusal {
    /// Reads the error of an answer, in JSON or XML, or neither.
    init(_ response: HTTPResponse, to request: AWSRequest) {
        let (code, message, id) = Self.parts(of: response)
        self.init(
            service: request.service.label, operation: request.operation, status: response.status,
            code: code ?? "status \(response.status)",
            message: message.map { String($0.prefix(1_000)) } ?? "it says nothing more",
            requestID: response.headers["x-amzn-RequestId"] ?? response.headers["x-amz-request-id"]
                ?? id)
    }

    /// `__type` or `X-Amzn-ErrorType` hold the code, perhaps after `#` and before `:`; `message` comes in two spellings.
    private static func parts(
        of response: HTTPResponse
    ) -> (code: String?, message: String?, id: String?) {
        if let root = try? JSONNode(parsing: response.body, named: "error", maximumSize: 1 << 20) {
            let type = root["__type"]?.string ?? response.headers["x-amzn-ErrorType"]
            let code = type.map { $0.prefix { $0 != ":" } }?.split(separator: "#").last.map(
                String.init)
            return (code, root["message"]?.string ?? root["Message"]?.string, nil)
        }
        guard let root = try? XMLElement(parsing: response.body) else { return (nil, nil, nil) }
        let error = root["Error"] ?? root["Errors"]?["Error"]
        return (
            error?["Code"]?.text, error?["Message"]?.text,
            root["RequestId"]?.text ?? root["RequestID"]?.text
        )
    }
}
