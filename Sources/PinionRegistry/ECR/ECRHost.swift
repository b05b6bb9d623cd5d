import PinionAWS
import PinionSyntax

/// A private registry of ECR, as image references name it.
///
/// Amazon ECR User Guide, "Private registry" and "… dual-stack endpoints":
/// `ACCOUNT.dkr.ecr.REGION.amazonaws.com`, `ACCOUNT.dkr-ecr.REGION.on.aws`, also with `-fips`.
struct ECRHost: Hashable, Sendable {
    /// The account that owns it; `nil` if an emulator's name does not include it.
    let account: String?
    /// The region that it is in; `nil` if an emulator's name does not include it.
    let region: String?
}

extension ECRHost {
    /// Reads an AWS registry's name in image references; `nil` for others, or if it has a port.
    init?(parsing registry: String) {
        guard let (host, rest) = Self.split(registry), Self.isOfAWS(host, rest) else { return nil }
        self = host
    }

    /// Makes the value for an emulator's registry, which may have any name of this machine.
    init(ofEmulator registry: String) {
        let name = registry.prefix { $0 != ":" }
        self = Self.split(name)?.host ?? ECRHost(account: nil, region: nil)
    }

    /// Splits a name into its parts and a domain, which is a partition's for a registry of AWS.
    private static func split(_ registry: some StringProtocol) -> (host: ECRHost, domain: Domain)? {
        let labels = registry.lowercased().split(separator: ".", omittingEmptySubsequences: false)
        guard let account = labels.first, account.utf8.count == 12,
            account.utf8.allSatisfy(Byte.isDigit)
        else { return nil }
        let isPlain = labels.dropFirst().first == "dkr"
        let rest = labels.dropFirst(isPlain ? 2 : 1)
        let services = isPlain ? ["ecr", "ecr-fips"] : ["dkr-ecr", "dkr-ecr-fips"]
        guard let service = rest.first, services.contains(String(service)),
            let region = rest.dropFirst().first, AWSRegion.isName(region)
        else { return nil }
        let domain = rest.dropFirst(2).joined(separator: ".")
        return (
            ECRHost(account: String(account), region: String(region)),
            Domain(name: domain, isDualStack: !isPlain)
        )
    }

    private struct Domain {
        let name: String
        let isDualStack: Bool
    }

    private static func isOfAWS(_ host: ECRHost, _ domain: Domain) -> Bool {
        (domain.isDualStack ? dualStackDomains : domains).contains(domain.name)
    }

    /// The domains of the partitions: botocore, `partitions.json`.
    private static let domains: Set<String> = [
        "amazonaws.com", "amazonaws.com.cn", "amazonaws.eu", "c2s.ic.gov", "sc2s.sgov.gov",
        "cloud.adc-e.uk", "csp.hci.ic.gov",
    ]

    /// The dual-stack domains of the partitions, for both versions of IP.
    private static let dualStackDomains: Set<String> = [
        "on.aws", "on.amazonwebservices.com.cn", "on.amazonwebservices.eu",
    ]
}
