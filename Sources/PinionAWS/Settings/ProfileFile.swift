/// The sections of a shared configuration file: `~/.aws/config` or `~/.aws/credentials`.
///
/// AWS SDKs and Tools Reference Guide, "Shared config and credentials files": sections in brackets,
/// `key = value` lines, comments from `#` or `;` at a line's start or after a space, and settings
/// of a setting on indented lines below it. Keys are compared without case. Repeated sections are
/// merged; the later value counts.
struct ProfileFile: Hashable, Sendable {
    /// The settings by the section's text (`default`, `profile prod`); a nested setting's key is
    /// `outer.inner`.
    let sections: [String: [String: String]]

    /// Reads a file's text; like other tools, skips lines of any other form.
    init(_ text: String) {
        var sections: [String: [String: String]] = [:]
        var section: String?
        var outer: String?
        for line in text.split(whereSeparator: \.isNewline) {
            let content = Self.withoutComment(line)
            guard let first = content.first else { continue }
            if first == "[" {
                section = Self.name(content)
                outer = nil
                if let section { sections[section, default: [:]].merge([:]) { _, new in new } }
                continue
            }
            guard let section, let (key, value) = Self.setting(content) else { continue }
            let isNested = line.first?.isWhitespace ?? false
            if isNested, let outer {
                sections[section, default: [:]]["\(outer).\(key)"] = value
            } else {
                sections[section, default: [:]][key] = value
                outer = key
            }
        }
        self.sections = sections
    }

    /// The value for a missing file.
    static let none = ProfileFile("")

    private static func name(_ line: Substring) -> String? {
        guard let end = line.firstIndex(of: "]") else { return nil }
        let inside = line[line.index(after: line.startIndex)..<end]
        let words = inside.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return words.filter { $0 != "\"" && $0 != "'" }
    }

    private static func setting(_ line: Substring) -> (key: String, value: String)? {
        guard let equals = line.firstIndex(of: "=") else { return nil }
        let key = trimmed(line[..<equals]).lowercased()
        return key.isEmpty ? nil : (key, String(trimmed(line[line.index(after: equals)...])))
    }

    private static func withoutComment(_ line: Substring) -> Substring {
        var previous: Character = " "
        for index in line.indices {
            let character = line[index]
            if (character == "#" || character == ";") && previous.isWhitespace {
                return trimmed(line[..<index])
            }
            previous = character
        }
        return trimmed(line)
    }

    private static func trimmed(_ text: Substring) -> Substring {
        let start = text.drop(while: \.isWhitespace)
        return start.lastIndex { !$0.isWhitespace }.map { start[...$0] } ?? ""
    }
}

/// A named profile: the settings of both shared files under its name.
struct Profile: Hashable, Sendable {
    let name: String
    /// The settings; those of the credentials file go first.
    private let settings: [String: String]
    private let services: [String: String]

    /// Finds the profile with a name; `nil` if neither file has it.
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

    /// Returns a setting by its key; an empty one counts as missing.
    subscript(key: String) -> String? { settings[key].flatMap { $0.isEmpty ? nil : $0 } }

    /// Returns the service's endpoint in the profile's `services` section, else the profile's own.
    func endpoint(of service: AWSService) -> String? {
        services["\(service.settingsKey).endpoint_url"] ?? self["endpoint_url"]
    }
}
