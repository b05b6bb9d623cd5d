import PinionModel

/// Documents and what the reader says of them; the schemas are held to the same rows.
enum SettingsCases {
    static let a = "sha256:" + String(repeating: "a", count: 64)
    static let b = "sha256:" + String(repeating: "b", count: 64)
    static let web = "registry.example.com/shop/web:1.8.3@\(a)"
    static let api = "registry.example.com/shop/api:4.2.0@\(b)"

    static let valid: [DocumentCase] = [
        DocumentCase(
            "everything",
            "branch: main\nremote: origin\nenvironments: deploy/environments\nledger: local\nregistries:\n  registry.example.com: { certificate-authority: certs/ca.pem }\n  localhost:5000: { plain-http: true }\nimages: layout:examples/images\n"
        ),
        DocumentCase(
            "an address",
            "remote: https://git.example.com/shop/deploy.git\n"),
        DocumentCase(
            "an address with a user",
            "remote: ssh://git@git.example.com:2222/shop/deploy.git\n"),
        DocumentCase(
            "an absolute certificate authority",
            "registries: { registry.example.com: { certificate-authority: /etc/ssl/ca.pem } }\n"),
        DocumentCase(
            "a branch with a slash",
            "branch: release/1.8\n"),
        DocumentCase(
            "how often looks are recorded",
            "seen: { every: 5m, notice: 12h }\n"),
        DocumentCase(
            "a retired environment",
            "retired: { production: { reason: moved to eu, ledger: \(a.suffix(40)) } }\n"),
        DocumentCase(
            "a version that is required",
            "requires: \">=0.2\"\n"),
    ]

