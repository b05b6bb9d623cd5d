import PinionHTTP
import PinionProcess

extension AWSClient {
    /// Returns the bytes of an answer; retries if the `standard` retry mode allows it.
    func answer(to request: AWSRequest) async throws(AWSError) -> [UInt8] {
        let target = try settings.endpoint(of: request.service, region: region)
        let limiter = limiters.limiter(of: request)
        var attempt = 1
        var hasRenewed = false
        var spent = 0
        while true {
            try await wait(limiter.reserveSlot(), request)
            let credentials = try await chain.credentials()
            switch await send(request, to: target, as: credentials) {
            case .done(let body):
                limiter.recordSuccess()
                await quota.giveBack(spent)
                return body
            case .failed(_, .expired) where !hasRenewed:
                hasRenewed = true
                await chain.forget(credentials)
            case .failed(let error, let kind):
                if kind == .throttled { limiter.recordThrottling() }
                guard !request.isSentOnce, attempt < policy.attempts(after: kind),
                    let cost = await quota.take(for: kind)
                else { throw error }
                spent = cost
                try await wait(policy.pause(after: attempt, jitter: clock.fraction()), request)
                attempt += 1
            }
        }
    }

    private enum Outcome {
        case done([UInt8])
        case failed(AWSError, Failure)
    }

    private func wait(_ time: Duration, _ request: AWSRequest) async throws(AWSError) {
        guard time > .zero else { return }
        do {
            try await clock.sleep(for: time)
        } catch {
            throw .cancelled(service: request.service.label, operation: request.operation)
        }
    }

    private func send(
        _ request: AWSRequest, to target: ServiceEndpoint, as credentials: AWSCredentials
    ) async -> Outcome {
        let signed = RequestSigner(
            credentials: credentials, region: region, service: request.service.signingName
        ).signed(
            request.http(at: target.basePath), host: target.endpoint.authority, at: clock.timestamp)
        do throws(HTTPError) {
            let response = try await http.send(signed, to: target.endpoint)
            if response.isSuccess { return .done(response.body) }
            let refusal = AWSError.Refusal(response, to: request, hiding: credentials)
            if refusal.isThrottling {
                return .failed(
                    .throttled(service: refusal.service, operation: refusal.operation), .throttled)
            }
            if refusal.isExpired { return .failed(.refused(refusal), .expired) }
            let mayRepeat = refusal.isTransient && request.isIdempotent
            return .failed(.refused(refusal), mayRepeat ? .transient : .final)
        } catch .cancelled {
            return .failed(
                .cancelled(service: request.service.label, operation: request.operation), .final)
        } catch {
            let failure = AWSError.unreachable(service: request.service.label, reason: "\(error)")
            return .failed(failure, Failure(error, isIdempotent: request.isIdempotent))
        }
    }
}

/// The consequences of a failed attempt for the next.
enum Failure: Hashable, Sendable {
    /// Another attempt would fail in the same way, or could do something twice.
    case final
    /// Another attempt may help.
    case transient
    /// The service asks for fewer requests.
    case throttled
    /// The session's keys have expired.
    case expired

    /// Judges an attempt without an answer: one that never reached the service may be repeated.
    init(_ error: HTTPError, isIdempotent: Bool) {
        self =
            switch error {
            case .unreachable: .transient
            case .connectionLost, .timedOut: isIdempotent ? .transient : .final
            default: .final
            }
    }
}
