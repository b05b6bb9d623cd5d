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
        "PinionProcess": ["PinionModel", "Subprocess", "SystemPackage"],
        "PinionSyntax": ["CLibYAML"],
        "PinionSites": ["PinionModel", "PinionSyntax"],
        "PinionReading": ["PinionModel", "PinionSites", "PinionSyntax"],
        "PinionFiles": ["PinionModel", "PinionReading", "PinionSites", "PinionSyntax"],
        "PinionGit": ["CLibgit2", "PinionModel", "PinionProcess", "Subprocess", "SystemPackage"],
        "PinionHTTP": [
            "AsyncHTTPClient", "NIOCore", "NIOHTTP1", "NIOPosix", "NIOSSL", "PinionProcess",
        ],
        "PinionAWS": [
            "CLibExpat", "Crypto", "PinionHTTP", "PinionModel", "PinionProcess", "PinionSyntax",
        ],
        "PinionTemplates": ["PinionModel", "PinionSites", "PinionSyntax"],
        "PinionRegistry": [
            "Crypto", "PinionAWS", "PinionHTTP", "PinionModel", "PinionProcess", "PinionSyntax",
        ],
        "PinionRuntimes": [
            "Crypto", "PinionAWS", "PinionHTTP", "PinionModel", "PinionProcess", "PinionReading",
            "PinionSites",
            "PinionSyntax",
            "PinionTemplates",
        ],
        "PinionForges": ["Crypto", "PinionHTTP", "PinionModel", "PinionProcess", "PinionSyntax"],
        "PinionDecisions": ["PinionModel"],
        "PinionReconcile": [
            "Crypto", "PinionDecisions", "PinionFiles", "PinionModel",
        ],
        "PinionProposals": [
            "PinionDecisions", "PinionFiles", "PinionModel", "PinionProcess", "PinionReconcile",
            "PinionSyntax",
        ],
        "PinionReview": [
            "PinionDecisions", "PinionFiles", "PinionModel", "PinionReconcile", "PinionSites",
            "PinionSyntax", "PinionTemplates",
        ],
        "PinionHistory": [
            "PinionFiles", "PinionModel",
        ],
        "PinionReports": [
            "PinionDecisions", "PinionHistory", "PinionModel", "PinionProposals", "PinionReconcile",
            "PinionReview", "PinionSyntax",
        ],
        "PinionWiring": [
            "PinionAWS", "PinionDecisions", "PinionFiles", "PinionForges", "PinionGit",
            "PinionHTTP", "PinionHistory", "PinionModel", "PinionProcess", "PinionProposals",
            "PinionReconcile", "PinionRegistry", "PinionReview", "PinionRuntimes", "PinionSyntax",
        ],
        "PinionOperations": [
            "PinionDecisions", "PinionFiles", "PinionGit", "PinionModel", "PinionProcess",
            "PinionProposals", "PinionReconcile", "PinionRuntimes", "PinionSyntax", "PinionWiring",
        ],
        "PinionCommands": [
            "ArgumentParser", "PinionDecisions", "PinionFiles", "PinionGit", "PinionHistory",
            "PinionModel", "PinionOperations", "PinionProcess", "PinionProposals",
            "PinionReconcile", "PinionReports", "PinionReview", "PinionRuntimes", "PinionSyntax",
            "PinionWiring",
        ],
        "pinion": ["PinionCommands", "PinionGit"],
        "PinionBench": ["PinionHTTP", "PinionModel", "PinionProcess", "PinionRuntimes"],
        "PinionTesting": [
            "Crypto", "NIOCore", "NIOHTTP1", "NIOPosix", "NIOSSL", "PinionDecisions", "PinionModel",
            "PinionProcess", "PinionRuntimes", "Subprocess",
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
        "PinionProcess": [
            "FoundationEssentials", "Glibc", "PinionModel", "Subprocess", "SystemPackage",
        ],
        "PinionSyntax": ["CLibYAML"],
        "PinionSites": ["PinionModel", "PinionSyntax"],
        "PinionReading": ["PinionModel", "PinionSites", "PinionSyntax"],
        "PinionFiles": ["PinionModel", "PinionReading", "PinionSites", "PinionSyntax"],
        "PinionGit": [
            "CLibgit2", "Dispatch", "FoundationEssentials", "Glibc", "PinionModel", "PinionProcess",
            "Subprocess", "Synchronization", "SystemPackage",
        ],
        "PinionHTTP": [
            "AsyncHTTPClient", "FoundationEssentials", "Glibc", "NIOCore", "NIOHTTP1", "NIOPosix",
            "NIOSSL", "PinionProcess", "Synchronization",
        ],
        "PinionAWS": [
            "CLibExpat", "Crypto", "FoundationEssentials", "Glibc", "PinionHTTP", "PinionModel",
            "PinionProcess", "PinionSyntax", "Synchronization",
        ],
        "PinionTemplates": ["PinionModel", "PinionSites", "PinionSyntax"],
        "PinionRegistry": [
            "Crypto", "FoundationEssentials", "Glibc", "PinionAWS", "PinionHTTP", "PinionModel",
            "PinionProcess", "PinionSyntax", "Synchronization",
        ],
        "PinionRuntimes": [
            "Crypto", "FoundationEssentials", "Glibc", "PinionAWS", "PinionHTTP", "PinionModel",
            "PinionProcess", "PinionReading", "PinionSites", "PinionSyntax", "PinionTemplates",
            "Synchronization",
        ],
        "PinionForges": ["Crypto", "PinionHTTP", "PinionModel", "PinionProcess", "PinionSyntax"],
        "PinionDecisions": ["PinionModel"],
        "PinionReconcile": [
            "Crypto", "PinionDecisions", "PinionFiles", "PinionModel",
        ],
        "PinionProposals": [
            "PinionDecisions", "PinionFiles", "PinionModel", "PinionProcess", "PinionReconcile",
            "PinionSyntax",
        ],
        "PinionReview": [
            "PinionDecisions", "PinionFiles", "PinionModel", "PinionReconcile", "PinionSites",
            "PinionSyntax", "PinionTemplates",
        ],
        "PinionHistory": [
            "PinionFiles", "PinionModel",
        ],
        "PinionReports": [
            "PinionDecisions", "PinionHistory", "PinionModel", "PinionProposals", "PinionReconcile",
            "PinionReview", "PinionSyntax",
        ],
        "PinionWiring": [
            "FoundationEssentials", "Glibc", "PinionAWS", "PinionDecisions", "PinionFiles",
            "PinionForges", "PinionGit", "PinionHTTP", "PinionHistory", "PinionModel",
            "PinionProcess", "PinionProposals", "PinionReconcile", "PinionRegistry", "PinionReview",
            "PinionRuntimes", "PinionSyntax", "Synchronization",
        ],
        "PinionOperations": [
            "FoundationEssentials", "PinionDecisions", "PinionFiles", "PinionGit", "PinionModel",
            "PinionProcess", "PinionProposals", "PinionReconcile", "PinionRuntimes", "PinionSyntax",
            "PinionWiring",
        ],
        "PinionCommands": [
            "ArgumentParser", "FoundationEssentials", "Glibc", "PinionDecisions", "PinionFiles",
            "PinionGit", "PinionHistory", "PinionModel", "PinionOperations", "PinionProcess",
            "PinionProposals", "PinionReconcile", "PinionReports", "PinionReview", "PinionRuntimes",
            "PinionSyntax", "PinionWiring", "Synchronization",
        ],
        "pinion": ["Glibc", "PinionCommands", "PinionGit"],
    ]

    /// The most lines of a source file, and of a test file.
    static let lineLimits = ["Sources": 300, "Tests": 500]

    /// Words that say nothing of what a file or target is for.
    static let emptyNames = ["Utils", "Util", "Utilities", "Common", "Core", "Helpers"]
}
