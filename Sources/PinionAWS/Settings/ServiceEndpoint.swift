import PinionHTTP
import PinionSyntax

/// The rule for names of regions.
package enum AWSRegion {
    /// Whether a text may be a region's name, which becomes a part of a host's name.
    package static func isName(_ text: some StringProtocol) -> Bool {
        !text.isEmpty && text.utf8.count <= 40
            && text.utf8.allSatisfy { (0x61...0x7a).contains($0) || Byte.isDigit($0) || $0 == 0x2d }
    }
}

/// The address of a service.
struct ServiceEndpoint: Hashable, Sendable {
    let endpoint: Endpoint
    /// The prefix of every path, without a slash at its end.
    let basePath: String

    /// Makes the public endpoint of a region.
    init(
        _ service: AWSService, region: String, isFIPS: Bool = false, isDualStack: Bool = false,
        trust: TLSIdentity = .system
    ) throws(AWSError) {
        guard AWSRegion.isName(region) else {
            throw .settings("a region's name is wrong; write one such as ap-southeast-2")
        }
        basePath = ""
        if isDualStack {
            let name = service.signingName + (isFIPS ? "-fips" : "")
            let domain = try Self.dualStackDomain(of: region)
            endpoint = .tls(host: "\(name).\(region).\(domain)", port: 443, identity: trust)
            return
        }
        let prefix = isFIPS ? service.fipsHostPrefix : service.hostPrefix
        endpoint = .tls(
            host: "\(prefix).\(region).\(Self.domain(of: region))", port: 443, identity: trust)
    }

    /// Returns the domain of the endpoints that have IPv6 addresses too: AWS SDKs and Tools Reference
    /// Guide, "Dual-stack and FIPS endpoints"; botocore, `partitions.json`.
    private static func dualStackDomain(of region: String) throws(AWSError) -> String {
        if region.hasPrefix("cn-") { return "api.amazonwebservices.com.cn" }
        guard domain(of: region) == "amazonaws.com" else {
            throw .settings(
                "there are no dual-stack endpoints in \(region); take AWS_USE_DUALSTACK_ENDPOINT "
                    + "(use_dualstack_endpoint) away, or name each endpoint")
        }
        return "api.aws"
    }

    /// Returns the domain of a region's partition: botocore, `partitions.json`.
    private static func domain(of region: String) -> String {
        let domains = [
            ("cn-", "amazonaws.com.cn"), ("eusc-", "amazonaws.eu"), ("us-iso-", "c2s.ic.gov"),
            ("us-isob-", "sc2s.sgov.gov"), ("eu-isoe-", "cloud.adc-e.uk"),
            ("us-isof-", "csp.hci.ic.gov"),
        ]
        return domains.first { region.hasPrefix($0.0) }?.1 ?? "amazonaws.com"
    }

    /// Reads a configured endpoint; plain HTTP only on this machine, as session tokens are sent.
    init(configured text: String, _ service: AWSService, trust: TLSIdentity) throws(AWSError) {
        let url: HTTPURL
        do throws(MalformedURL) {
            url = try HTTPURL(parsing: text)
        } catch {
            throw .settings("the endpoint of \(service.label) cannot be read: \(error)")
        }
        guard url.endpoint.scheme == "https" || url.endpoint.isLocal else {
            throw .settings(
                "the endpoint \(url.endpoint) of \(service.label) is plain HTTP, which is for this "
                    + "machine alone; use https://")
        }
        endpoint = url.endpoint.replacing(identity: trust)
        var path = url.target.prefix { $0 != "?" }
        while path.hasSuffix("/") { path = path.dropLast() }
        basePath = String(path)
    }
}
