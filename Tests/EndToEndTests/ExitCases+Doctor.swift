extension ExitCases {
    /// What `doctor` finds missing, for everything and for each role.
    static let examining: [ExitCase] = [
        ExitCase(
            "doctor, all well", "doctor", 0,
            says: ["ok      git read", "ok      production: ledger read"]),
        ExitCase(
            "doctor, no forge", "doctor", 0,
            says: ["ok      forge: none; a proposal ends at its pushed branch"],
            settings: "images: layout:.pinion/images\nforge: { kind: none }\n"),
        ExitCase(
            "doctor, no token for the forge", "doctor", 1,
            says: ["missing forge: no pull request can be opened"],
            settings: """
                images: layout:.pinion/images
                forge: { kind: gitea, url: "https://git.example.invalid", repository: shop/deploy }

                """),
        ExitCase(
            "doctor of a host without a token", "doctor --role host", 0,
            says: ["note    forge: not asked", "ok      production: ledger push"],
            settings: """
                images: layout:.pinion/images
                forge: { kind: gitea, url: "https://git.example.invalid", repository: shop/deploy }

                """),
        ExitCase(
            "doctor of a proposer without a forge", "doctor --role proposer", 0,
            says: [
                "ok      forge: none", "ok      branches of proposals: granted",
                "ok      production: registry registry.example.com",
            ],
            settings: "images: layout:.pinion/images\nforge: { kind: none }\n"),
        ExitCase("doctor of another role", "doctor --role gate", 64, says: ["host", "proposer"]),
    ]
}
