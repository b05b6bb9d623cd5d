// swift-tools-version: 6.2
import PackageDescription

/// Every target is held to the same strict settings; `PinionGit`, where the C pointers live, adds strict memory safety.
let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .enableUpcomingFeature("InferIsolatedConformances"),
    .enableUpcomingFeature("ImmutableWeakCaptures"),
    .treatAllWarnings(as: .error),
    // Optimised for size, a release is smaller by some megabytes and no slower: it waits for others nearly all of its time.
    .unsafeFlags(["-Osize"], .when(configuration: .release)),
]

let argumentParser = Target.Dependency.product(
    name: "ArgumentParser", package: "swift-argument-parser")
let asyncHTTPClient = Target.Dependency.product(
    name: "AsyncHTTPClient", package: "async-http-client")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioSSL = Target.Dependency.product(name: "NIOSSL", package: "swift-nio-ssl")
let subprocess = Target.Dependency.product(name: "Subprocess", package: "swift-subprocess")
let systemPackage = Target.Dependency.product(name: "SystemPackage", package: "swift-system")

let package = Package(
    name: "pinion",
    products: [
        .executable(name: "pinion", targets: ["pinion"])
    ],
    // A tool about pins pins its own: every version is exact, the transitive ones too.
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
        .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", exact: "2.37.6"),
        .package(
            url: "https://github.com/swift-server/async-http-client", exact: "1.37.0", traits: []),
        .package(url: "https://github.com/swiftlang/swift-subprocess", exact: "1.0.2", traits: []),
        // Transitive.
        .package(url: "https://github.com/apple/swift-algorithms", exact: "1.2.1"),
        .package(url: "https://github.com/apple/swift-asn1", exact: "1.7.4"),
        .package(url: "https://github.com/apple/swift-async-algorithms", exact: "1.1.4"),
        .package(url: "https://github.com/apple/swift-atomics", exact: "1.3.0"),
        .package(url: "https://github.com/apple/swift-certificates", exact: "1.21.1"),
        .package(url: "https://github.com/apple/swift-collections", exact: "1.6.0"),
        .package(url: "https://github.com/apple/swift-configuration", exact: "1.4.0", traits: []),
        .package(url: "https://github.com/apple/swift-distributed-tracing", exact: "1.7.3"),
        .package(url: "https://github.com/apple/swift-http-structured-headers", exact: "1.7.0"),
        .package(url: "https://github.com/apple/swift-http-types", exact: "1.8.0", traits: []),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", exact: "1.35.2"),
        .package(url: "https://github.com/apple/swift-nio-http2", exact: "1.46.0"),
        .package(url: "https://github.com/apple/swift-nio-transport-services", exact: "1.28.0"),
        .package(url: "https://github.com/apple/swift-numerics", exact: "1.1.1"),
        .package(url: "https://github.com/apple/swift-service-context", exact: "1.5.1"),
        .package(url: "https://github.com/apple/swift-system", exact: "1.8.1"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0"),
    ],
    targets: [
        .systemLibrary(name: "CLibExpat", pkgConfig: "expat", providers: [.apt(["libexpat1-dev"])]),
        .systemLibrary(name: "CLibgit2", pkgConfig: "libgit2", providers: [.apt(["libgit2-dev"])]),
        .systemLibrary(name: "CLibYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),

        .target(name: "PinionModel", swiftSettings: strict),
        .target(
            name: "PinionProcess", dependencies: ["PinionModel", subprocess, systemPackage],
            swiftSettings: strict),
        .target(name: "PinionSyntax", dependencies: ["CLibYAML"], swiftSettings: strict),
        .target(
            name: "PinionSites", dependencies: ["PinionModel", "PinionSyntax"],
            swiftSettings: strict),
        .target(
            name: "PinionReading", dependencies: ["PinionModel", "PinionSites", "PinionSyntax"],
            swiftSettings: strict),
        .target(
            name: "PinionFiles",
            dependencies: ["PinionModel", "PinionReading", "PinionSites", "PinionSyntax"],
            swiftSettings: strict),
        .target(
            name: "PinionGit",
            dependencies: ["PinionModel", "PinionProcess", "CLibgit2", subprocess, systemPackage],
            swiftSettings: strict + [.strictMemorySafety()]
        ),
        .target(
            name: "PinionHTTP",
            dependencies: ["PinionProcess", asyncHTTPClient, nioCore, nioHTTP1, nioPosix, nioSSL],
            swiftSettings: strict
        ),
        .target(
            name: "PinionAWS",
            dependencies: [
                "PinionModel", "PinionProcess", "PinionSyntax", "PinionHTTP", "CLibExpat", crypto,
            ],
            swiftSettings: strict
        ),
        .target(
            name: "PinionTemplates", dependencies: ["PinionModel", "PinionSites", "PinionSyntax"],
            swiftSettings: strict),
        .target(
            name: "PinionRegistry",
            dependencies: [
                "PinionModel", "PinionProcess", "PinionSyntax", "PinionHTTP", "PinionAWS", crypto,
            ],
            swiftSettings: strict
        ),
        .target(
            name: "PinionRuntimes",
            dependencies: [
                "PinionModel", "PinionProcess", "PinionReading", "PinionSyntax", "PinionHTTP",
                "PinionAWS",
                "PinionSites",
                "PinionTemplates", crypto,
            ],
            swiftSettings: strict
        ),
        .target(
            name: "PinionForges",
            dependencies: ["PinionModel", "PinionProcess", "PinionSyntax", "PinionHTTP", crypto],
            swiftSettings: strict),
        .target(
            name: "PinionDecisions", dependencies: ["PinionModel"], swiftSettings: strict),
        .target(
            name: "PinionReconcile",
            dependencies: ["PinionModel", "PinionFiles", "PinionDecisions", crypto],
            swiftSettings: strict),
        .target(
            name: "PinionProposals",
            dependencies: [
                "PinionModel", "PinionProcess", "PinionSyntax", "PinionFiles", "PinionDecisions",
                "PinionReconcile",
            ],
            swiftSettings: strict),
        .target(
            name: "PinionReview",
            dependencies: [
                "PinionModel", "PinionSyntax", "PinionSites", "PinionFiles", "PinionTemplates",
                "PinionDecisions", "PinionReconcile",
            ],
            swiftSettings: strict),
        .target(
            name: "PinionHistory", dependencies: ["PinionModel", "PinionFiles"],
            swiftSettings: strict),
        .target(
            name: "PinionReports",
            dependencies: [
                "PinionModel", "PinionSyntax", "PinionDecisions", "PinionReconcile",
                "PinionProposals", "PinionReview", "PinionHistory",
            ],
            swiftSettings: strict),
        .target(
            name: "PinionWiring",
            dependencies: [
                "PinionModel", "PinionProcess", "PinionSyntax", "PinionFiles", "PinionGit",
                "PinionHTTP", "PinionRegistry", "PinionRuntimes", "PinionForges",
                "PinionDecisions", "PinionReconcile", "PinionProposals", "PinionReview",
                "PinionHistory", "PinionAWS",
            ],
            swiftSettings: strict),
        .target(
            name: "PinionOperations",
            dependencies: [
                "PinionModel", "PinionProcess", "PinionSyntax", "PinionFiles", "PinionGit",
                "PinionRuntimes", "PinionDecisions", "PinionReconcile", "PinionProposals",
                "PinionWiring",
            ],
            swiftSettings: strict),
        .target(
            name: "PinionCommands",
            dependencies: [
                "PinionModel", "PinionProcess", "PinionSyntax", "PinionFiles", "PinionGit",
                "PinionRuntimes", "PinionReports", "PinionDecisions", "PinionReconcile",
                "PinionProposals", "PinionReview", "PinionHistory", "PinionWiring",
                "PinionOperations", argumentParser,
            ],
            swiftSettings: strict
        ),
        // A release exports no symbols, folds equal code, packs its relocations and has no tables for unwinding:
        // it is 12 MB smaller.
        .executableTarget(
            name: "pinion", dependencies: ["PinionCommands", "PinionGit"], exclude: ["release.ld"],
            swiftSettings: strict,
            linkerSettings: [
                .unsafeFlags(
                    [
                        "-use-ld=lld", "-Xlinker", "--no-export-dynamic", "-Xlinker", "--icf=all",
                        "-Xlinker", "-z", "-Xlinker", "pack-relative-relocs",
                        "-Xlinker", "--no-eh-frame-hdr",
                        "-Xlinker", "-T", "-Xlinker",
                        "\(Context.packageDirectory)/Sources/pinion/release.ld",
                    ],
                    .when(platforms: [.linux], configuration: .release))
            ]),

        .target(
            name: "PinionTesting",
            dependencies: [
                "PinionDecisions", "PinionModel", "PinionProcess", "PinionRuntimes", nioCore,
                nioHTTP1, nioPosix,
                nioSSL, crypto,
                subprocess,
            ],
            path: "Tests/PinionTesting",
            swiftSettings: strict
        ),
        .executableTarget(
            name: "PinionBench",
            dependencies: ["PinionModel", "PinionHTTP", "PinionProcess", "PinionRuntimes"],
            path: "Tests/Bench",
            exclude: ["run"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "PinionModelTests",
            dependencies: ["PinionModel", "PinionReconcile", "PinionRuntimes", "PinionTesting"],
            swiftSettings: strict),
        .testTarget(
            name: "PinionDecisionsTests",
            dependencies: [
                "PinionCommands", "PinionDecisions", "PinionModel", "PinionReview", "PinionTesting",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "PinionReconcileTests",
            dependencies: [
                "PinionCommands", "PinionDecisions", "PinionFiles", "PinionHTTP", "PinionHistory",
                "PinionModel", "PinionProcess", "PinionProposals", "PinionReading",
                "PinionReconcile",
                "PinionReview", "PinionRuntimes", "PinionTesting",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "PinionProposalsTests",
            dependencies: [
                "PinionCommands", "PinionDecisions", "PinionFiles", "PinionModel", "PinionProcess",
                "PinionProposals", "PinionReconcile", "PinionRuntimes", "PinionTesting",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "PinionReviewTests",
            dependencies: [
                "PinionDecisions", "PinionFiles", "PinionModel", "PinionProposals",
                "PinionReconcile", "PinionReview", "PinionRuntimes", "PinionTesting",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "PinionHistoryTests",
            dependencies: ["PinionHistory", "PinionModel", "PinionTesting"],
            swiftSettings: strict),
        .testTarget(
            name: "PinionSyntaxTests", dependencies: ["PinionSyntax", "PinionTesting"],
            swiftSettings: strict),
        .testTarget(
            name: "PinionFilesTests",
            dependencies: [
                "PinionFiles", "PinionModel", "PinionReading", "PinionRuntimes", "PinionSites",
                "PinionSyntax", "PinionTesting",
            ],
            swiftSettings: strict
        ),
        .testTarget(
            name: "PinionGitTests",
            dependencies: [
                "PinionGit", "PinionModel", "PinionProcess", "PinionTesting", subprocess, "pinion",
            ],
            swiftSettings: strict
        ),
        .testTarget(
            name: "PinionHTTPTests",
            dependencies: ["PinionHTTP", "PinionProcess", "PinionTesting"],
            swiftSettings: strict),
        .testTarget(
            name: "PinionAWSTests",
            dependencies: [
                "PinionAWS", "PinionModel", "PinionProcess", "PinionSyntax", "PinionHTTP",
                "PinionTesting",
            ],
            swiftSettings: strict
        ),
        .testTarget(
            name: "PinionTemplatesTests",
            dependencies: [
                "PinionTemplates", "PinionModel", "PinionSites", "PinionSyntax", "PinionTesting",
            ],
            swiftSettings: strict
        ),
        .testTarget(
            name: "PinionRegistryTests",
            dependencies: [
                "PinionRegistry", "PinionModel", "PinionProcess", "PinionSyntax", "PinionHTTP",
                "PinionAWS",
                "PinionTesting",
            ],
            swiftSettings: strict
        ),
        .testTarget(
            name: "PinionRuntimesTests",
            dependencies: [
                "PinionDecisions", "PinionReconcile", "PinionRuntimes", "PinionModel",
                "PinionProcess",
                "PinionSyntax", "PinionHTTP", "PinionAWS", "PinionTemplates", "PinionTesting",
            ],
            swiftSettings: strict
        ),
        .testTarget(
            name: "PinionForgesTests",
            dependencies: [
                "PinionForges", "PinionModel", "PinionProcess", "PinionSyntax", "PinionHTTP",
                "PinionTesting",
            ],
            swiftSettings: strict
        ),
        .testTarget(
            name: "PinionReportsTests",
            dependencies: [
                "PinionReports", "PinionModel", "PinionTesting", "PinionDecisions",
                "PinionReconcile", "PinionProposals", "PinionReview", "PinionHistory",
            ],
            exclude: ["Goldens"], swiftSettings: strict
        ),
        .testTarget(
            name: "PinionCommandsTests",
            dependencies: [
                "PinionCommands", argumentParser, "PinionModel", "PinionTesting", "PinionDecisions",
                "PinionReconcile", "PinionProposals", "PinionReview", "PinionHistory",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "PinionTestingTests", dependencies: ["PinionTesting"], exclude: ["Goldens"],
            swiftSettings: strict),
        .testTarget(
            name: "ArchitectureTests",
            dependencies: [subprocess, "PinionModel", "PinionSyntax"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "EndToEndTests",
            dependencies: [
                "pinion", "PinionFiles", "PinionModel", "PinionProcess", "PinionRuntimes",
                "PinionSyntax", "PinionDecisions", "PinionReconcile", "PinionProposals",
                "PinionReview", "PinionHistory", "PinionWiring", "PinionOperations",
                "PinionTesting", subprocess,
            ],
            exclude: ["Goldens"],
            swiftSettings: strict
        ),
    ],
    swiftLanguageModes: [.v6]
)
