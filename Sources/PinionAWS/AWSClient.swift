package import PinionHTTP
import PinionModel
package import PinionProcess
package import PinionSyntax

/// Calls AWS services in one region, with one chain of credentials.
///
/// A run makes one per environment. It sends nothing before the first call.
package final class AWSClient: Sendable {
    package let region: String
    let http: HTTPClient
    let settings: AWSSettings
    let chain: CredentialChain
    let policy: RetryPolicy
    let quota = RetryQuota()
    let limiters: RateLimiters

    package var clock: ProcessClock { http.clock }

    /// Makes a client; `region` defaults to the settings' region, and one of them must be set.
    package init(region: String?, settings: AWSSettings, http: HTTPClient) throws(AWSError) {
        guard let region = region ?? settings.region else {
            throw .settings(
                "no AWS region is known; write `region:` in environment.yaml, or set AWS_REGION")
        }
        (self.region, self.settings, self.http) = (region, settings, http)
        limiters = RateLimiters(http.clock)
        policy = try RetryPolicy(settings)
        chain = CredentialChain(settings: settings, region: region, http: http)
    }

    /// Makes a client; if no region is set, it takes the EC2 instance's region.
    ///
    /// AWS SDKs and Tools Reference Guide, "AWS Region": the metadata service comes last.
    package static func connecting(
        region: String?, settings: AWSSettings, http: HTTPClient
    ) async throws(AWSError) -> AWSClient {
        var region = region ?? settings.region
        if region == nil {
            region = try await MetadataService.region(
                settings: settings, http: HTTPClient(clock: http.clock))
        }
        return try AWSClient(region: region, settings: settings, http: http)
    }

    /// Calls an operation over the JSON protocol, and parses the response.
    package func json(_ request: AWSRequest) async throws(AWSError) -> JSONNode {
        let body = try await answer(to: request)
        do throws(SyntaxError) {
            let limit = AWSRequest.maximumResponseBytes
            return try JSONNode(parsing: body, named: request.operation, maximumSize: limit)
        } catch {
            throw .malformed(
                service: request.service.label, operation: request.operation, reason: "\(error)")
        }
    }

    /// Calls an operation over the Query protocol; returns the element `OPERATIONResult`.
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
}
