/// What each target may depend on and import: the shape of the code, written down once more.
///
/// A change here is a change of the architecture. Adapters (Files, Git, HTTP, Registry, Runtimes, Forges, Reports)
/// never know each other, but for those that speak HTTP or AWS, or know where images are written; the model knows nothing; only the commands know everything.
enum ArchitectureTables {
    /// Exactly the dependencies that the manifest declares, for every target that is no test.
    static let dependencies: [String: [String]] = [
        "CLibExpat": [],
        "CLibgit2": [],
        "CLibYAML": [],
        "PinionModel": [],
        "PinionSyntax": ["CLibYAML"],
        "PinionSites": ["PinionModel", "PinionSyntax"],
        "PinionReading": ["PinionModel", "PinionSites", "PinionSyntax"],
        "PinionFiles": ["PinionModel", "PinionReading", "PinionSites", "PinionSyntax"],
        "PinionGit": ["CLibgit2", "PinionModel", "Subprocess", "SystemPackage"],
        "PinionHTTP": ["AsyncHTTPClient", "NIOCore", "NIOHTTP1", "NIOPosix", "NIOSSL"],
        "PinionAWS": [
            "CLibExpat", "Crypto", "PinionHTTP", "PinionModel", "PinionSyntax", "Subprocess",
            "SystemPackage",
        ],
        "PinionTemplates": ["PinionModel", "PinionSites", "PinionSyntax"],
        "PinionRegistry": [
            "Crypto", "PinionAWS", "PinionHTTP", "PinionModel", "PinionSyntax", "Subprocess",
        ],
        "PinionRuntimes": [
            "Crypto", "PinionAWS", "PinionHTTP", "PinionModel", "PinionReading", "PinionSites",
            "PinionSyntax",
            "PinionTemplates",
        ],
        "PinionForges": ["Crypto", "PinionHTTP", "PinionModel", "PinionSyntax"],
        "PinionDecisions": ["PinionModel"],
        "PinionReconcile": ["Crypto", "PinionDecisions", "PinionFiles", "PinionModel"],
        "PinionProposals": [
            "PinionDecisions", "PinionFiles", "PinionModel", "PinionReconcile", "PinionSyntax",
        ],
        "PinionReview": ["PinionDecisions", "PinionModel", "PinionReconcile"],
        "PinionHistory": ["PinionFiles", "PinionModel"],
        "PinionReports": [
            "PinionDecisions", "PinionHistory", "PinionModel", "PinionProposals", "PinionReconcile",
            "PinionReview", "PinionSyntax",
        ],
        "PinionWiring": [
            "PinionAWS", "PinionDecisions", "PinionFiles", "PinionForges", "PinionGit",
            "PinionHTTP", "PinionHistory", "PinionModel", "PinionProposals", "PinionReconcile",
            "PinionRegistry", "PinionRuntimes", "PinionSyntax",

        ],
        "PinionCommands": [
            "ArgumentParser", "PinionDecisions", "PinionFiles",
            "PinionForges", "PinionGit", "PinionHTTP", "PinionHistory", "PinionModel",
            "PinionProposals", "PinionReconcile", "PinionRegistry", "PinionReports", "PinionReview",
            "PinionRuntimes", "PinionSites", "PinionSyntax", "PinionTemplates", "PinionWiring",
        ],
        "pinion": ["PinionCommands", "PinionGit"],
        "PinionBench": ["PinionHTTP", "PinionModel", "PinionRuntimes"],
        "PinionTesting": [
            "Crypto", "NIOCore", "NIOHTTP1", "NIOPosix", "NIOSSL", "PinionModel", "PinionRuntimes",
            "Subprocess",
        ],
    ]

    /// Every module that a file of a target may import; the compiler alone would let transitive ones pass.
    ///
    /// The full Foundation is in no row: it adds 45 MB and several milliseconds to every run.
    static let imports: [String: Set<String>] = [
        "CLibExpat": [],
        "CLibgit2": [],
        "CLibYAML": [],
        "PinionModel": [],
        "PinionSyntax": ["CLibYAML"],
        "PinionSites": ["PinionModel", "PinionSyntax"],
        "PinionReading": ["PinionModel", "PinionSites", "PinionSyntax"],
        "PinionFiles": ["PinionModel", "PinionReading", "PinionSites", "PinionSyntax"],
        "PinionGit": [
            "CLibgit2", "Dispatch", "FoundationEssentials", "Glibc", "PinionModel", "Subprocess",
            "Synchronization", "SystemPackage",
        ],
        "PinionHTTP": [
            "AsyncHTTPClient", "FoundationEssentials", "Glibc", "NIOCore", "NIOHTTP1", "NIOPosix",
            "NIOSSL", "Synchronization",
        ],
        "PinionAWS": [
            "CLibExpat", "Crypto", "FoundationEssentials", "Glibc", "PinionHTTP", "PinionModel",
            "PinionSyntax", "Subprocess", "Synchronization", "SystemPackage",
        ],
        "PinionTemplates": ["PinionModel", "PinionSites", "PinionSyntax"],
        "PinionRegistry": [
            "Crypto", "FoundationEssentials", "Glibc", "PinionAWS", "PinionHTTP", "PinionModel",
            "PinionSyntax", "Subprocess", "Synchronization",
        ],
        "PinionRuntimes": [
            "Crypto", "FoundationEssentials", "Glibc", "PinionAWS", "PinionHTTP", "PinionModel",
            "PinionReading", "PinionSites", "PinionSyntax", "PinionTemplates", "Synchronization",
        ],
        "PinionForges": ["Crypto", "PinionHTTP", "PinionModel", "PinionSyntax"],
        "PinionDecisions": ["PinionModel"],
        "PinionReconcile": ["Crypto", "PinionDecisions", "PinionFiles", "PinionModel"],
        "PinionProposals": [
            "PinionDecisions", "PinionFiles", "PinionModel", "PinionReconcile", "PinionSyntax",
        ],
        "PinionReview": ["PinionDecisions", "PinionModel", "PinionReconcile"],
        "PinionHistory": ["PinionFiles", "PinionModel"],
        "PinionReports": [
            "PinionDecisions", "PinionHistory", "PinionModel", "PinionProposals", "PinionReconcile",
            "PinionReview", "PinionSyntax",
        ],
        "PinionWiring": [
            "FoundationEssentials", "Glibc", "PinionAWS", "PinionDecisions", "PinionFiles",
            "PinionForges", "PinionGit", "PinionHTTP", "PinionHistory", "PinionModel",
            "PinionProposals", "PinionReconcile", "PinionRegistry", "PinionRuntimes",
            "PinionSyntax", "Synchronization",
        ],
        "PinionCommands": [
            "ArgumentParser", "FoundationEssentials", "Glibc", "PinionDecisions", "PinionFiles",
            "PinionForges", "PinionGit", "PinionHTTP", "PinionHistory", "PinionModel",
            "PinionProposals", "PinionReconcile", "PinionRegistry", "PinionReports", "PinionReview",
            "PinionRuntimes", "PinionSites", "PinionSyntax", "PinionTemplates", "PinionWiring",
            "Synchronization",
        ],
        "pinion": ["Glibc", "PinionCommands", "PinionGit"],
    ]

    /// The most lines of a source file, and of a test file.
    static let lineLimits = ["Sources": 300, "Tests": 500]

    /// Words that say nothing of what a file or target is for.
    static let emptyNames = ["Utils", "Util", "Utilities", "Common", "Core", "Helpers"]
}