    static let invalid: [DocumentCase] = [
        DocumentCase(
            "looks that are recorded too seldom",
            "seen: { every: 31m }\n",
            refusals: ["pinion.yaml:1:16: `every` is `31m`; write 1m to 30m"], by: .readerOnly),
        DocumentCase(
            "looks without a unit",
            "seen: { notice: 24 }\n",
            refusals: [
                "pinion.yaml:1:17: `notice` is the number 24 without a unit; write a number with a unit, such as 90s, 10m, 24h or 7d"
            ]),
        DocumentCase(
            "an unknown key of looks",
            "seen: { evry: 5m }\n",
            refusals: ["pinion.yaml:1:9: unknown key `evry` in `seen`; did you mean `every`?"]),
        DocumentCase(
            "a retired environment without its ledger",
            "retired: { production: { reason: moved } }\n",
            refusals: [
                "pinion.yaml:1:24: `production` has no `ledger`; add `ledger`: where its ledger ended, a commit's 40 digits, as `pinion retire` writes it"
            ]),
        DocumentCase(
            "a retired environment with a short commit",
            "retired: { production: { reason: moved, ledger: 1a2b3c4 } }\n",
            refusals: [
                "pinion.yaml:1:49: `ledger` is `1a2b3c4`; write where its ledger ended, a commit's 40 digits, as `pinion retire` writes it"
            ]),
        DocumentCase(
            "a retired environment without a reason",
            "retired: { production: { reason: \"\", ledger: \(a.suffix(40)) } }\n",
            refusals: [
                "pinion.yaml:1:34: `reason` is empty; write why it was given up"
            ]),
        DocumentCase(
            "a retired environment that can be none",
            "retired: { Production: { reason: moved, ledger: \(a.suffix(40)) } }\n",
            refusals: [
                "pinion.yaml:1:12: `Production` is no environment's name; write the name that its folder had"
            ]),
        DocumentCase(
            "retired environments as a list",
            "retired: [production]\n",
            refusals: [
                "pinion.yaml:1:10: `retired` is a list; write a mapping such as production: { reason: \"moved\", ledger: COMMIT }"
            ]),
        DocumentCase(
            "a newer version that is required",
            "requires: \">=7.1\"\nlater: true\n",
            refusals: [
                "pinion.yaml:1:11: this repository requires Pinion >=7.1, and this is \(ProgramVersion.current); install a version that it allows"
            ]),
        DocumentCase(
            "a requirement that is none",
            "requires: \"newest\"\n",
            refusals: [
                "pinion.yaml:1:11: `requires` is `newest`: a part of it is no version, neither a whole one such as 1.8.3 nor one such as 1.8 or 1.8.x; write a range of versions of Pinion, such as \">=0.2\""
            ]),
        DocumentCase(
            "an unknown key",
            "brnch: main\n",
            refusals: [
                "pinion.yaml:1:1: unknown key `brnch` in pinion.yaml; did you mean `branch`?"
            ]),
        DocumentCase(
            "a signature that is not known",
            "sign: gpg\n",
            refusals: ["pinion.yaml:1:7: `sign` is `gpg`; write ssh"]),
        DocumentCase(
            "a full ref",
            "branch: refs/heads/main\n",
            refusals: [
                "pinion.yaml:1:9: `branch` is `refs/heads/main`, which is no branch's name; write the name without refs/heads/, such as main"
            ]),
        DocumentCase(
            "a branch that is none",
            "branch: a..b\n",
            refusals: [
                "pinion.yaml:1:9: `branch` is `a..b`, which is no branch's name; write the name without refs/heads/, such as main"
            ]),
        DocumentCase(
            "a branch that is a number",
            "branch: 1.10\n",
            refusals: [
                "pinion.yaml:1:9: `branch` is the number 1.10; put it in quotes if you mean the text"
            ]),
        DocumentCase(
            "a password in the remote",
            "remote: https://user:secret@git.example.com/x.git\n",
            refusals: [
                "pinion.yaml:1:9: `remote` holds a password; take it out, change it, and keep the new one in a credential helper or .netrc"
            ],
            by: .readerOnly),
        DocumentCase(
            "an option as the remote",
            "remote: --upload-pack=x\n",
            refusals: [
                "pinion.yaml:1:9: `remote` is `--upload-pack=x`; write a remote's name or address, such as origin"
            ]),
        DocumentCase(
            "a folder outside the repository",
            "environments: ../environments\n",
            refusals: [
                "pinion.yaml:1:15: `environments` is `../environments`, which holds `..`; write a path that stays inside the repository"
            ]),
        DocumentCase(
            "an absolute folder",
            "environments: /environments\n",
            refusals: [
                "pinion.yaml:1:15: `environments` is the absolute path `/environments`; write a path relative to the repository"
            ]),
        DocumentCase(
            "an unknown ledger",
            "ledger: locale\n",
            refusals: [
                "pinion.yaml:1:9: `ledger` is `locale`; did you mean `local`?"
            ]),
        DocumentCase(
            "registries as a list",
            "registries: [registry.example.com]\n",
            refusals: [
                "pinion.yaml:1:13: `registries` is a list; write a mapping such as registry.example.com: { plain-http: true }"
            ]),
        DocumentCase(
            "a registry without settings",
            "registries: { registry.example.com: {} }\n",
            refusals: [
                "pinion.yaml:1:37: `registry.example.com` has none of plain-http and certificate-authority; write exactly one of them"
            ]),
        DocumentCase(
            "a registry with both settings",
            "registries: { registry.example.com: { plain-http: true, certificate-authority: ca.pem } }\n",
            refusals: [
                "pinion.yaml:1:57: `registry.example.com` has both `plain-http` and `certificate-authority`; keep exactly one of plain-http and certificate-authority"
            ]),
        DocumentCase(
            "a registry with an unknown setting",
            "registries: { registry.example.com: { plainhttp: true } }\n",
            refusals: [
                "pinion.yaml:1:39: unknown key `plainhttp` for the registry `registry.example.com`; did you mean `plain-http`?"
            ]),
        DocumentCase(
            "a registry that is no host",
            "registries: { registry: { plain-http: true } }\n",
            refusals: [
                "pinion.yaml:1:15: `registry` is no registry's host; write it as image references do: registry.example.com, or with a port, registry.example.com:5000"
            ],
            by: .readerOnly),
        DocumentCase(
            "a registry with a scheme",
            "registries: { \"http://registry.example.com\": { plain-http: true } }\n",
            refusals: [
                "pinion.yaml:1:15: `http://registry.example.com` is no registry's host; write it as image references do: registry.example.com, or with a port, registry.example.com:5000"
            ],
            by: .readerOnly),
        DocumentCase(
            "plain HTTP in words",
            "registries: { registry.example.com: { plain-http: yes } }\n",
            refusals: [
                "pinion.yaml:1:51: `plain-http` is `yes`; write true or false"
            ]),
        DocumentCase(
            "a certificate authority outside",
            "registries: { registry.example.com: { certificate-authority: ../ca.pem } }\n",
            refusals: [
                "pinion.yaml:1:62: `certificate-authority` is `../ca.pem`, which holds `..`; write a path that stays inside the repository"
            ]),
        DocumentCase(
            "images that are no layout",
            "images: examples/images\n",
            refusals: [
                "pinion.yaml:1:9: `images` is `examples/images`; write layout: and the folder of an OCI image layout, such as layout:images"
            ]),
        DocumentCase(
            "an absolute layout",
            "images: layout:/images\n",
            refusals: [
                "pinion.yaml:1:9: `images` is the absolute path `/images`; write a path relative to the repository"
            ]),
        DocumentCase(
            "a layout without a path",
            "images: \"layout:\"\n",
            refusals: [
                "pinion.yaml:1:9: `images` is ``, which is no path; write a path of names and /"
            ]),
        DocumentCase(
            "the file as a list",
            "- branch\n",
            refusals: [
                "pinion.yaml:1:1: the file is a list; write a mapping with requires, branch, remote, environments, ledger, registries, images, forge, retired, seen or sign"
            ]),
    ]
}
