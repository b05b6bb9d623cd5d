/// The `forge` of the settings, and what the reader says of it; the schema is held to the same rows.
enum ForgeCases {
    static let valid: [DocumentCase] =
        [
            "kind: github", "kind: none", "repository: shop/deploy", "repository: a/b/c.d/_e-f",
            "kind: bitbucket", "kind: bitbucket-server, repository: ~anna/deploy",
            "kind: azure-devops, repository: acme/My%20Project/deploy",
        ].map {
            DocumentCase($0, "forge: { \($0) }\n")
        }
        + [
            "https://git.example.com", "https://git.example.com:3000/forge/",
            "https://[2001:db8::1]/a/b", "http://localhost:3000", "http://127.0.0.1:3000/x",
            "http://[::1]:3000",
        ].map { DocumentCase("the forge \($0)", "forge: { url: \"\($0)\" }\n") }

    static let invalid: [DocumentCase] =
        [
            DocumentCase(
                "a forge without settings",
                "forge: {}\n",
                refusals: [
                    "pinion.yaml:1:8: `forge` says nothing; add `kind`, `url` or `repository`, or remove it"
                ]),
            DocumentCase(
                "an unknown forge",
                "forge: { kind: githup }\n",
                refusals: ["pinion.yaml:1:16: `kind` is `githup`; did you mean `github`?"]),
            DocumentCase(
                "an unknown setting of the forge",
                "forge: { address: x }\n",
                refusals: [
                    "pinion.yaml:1:8: `forge` says nothing; add `kind`, `url` or `repository`, or remove it",
                    "pinion.yaml:1:10: unknown key `address` in `forge`; the keys here are kind, url and repository",
                ]),
            DocumentCase(
                "a user in the forge's address",
                "forge: { url: 'https://token@git.example.com' }\n",
                refusals: [
                    "pinion.yaml:1:15: `url` holds a user or a password; take it out; if it is a password or a token, change it"
                ]),
            DocumentCase(
                "a password in the forge's address",
                "forge: { url: 'https://user:hunter2@git.example.com/x' }\n",
                refusals: [
                    "pinion.yaml:1:15: `url` holds a user or a password; take it out; if it is a password or a token, change it"
                ]),
            DocumentCase(
                "a query in the forge's address",
                "forge: { url: 'https://git.example.com/?token=x' }\n",
                refusals: [
                    "pinion.yaml:1:15: `url` is `https://git.example.com/?token=x`, which has a query or fragment; end it before ? and #"
                ]),
            DocumentCase(
                "a forge over plain HTTP",
                "forge: { url: 'http://git.example.com' }\n",
                refusals: [
                    "pinion.yaml:1:15: `url` is `http://git.example.com`, over which a token would go unencrypted; write https://; plain http is for this machine only"
                ]),
            DocumentCase(
                "a host that only looks like this machine",
                "forge: { url: 'http://127.0.0.1.example.com' }\n",
                refusals: [
                    "pinion.yaml:1:15: `url` is `http://127.0.0.1.example.com`, over which a token would go unencrypted; write https://; plain http is for this machine only"
                ]),
        ]
        + ["git.example.com", "ssh://git.example.com", "https://", "https://h:x", "https://h/../x"]
        .map {
            DocumentCase(
                "the forge \($0)", "forge: { url: '\($0)' }\n",
                refusals: [
                    "pinion.yaml:1:15: `url` is `\($0)`; write the address that people open, such as https://git.example.com/forge"
                ])
        }
        + ["deploy", "/deploy", "shop/", "shop//deploy", "shop/..", "../deploy", "a/-b", "a/b?c"]
        .map {
            DocumentCase(
                "the repository \($0)", "forge: { repository: '\($0)' }\n",
                refusals: [
                    "pinion.yaml:1:22: `repository` is `\($0)`; write owner/name, or with all its groups on GitLab"
                ])
        }
        + [
            DocumentCase(
                "the repository's address in git", "forge: { repository: shop/deploy.git }\n",
                refusals: ["pinion.yaml:1:22: `repository` is `shop/deploy.git`; leave out .git"])
        ]
}
