/// What `proposals` of an environment may be as a mapping, and what the reader says of it; the schema is held to the same rows.
enum ProposalsCases {
    static let valid: [DocumentCase] = [
        DocumentCase(
            "what pull requests are opened with",
            "runtime: { sandbox: { state: s.json } }\nproposals: { labels: [pins, \"go live\"], reviewers: [anna, shop/platform], draft: true }\n"
        ),
        DocumentCase(
            "proposals that merge by themselves",
            "runtime: { sandbox: { state: s.json } }\nproposals: { mode: direct, auto-merge: true }\n"
        ),
    ]

    static let invalid: [DocumentCase] = [
        DocumentCase(
            "proposals that say nothing",
            "runtime: { sandbox: { state: s.json } }\nproposals: {}\n",
            refusals: [
                "environments/production/environment.yaml:2:12: `proposals` says nothing; add `labels`, `reviewers`, `draft` or `auto-merge`, or write pull-request"
            ]),
        DocumentCase(
            "an unknown setting of proposals",
            "runtime: { sandbox: { state: s.json } }\nproposals: { label: x, draft: true }\n",
            refusals: [
                "environments/production/environment.yaml:2:14: unknown key `label` in `proposals`; did you mean `labels`?"
            ]),
        DocumentCase(
            "an unknown mode of proposals",
            "runtime: { sandbox: { state: s.json } }\nproposals: { mode: merge }\n",
            refusals: [
                "environments/production/environment.yaml:2:20: `mode` is `merge`; write pull-request or direct"
            ]),
        DocumentCase(
            "a label that is two",
            "runtime: { sandbox: { state: s.json } }\nproposals: { labels: [\"a,b\"] }\n",
            refusals: [
                "environments/production/environment.yaml:2:23: `labels` is `a,b`; write a list of labels"
            ]),
        DocumentCase(
            "one reviewer without a list",
            "runtime: { sandbox: { state: s.json } }\nproposals: { reviewers: anna }\n",
            refusals: [
                "environments/production/environment.yaml:2:25: `reviewers` is `anna`; write a list of users, and of teams as organization/team"
            ]),
        DocumentCase(
            "a reviewer that is asked twice",
            "runtime: { sandbox: { state: s.json } }\nproposals: { reviewers: [anna, anna] }\n",
            refusals: [
                "environments/production/environment.yaml:2:32: `reviewers` has `anna` twice; take one out"
            ], by: .readerOnly),
        DocumentCase(
            "a draft that is a word",
            "runtime: { sandbox: { state: s.json } }\nproposals: { draft: sometimes }\n",
            refusals: [
                "environments/production/environment.yaml:2:21: `draft` is `sometimes`; write true or false"
            ]),
    ]
}
