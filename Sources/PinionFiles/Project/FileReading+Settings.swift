import PinionModel
import PinionReading
import PinionSyntax

extension FileReading {
    /// Reads the settings of `pinion.yaml`; those with mistakes keep their default.
    mutating func settings(_ root: YAMLNode) -> ProjectSettings {
        guard meetsRequirement(root) else { return ProjectSettings() }
        let known = [
            "requires", "branch", "remote", "environments", "ledger", "registries", "images",
            "forge", "retired", "seen", "sign",
        ]
        guard let fields = fields(of: root, as: Self.wholeFile, "in pinion.yaml", known: known)
        else { return ProjectSettings() }
        let defaults = ProjectSettings()
        return ProjectSettings(
            requires: fields["requires"].flatMap { try? VersionRange(parsing: $0.scalar ?? "") },
            branch: fields["branch"].flatMap { branch($0) },
            remote: fields["remote"].flatMap { remote($0) },
            environmentsFolder: fields["environments"].flatMap {
                relativePath($0, as: "environments", want: "the folder of the environments")
            } ?? defaults.environmentsFolder,
            ledger: fields["ledger"].flatMap { choice($0, as: "ledger") } ?? defaults.ledger,
            registries: fields["registries"].map { registries($0) } ?? [],
            imageLayout: fields["images"].flatMap { imageLayout($0) },
            forge: fields["forge"].flatMap { forge($0) },
            retired: fields["retired"].map { retired($0) } ?? [],
            looks: fields["seen"].map { looks($0) } ?? defaults.looks,
            signing: fields["sign"].flatMap { choice($0, as: "sign") })
    }

    /// Reads a branch's name by git-check-ref-format(1), with the rules for `refs/heads/`.
    private mutating func branch(_ node: YAMLNode) -> String? {
        guard let value = word(node, as: "branch", want: "a branch's name") else { return nil }
        let parts = value.split(separator: "/", omittingEmptySubsequences: false)
        let isName =
            !value.hasPrefix("-") && !value.contains("..") && !value.contains("@{")
            && value != "@" && !value.hasSuffix(".")
            && !value.utf8.contains { "~^:?*[\\".utf8.contains($0) }
            && parts.allSatisfy { !$0.isEmpty && !$0.hasPrefix(".") && !$0.hasSuffix(".lock") }
        guard isName, !value.hasPrefix("refs/") else {
            refuse(
                node, "`branch` is \(QuotedText(value)), which is no branch's name",
                "write the name without refs/heads/, such as main")
            return nil
        }
        return value
    }

    private mutating func remote(_ node: YAMLNode) -> String? {
        let want = "a remote's name or address, such as origin"
        guard let value = word(node, as: "remote", want: want) else { return nil }
        guard !value.hasPrefix("-") else {
            refuse(node, as: "remote", want: want)
            return nil
        }
        guard !holdsPassword(value) else {
            refuse(
                node, "`remote` holds a password",
                "take it out, change it, and keep the new one in a credential helper or .netrc")
            return nil
        }
        return value
    }

    private func holdsPassword(_ address: String) -> Bool {
        guard let scheme = address.firstRange(of: "://") else { return false }
        let authority = address[scheme.upperBound...].prefix { $0 != "/" }
        guard let at = authority.lastIndex(of: "@") else { return false }
        return authority[..<at].contains(":")
    }

    private mutating func imageLayout(_ node: YAMLNode) -> String? {
        let want = "layout: and the folder of an OCI image layout, such as layout:images"
        guard let value = line(node, as: "images", want: want) else { return nil }
        guard value.hasPrefix("layout:") else {
            refuse(node, as: "images", want: want)
            return nil
        }
        return relativePath(value.dropFirst("layout:".count), at: node, as: "images")
    }

    // MARK: Registries

    private mutating func registries(_ node: YAMLNode) -> [RegistrySettings] {
        guard let entries = node.entries else {
            refuse(
                node, as: "registries",
                want: "a mapping such as registry.example.com: { plain-http: true }")
            return []
        }
        return entries.compactMap { registry($0) }.sorted { $0.host < $1.host }
    }

    private mutating func registry(_ entry: YAMLNode.Entry) -> RegistrySettings? {
        let known = ["plain-http", "certificate-authority"]
        let host = registryHost(entry.key)
        guard
            let fields = fields(
                of: entry.value, as: entry.name, "for the registry \(QuotedText(entry.name))",
                known: known),
            let setting = exactlyOne(of: known, in: fields, as: entry.name)
        else { return nil }
        guard setting.name == "plain-http" else {
            let path = anyPath(
                setting.value, as: setting.name, want: "the path of a PEM file of certificates")
            guard let host, let path else { return nil }
            return RegistrySettings(host: host, certificateAuthority: path)
        }
        let isPlain = truth(setting.value, as: setting.name)
        guard let host, let isPlain else { return nil }
        return RegistrySettings(host: host, plainHTTP: isPlain)
    }

    private mutating func registryHost(_ key: YAMLNode) -> String? {
        let host = key.scalar ?? ""
        do throws(ImageReference.Malformed) {
            let repository = try ImageReference.Repository(parsing: host + "/x")
            if repository.registry == host { return host }
        } catch {
            // The refusal below says the same in words that fit this file.
        }
        refuse(
            key, "\(QuotedText(host)) is no registry's host",
            "write it as image references do: registry.example.com, or with a port, "
                + "registry.example.com:5000")
        return nil
    }
}
