/// What each target may depend on and import: the shape of the code, written down once more.
///
/// A change here is a change of the architecture. Adapters (Files, Git, HTTP, Registry, Runtimes, Forges, Reports)
/// never know each other, but for the three that speak HTTP; the model knows nothing; only the commands know everything.
enum ArchitectureTables {
    /// Exactly the dependencies that the manifest declares, for every target that is no test.
    static let dependencies: [String: [String]] = [
        "CLibgit2": [],
        "CLibYAML": [],
        "PinionModel": [],
        "PinionSyntax": ["CLibYAML"],
        "PinionFiles": ["PinionModel", "PinionSyntax"],
        "PinionGit": ["CLibgit2", "PinionModel", "Subprocess", "SystemPackage"],
        "PinionHTTP": ["AsyncHTTPClient", "NIOCore", "NIOHTTP1", "NIOPosix", "NIOSSL"],
        "PinionRegistry": ["Crypto", "PinionHTTP", "PinionModel", "PinionSyntax", "Subprocess"],
        "PinionRuntimes": ["Crypto", "PinionHTTP", "PinionModel", "PinionSyntax"],
        "PinionForges": ["PinionHTTP", "PinionModel", "PinionSyntax"],
        "PinionReports": ["PinionModel", "PinionSyntax"],
        "PinionReconciler": ["Crypto", "PinionModel"],
        "PinionCommands": [
            "ArgumentParser", "Crypto", "PinionFiles", "PinionForges", "PinionGit", "PinionHTTP",
            "PinionModel", "PinionReconciler", "PinionRegistry", "PinionReports", "PinionRuntimes",
            "PinionSyntax",
        ],
        "pinion": ["PinionCommands", "PinionGit"],
        "PinionBench": ["PinionHTTP", "PinionModel", "PinionRuntimes"],
        "PinionTesting": [
            "Crypto", "NIOCore", "NIOHTTP1", "NIOPosix", "NIOSSL", "PinionModel", "Subprocess",
        ],
    ]

    /// Every module that a file of a target may import; the compiler alone would let transitive ones pass.
    ///
    /// The full Foundation is in no row: it adds 45 MB and several milliseconds to every run.
    static let imports: [String: Set<String>] = [
        "CLibgit2": [],
        "CLibYAML": [],
        "PinionModel": [],
        "PinionSyntax": ["CLibYAML"],
        "PinionFiles": ["PinionModel", "PinionSyntax"],
        "PinionGit": [
            "CLibgit2", "Dispatch", "FoundationEssentials", "Glibc", "PinionModel", "Subprocess",
            "Synchronization", "SystemPackage",
        ],
        "PinionHTTP": [
            "AsyncHTTPClient", "FoundationEssentials", "Glibc", "NIOCore", "NIOHTTP1", "NIOPosix",
            "NIOSSL", "Synchronization",
        ],
        "PinionRegistry": [
            "Crypto", "FoundationEssentials", "Glibc", "PinionHTTP", "PinionModel", "PinionSyntax",
            "Subprocess", "Synchronization",
        ],
        "PinionRuntimes": [
            "Crypto", "FoundationEssentials", "Glibc", "PinionHTTP", "PinionModel", "PinionSyntax",
            "Synchronization",
        ],
        "PinionForges": ["PinionHTTP", "PinionModel", "PinionSyntax"],
        "PinionReports": ["PinionModel", "PinionSyntax"],
        "PinionReconciler": ["Crypto", "PinionModel", "Synchronization"],
        "PinionCommands": [
            "ArgumentParser", "Crypto", "Dispatch", "FoundationEssentials", "Glibc", "PinionFiles",
            "PinionForges", "PinionGit", "PinionHTTP", "PinionModel", "PinionReconciler",
            "PinionRegistry", "PinionReports", "PinionRuntimes", "PinionSyntax", "Synchronization",
        ],
        "pinion": ["Glibc", "PinionCommands", "PinionGit"],
    ]

    /// The most lines of a source file, and of a test file.
    static let lineLimits = ["Sources": 300, "Tests": 500]

    /// Words that say nothing of what a file or target is for.
    static let emptyNames = ["Utils", "Util", "Utilities", "Common", "Core", "Helpers"]
}
