/// The project-wide settings, from `pinion.yaml`; every one has a default.
package struct ProjectSettings: Hashable, Sendable {
    /// The versions of Pinion that may work with the repository; `nil` means all.
    package let requires: VersionRange?
    /// The tracked branch; `nil` means the remote's default, else `main`.
    package let branch: String?
    /// The remote's name or address; `nil` means `origin`, else the repository itself.
    package let remote: String?
    package let environmentsFolder: String
    /// The place of ledgers.
    package let ledger: LedgerLocation
    /// The registries that need settings to be reached.
    package let registries: [RegistrySettings]
    /// An OCI image layout that replaces all registries, relative to the repository.
    package let imageLayout: String?
    /// The forge, if it cannot be derived from the remote's address.
    package let forge: ForgeSettings?
    /// The retired environments, ordered by name.
    package let retired: [Retirement]
    /// How often looks are recorded, and after how long without one Pinion reports it.
    package let looks: LookSettings
    /// How the commits of proposals are signed; `nil` means not at all.
    package let signing: CommitSigning?

    package init(
        requires: VersionRange? = nil, branch: String? = nil, remote: String? = nil,
        environmentsFolder: String = "environments", ledger: LedgerLocation = .remote,
        registries: [RegistrySettings] = [],
        imageLayout: String? = nil, forge: ForgeSettings? = nil, retired: [Retirement] = [],
        looks: LookSettings = LookSettings(), signing: CommitSigning? = nil
    ) {
        (self.requires, self.branch, self.remote) = (requires, branch, remote)
        (self.environmentsFolder, self.ledger) = (environmentsFolder, ledger)
        (self.registries, self.imageLayout, self.forge) = (registries, imageLayout, forge)
        (self.retired, self.looks, self.signing) = (retired, looks, signing)
    }
}

/// The way in which commits are signed.
package enum CommitSigning: String, Hashable, Sendable, CaseIterable {
    /// By an SSH key, as git does with `gpg.format = ssh`.
    case ssh
}

/// The place of ledgers.
package enum LedgerLocation: String, Hashable, Sendable, CaseIterable {
    /// Under `refs/pinion/ledger/` of the remote: locks every host.
    case remote
    /// In a repository of this host: locks this host only.
    case local
}

/// The settings that one registry needs to be reached.
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

/// The place of pull requests; `nil` values are derived from the remote's address.
package struct ForgeSettings: Hashable, Sendable {
    package let kind: ForgeKind?
    /// The web address, with its port and sub-path: `https://git.example.com/forge`.
    package let address: String?
    /// `owner/name`; on GitLab with all its groups.
    package let repository: String?

    package init(kind: ForgeKind? = nil, address: String? = nil, repository: String? = nil) {
        (self.kind, self.address, self.repository) = (kind, address, repository)
    }
}

/// The kinds of forges that Pinion supports.
package enum ForgeKind: String, Hashable, Sendable, CaseIterable {
    case github
    case gitlab
    /// Gitea, and Forgejo, which has the same API.
    case gitea
    /// Bitbucket Cloud.
    case bitbucket
    /// Bitbucket Data Center.
    case bitbucketServer = "bitbucket-server"
    /// Azure DevOps, Services and Server.
    case azureDevOps = "azure-devops"
    /// No forge: Pinion only pushes a branch.
    case none
}

/// The desired state of one commit: the settings, and each environment or its mistakes.
package struct Project: Sendable {
    /// The project-wide settings.
    package let settings: ProjectSettings
    /// The environments, ordered by name.
    package let environments: [ReadEnvironment]

    package init(settings: ProjectSettings, environments: [ReadEnvironment]) {
        (self.settings, self.environments) = (settings, environments.sorted { $0.name < $1.name })
    }
}

/// An environment of a commit, or all the mistakes that keep it from being read.
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

    /// Orders the mistakes and removes repetitions.
    package init(_ mistakes: [FileMistake]) { self.mistakes = Set(mistakes).sorted() }

    /// The mistakes, one on each line.
    package var description: String { mistakes.map(\.description).joined(separator: "\n") }
}

/// A file of a commit, as git holds it.
package struct RepositoryFile: Hashable, Sendable {
    /// The kind of an entry in a tree.
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
    /// The file's bytes; empty for other kinds.
    package let contents: [UInt8]
    /// Whether the file exceeds the limit of 4 MiB; its bytes are then left out.
    package let isTooLarge: Bool

    package init(path: String, kind: Kind = .file, contents: [UInt8], isTooLarge: Bool = false) {
        (self.path, self.kind, self.contents, self.isTooLarge) = (path, kind, contents, isTooLarge)
    }
}

extension ProjectSettings {
    /// Returns the keys of `pinion.yaml` whose values differ, in the order of the documentation.
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

    /// The keys that decide where pins are read; if one changes, old pins say nothing of new ones.
    package static let sourceKeys: Set<String> = ["branch", "remote", "environments"]
}
