/// The project-wide settings, from `pinion.yaml`; every one has a default.
package struct ProjectSettings: Hashable, Sendable {
    /// The versions of Pinion that may work with the repository; nil means all.
    package let requires: VersionRange?
    /// The tracked branch; nil means the remote's default, else `main`.
    package let branch: String?
    /// The remote's name or address; nil is `origin`, else the repository itself.
    package let remote: String?
    package let environmentsFolder: String
    /// Where ledgers are kept.
    package let ledger: LedgerLocation
    /// What must be known of registries to reach them.
    package let registries: [RegistrySettings]
    /// An OCI image layout in place of all registries, relative to the repository.
    package let imageLayout: String?
    /// Where pull requests are opened, where that cannot be told from the remote's address.
    package let forge: ForgeSettings?
    /// The environments that are given up, ordered by name.
    package let retired: [Retirement]
    /// How often looks are recorded, and when none for long is told.
    package let looks: LookSettings

    /// The defaults, with what is given changed.
    package init(
        requires: VersionRange? = nil, branch: String? = nil, remote: String? = nil,
        environmentsFolder: String = "environments", ledger: LedgerLocation = .remote,
        registries: [RegistrySettings] = [],
        imageLayout: String? = nil, forge: ForgeSettings? = nil, retired: [Retirement] = [],
        looks: LookSettings = LookSettings()
    ) {
        (self.requires, self.branch, self.remote) = (requires, branch, remote)
        (self.environmentsFolder, self.ledger) = (environmentsFolder, ledger)
        (self.registries, self.imageLayout, self.forge) = (registries, imageLayout, forge)
        (self.retired, self.looks) = (retired, looks)
    }
}

/// Where ledgers are kept.
package enum LedgerLocation: String, Hashable, Sendable, CaseIterable {
    /// Under `refs/pinion/ledger/` of the remote: locks every host.
    case remote
    /// In a repository of this host: locks this host only.
    case local
}

/// How to reach a registry that is not reached like every other.
package struct RegistrySettings: Hashable, Sendable {
    /// `host` or `host:port`, matched exactly.
    package let host: String
    /// Whether it speaks plain HTTP.
    package let plainHTTP: Bool
    /// A file of certificate authorities, relative to the repository or absolute.
    package let certificateAuthority: String?

    package init(host: String, plainHTTP: Bool = false, certificateAuthority: String? = nil) {
        (self.host, self.plainHTTP) = (host, plainHTTP)
        self.certificateAuthority = certificateAuthority
    }
}

/// Where pull requests are opened; what is nil is told from the remote's address.
package struct ForgeSettings: Hashable, Sendable {
    package let kind: ForgeKind?
    /// The address that people open, with its port and sub-path: `https://git.example.com/forge`.
    package let address: String?
    /// `owner/name`; on GitLab with all the groups.
    package let repository: String?

    package init(kind: ForgeKind? = nil, address: String? = nil, repository: String? = nil) {
        (self.kind, self.address, self.repository) = (kind, address, repository)
    }
}

/// The forges that Pinion speaks to.
package enum ForgeKind: String, Hashable, Sendable, CaseIterable {
    case github
    case gitlab
    /// Gitea, and Forgejo, which speaks the same.
    case gitea
    /// Bitbucket Cloud.
    case bitbucket
    /// Bitbucket Data Center.
    case bitbucketServer = "bitbucket-server"
    /// Azure DevOps, Services and Server.
    case azureDevOps = "azure-devops"
    /// No forge: a pushed branch is all.
    case none
}

/// What one commit asks for: the settings, and each environment or what is wrong with it.
package struct Project: Sendable {
    /// The project-wide settings.
    package let settings: ProjectSettings
    /// The environments, ordered by name.
    package let environments: [ReadEnvironment]

    package init(settings: ProjectSettings, environments: [ReadEnvironment]) {
        (self.settings, self.environments) = (settings, environments.sorted { $0.name < $1.name })
    }
}

/// An environment of a commit, or all the mistakes that stop it from being read.
package struct ReadEnvironment: Sendable {
    /// The folder's name, which may not be a valid environment name.
    package let name: String
    /// The environment, or its mistakes, ordered by place.
    package let result: Result<Environment, FileMistakes>

    package init(name: String, result: Result<Environment, FileMistakes>) {
        (self.name, self.result) = (name, result)
    }
}

/// All the mistakes of one or more files, ordered by place; never empty.
package struct FileMistakes: FailureReason {
    package let mistakes: [FileMistake]

    /// Orders the mistakes and drops repetitions.
    package init(_ mistakes: [FileMistake]) { self.mistakes = Set(mistakes).sorted() }

    /// A line a mistake.
    package var description: String { mistakes.map(\.description).joined(separator: "\n") }
}

/// A file of a commit, as git holds it.
package struct RepositoryFile: Hashable, Sendable {
    /// What kind of entry the tree says it is.
    package enum Kind: Hashable, Sendable {
        /// Mode 100644.
        case file
        /// Mode 100755.
        case executable
        /// Mode 120000.
        case symbolicLink
        /// Mode 160000: a submodule.
        case submodule
    }

    /// The path from the repository's root.
    package let path: String
    /// The kind of entry.
    package let kind: Kind
    /// Its bytes; empty for whatever is not a file.
    package let contents: [UInt8]
    /// Whether the file is larger than may be read (4 MiB); its bytes are then left out.
    package let isTooLarge: Bool

    package init(path: String, kind: Kind = .file, contents: [UInt8], isTooLarge: Bool = false) {
        (self.path, self.kind, self.contents, self.isTooLarge) = (path, kind, contents, isTooLarge)
    }
}

extension ProjectSettings {
    /// The keys of `pinion.yaml` whose meaning differs, in the order of the documentation.
    package func changes(to new: ProjectSettings) -> [String] {
        let pairs: [(String, Bool)] = [
            ("requires", requires == new.requires),
            ("branch", branch == new.branch), ("remote", remote == new.remote),
            ("environments", environmentsFolder == new.environmentsFolder),
            ("ledger", ledger == new.ledger), ("registries", registries == new.registries),
            ("images", imageLayout == new.imageLayout), ("forge", forge == new.forge),
            ("retired", retired == new.retired), ("seen", looks == new.looks),
        ]
        return pairs.filter { !$0.1 }.map(\.0)
    }

    /// The keys that say where pins are read: where they change, old pins say nothing of new ones.
    package static let whereaboutsKeys: Set<String> = ["branch", "remote", "environments"]
}
