/// A named profile: what both shared files say under its name.
struct Profile: Hashable, Sendable {
    /// Its name.
    let name: String
    /// Its settings; those of the credentials file come first.
    private let settings: [String: String]
    private let services: [String: String]

    /// The profile of a name; nil where neither file has it.
    init?(named name: String, config: ProfileFile, credentials: ProfileFile) {
        let section = name == "default" ? ["profile default", "default"] : ["profile \(name)"]
        let configured = section.lazy.compactMap { config.sections[$0] }.first
        let kept = credentials.sections[name]
        guard configured != nil || kept != nil else { return nil }
        self.name = name
        settings = (configured ?? [:]).merging(kept ?? [:]) { _, kept in kept }
        let group = configured?["services"] ?? ""
        services = config.sections["services \(group)"] ?? [:]
    }

    /// A setting by its key; an empty one counts as none.
    subscript(key: String) -> String? { settings[key].flatMap { $0.isEmpty ? nil : $0 } }

    /// The endpoint that its `services` section names for a service, else its own.
    func endpoint(of service: AWSService) -> String? {
        services["\(service.settingsKey).endpoint_url"] ?? self["endpoint_url"]
    }
}
