import FoundationEssentials
import PinionHTTP

/// The AWS settings in the process's variables and the shared configuration files.
///
/// AWS SDKs and Tools Reference Guide, "Settings reference": variables come before files.
package struct AWSSettings: Sendable {
    let variables: [String: String]
    private let config: ProfileFile
    private let credentials: ProfileFile

    /// Reads the files with `file`, which returns `nil` if a file is missing or unreadable.
    package init(variables: [String: String], file: (String) -> String?) {
        self.variables = variables
        let home = variables["HOME"] ?? ""
        func read(_ variable: String, _ path: String) -> ProfileFile {
            let path =
                variables[variable].flatMap { $0.isEmpty ? nil : $0 } ?? "\(home)/.aws/\(path)"
            return file(path).map { ProfileFile($0) } ?? .none
        }
        config = read("AWS_CONFIG_FILE", "config")
        credentials = read("AWS_SHARED_CREDENTIALS_FILE", "credentials")
    }

    /// Reads the files of this machine.
    package init(variables: [String: String]) {
        self.init(variables: variables, file: LocalFile.text)
    }

    /// The name of the profile in use.
    package var profileName: String {
        self["AWS_PROFILE"] ?? self["AWS_DEFAULT_PROFILE"] ?? "default"
    }

    /// Whether the profile is named explicitly, so that it must exist.
    var isProfileNamed: Bool { self["AWS_PROFILE"] != nil || self["AWS_DEFAULT_PROFILE"] != nil }

    /// Returns the profile with a name; `nil` if neither file has it.
    func profile(named name: String) -> Profile? {
        Profile(named: name, config: config, credentials: credentials)
    }

    /// The profile in use; `nil` if neither file has it.
    var profile: Profile? { profile(named: profileName) }

    /// Returns a variable that is set and not empty.
    subscript(name: String) -> String? {
        variables[name].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// Returns a setting: its variable, else its key in the profile in use.
    func value(_ variable: String, _ key: String) -> String? { self[variable] ?? profile?[key] }

    /// Whether a setting is `true`.
    func isTrue(_ variable: String, _ key: String) -> Bool {
        value(variable, key)?.lowercased() == "true"
    }

    /// Only the authorities of `AWS_CA_BUNDLE` or the profile's `ca_bundle`, else the system's.
    var trust: TLSIdentity {
        value("AWS_CA_BUNDLE", "ca_bundle").map { TLSIdentity(trust: .only(file: $0)) } ?? .system
    }

    /// The region of the variables, else of the profile; `nil` if neither names one.
    package var region: String? {
        self["AWS_REGION"] ?? self["AWS_DEFAULT_REGION"] ?? profile?["region"]
    }

    /// Returns the configured URL of a service; `nil` if its public endpoint is used.
    ///
    /// "Service-specific endpoints": `AWS_ENDPOINT_URL_<SERVICE>`, `AWS_ENDPOINT_URL`, the
    /// profile's `services` section, the profile's `endpoint_url`; none if they are to be ignored.
    package func configuredEndpoint(of service: AWSService) -> String? {
        let isIgnored = isTrue(
            "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "ignore_configured_endpoint_urls")
        guard !isIgnored else { return nil }
        return self["AWS_ENDPOINT_URL_\(service.settingsKey.uppercased())"]
            ?? self["AWS_ENDPOINT_URL"] ?? profile?.endpoint(of: service)
    }

    /// Returns a service's endpoint in a region: the configured one, else the public one.
    func endpoint(of service: AWSService, region: String) throws(AWSError) -> ServiceEndpoint {
        if let configured = configuredEndpoint(of: service) {
            return try ServiceEndpoint(configured: configured, service, trust: trust)
        }
        let isFIPS = isTrue("AWS_USE_FIPS_ENDPOINT", "use_fips_endpoint")
        let isDualStack = isTrue("AWS_USE_DUALSTACK_ENDPOINT", "use_dualstack_endpoint")
        return try ServiceEndpoint(
            service, region: region, isFIPS: isFIPS, isDualStack: isDualStack, trust: trust)
    }
}

/// Reads small files of this machine: configurations and tokens.
enum LocalFile {
    /// Returns a file's text, trimmed; `nil` if it is unreadable, not text, or over 1 MiB.
    static func text(of path: String) -> String? {
        guard let data = FileManager.default.contents(atPath: path), data.count <= 1 << 20,
            let text = String(validating: data, as: UTF8.self)
        else { return nil }
        let start = text.drop(while: \.isWhitespace)
        return start.lastIndex { !$0.isWhitespace }.map { String(start[...$0]) } ?? ""
    }
}
