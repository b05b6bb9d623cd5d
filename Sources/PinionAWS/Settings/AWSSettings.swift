import PinionHTTP

/// What the process's surroundings say of AWS: variables and the shared configuration files.
///
/// AWS SDKs and Tools Reference Guide, "Settings reference": variables come before files.
package struct AWSSettings: Sendable {
    let variables: [String: String]
    private let config: ProfileFile
    private let credentials: ProfileFile

    /// Reads the surroundings.
    ///
    /// - Parameters:
    ///   - variables: The environment's variables.
    ///   - file: The text of a file; nil where it is not there or cannot be read.
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

    /// The name of the profile in use.
    package var profileName: String {
        self["AWS_PROFILE"] ?? self["AWS_DEFAULT_PROFILE"] ?? "default"
    }

    /// Whether somebody named the profile, so that it must be there.
    var isProfileNamed: Bool { self["AWS_PROFILE"] != nil || self["AWS_DEFAULT_PROFILE"] != nil }

    /// The profile of a name; nil where neither file has it.
    func profile(named name: String) -> Profile? {
        Profile(named: name, config: config, credentials: credentials)
    }

    /// The profile in use; nil where neither file has it.
    var profile: Profile? { profile(named: profileName) }

    /// A variable that is set and not empty.
    subscript(name: String) -> String? {
        variables[name].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// The region of the variables, else of the profile; nil where neither names one.
    package var region: String? {
        self["AWS_REGION"] ?? self["AWS_DEFAULT_REGION"] ?? profile?["region"]
    }

    /// Where a service of a region listens: as configured, else its public endpoint.
    ///
    /// "Service-specific endpoints": `AWS_ENDPOINT_URL_<SERVICE>`, `AWS_ENDPOINT_URL`, the profile's `services` section, the
    /// profile's `endpoint_url`.
    func place(of service: AWSService, region: String) throws(AWSError) -> AWSPlace {
        let isIgnored = self["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"]?.lowercased() == "true"
        let configured =
            self["AWS_ENDPOINT_URL_\(service.settingsKey.uppercased())"]
            ?? self["AWS_ENDPOINT_URL"] ?? profile?.endpoint(of: service)
        if let configured, !isIgnored { return try AWSPlace(configured: configured, service) }
        return try AWSPlace(service, region: region)
    }
}

/// Where a service listens.
struct AWSPlace: Hashable, Sendable {
    /// Its endpoint.
    let endpoint: Endpoint
    /// What stands before every path, without a slash at its end.
    let basePath: String

    /// The public endpoint of a region.
    init(_ service: AWSService, region: String) throws(AWSError) {
        let isName =
            !region.isEmpty && region.utf8.count <= 40
            && region.utf8.allSatisfy {
                (0x61...0x7a).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2d
            }
        guard isName else {
            throw .settings("`\(region)` is not a region's name; write one such as ap-southeast-2")
        }
        let domain = region.hasPrefix("cn-") ? "amazonaws.com.cn" : "amazonaws.com"
        endpoint = .tls(host: "\(service.hostPrefix).\(region).\(domain)", port: 443)
        basePath = ""
    }

    /// An endpoint that somebody configured; plain HTTP for this machine alone.
    init(configured text: String, _ service: AWSService) throws(AWSError) {
        let url: HTTPURL
        do throws(MalformedURL) {
            url = try HTTPURL(parsing: text)
        } catch {
            throw .settings("the endpoint of \(service.label) cannot be read: \(error)")
        }
        guard url.endpoint.scheme == "https" || url.endpoint.isLocal else {
            throw .settings(
                "the endpoint \(url.endpoint) of \(service.label) is plain HTTP, which is for this machine alone; use https://"
            )
        }
        endpoint = url.endpoint
        var path = url.target.prefix { $0 != "?" }
        while path.hasSuffix("/") { path = path.dropLast() }
        basePath = String(path)
    }
}
