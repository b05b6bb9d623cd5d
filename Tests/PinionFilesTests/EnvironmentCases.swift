/// Documents and what the reader says of them; the schemas are held to the same rows.
enum EnvironmentCases {
    static let a = "sha256:" + String(repeating: "a", count: 64)
    static let b = "sha256:" + String(repeating: "b", count: 64)
    static let web = "registry.example.com/shop/web:1.8.3@\(a)"
    static let api = "registry.example.com/shop/api:4.2.0@\(b)"

    static let valid: [DocumentCase] = [
        DocumentCase(
            "a sandbox",
            "runtime: { sandbox: { state: .pinion/sandbox.json } }\n"),
        DocumentCase(
            "a compose project",
            "runtime:\n  docker: { endpoint: \"unix:///var/run/docker.sock\", project: shop, id: ABCD }\n"
        ),
        DocumentCase(
            "a label of an engine",
            "runtime: { docker: { label: tier=web } }\n"),
        DocumentCase(
            "a whole engine",
            "runtime: { docker: { endpoint: tcp://10.0.0.1:2376, all: true } }\n"),
        DocumentCase(
            "a stack",
            "runtime: { swarm: { stack: shop, id: q2k9 } }\n"),
        DocumentCase(
            "a Docker context",
            "runtime: { swarm: { endpoint: context://prod, label: tier } }\n"),
        DocumentCase(
            "Kubernetes",
            "runtime: { kubernetes: { context: prod, namespaces: [shop], selector: tier=web, id: x } }\n"
        ),
        DocumentCase(
            "apply automatically",
            "runtime: { sandbox: { state: s.json } }\napply: automatic\n"),
        DocumentCase(
            "apply by hand",
            "runtime: { sandbox: { state: s.json } }\napply: manual\n"),
        DocumentCase(
            "apply never",
            "runtime: { sandbox: { state: s.json } }\napply: never\n"),
        DocumentCase(
            "names that may run without a pin",
            "runtime: { sandbox: { state: s.json } }\nuntracked: { ignore: [traefik, \"ci-*\"] }\n"),
        DocumentCase(
            "limits",
            "runtime: { sandbox: { state: s.json } }\nlimits: { changes: 10, parallel: 4, timeout: 10m }\n"
        ),
        DocumentCase(
            "no change without an approval",
            "runtime: { sandbox: { state: s.json } }\nlimits: { changes: 0 }\n"),
        DocumentCase(
            "a promotion",
            "runtime: { sandbox: { state: s.json } }\npromotion: { from: staging, soak: 24h }\n"),
        DocumentCase(
            "windows",
            "runtime: { sandbox: { state: s.json } }\nwindows:\n  - { deny: \"Fri 16:00 - Mon 08:00\", timezone: Pacific/Auckland, repair: deny }\n  - allow: Mon 08:00 - Fri 24:00\n    timezone: UTC\n"
        ),
        DocumentCase(
            "a freeze",
            "runtime: { sandbox: { state: s.json } }\nfreeze: { reason: \"year-end\", until: 2027-01-04 }\n"
        ),
        DocumentCase(
            "a freeze without an end",
            "runtime: { sandbox: { state: s.json } }\nfreeze: { reason: incident }\n"),
        DocumentCase(
            "trust",
            "runtime: { sandbox: { state: s.json } }\ntrust: { commits: keys/allowed_signers, images: cosign.pub }\n"
        ),
        DocumentCase(
            "proposals",
            "runtime: { sandbox: { state: s.json } }\nproposals: direct\n"),
        DocumentCase(
            "an environment tag",
            "runtime: { sandbox: { state: s.json } }\ntag: production\n"),
    ]

    static let invalid: [DocumentCase] = [
        DocumentCase(
            "no runtime",
            "apply: never\n",
            refusals: [
                "environments/production/environment.yaml:1:1: the file has no `runtime`; add `runtime`: what runs the services, such as { swarm: { stack: shop } }"
            ]),
        DocumentCase(
            "runtime without a value",
            "runtime:\n",
            refusals: [
                "environments/production/environment.yaml:1:9: `runtime` is empty; write a mapping with sandbox, docker, swarm, kubernetes or ecs"
            ]),
        DocumentCase(
            "a runtime's name only",
            "runtime: docker\n",
            refusals: [
                "environments/production/environment.yaml:1:10: `runtime` is `docker`; write a mapping with sandbox, docker, swarm, kubernetes or ecs"
            ]),
        DocumentCase(
            "two runtimes",
            "runtime: { docker: { all: true }, swarm: { all: true } }\n",
            refusals: [
                "environments/production/environment.yaml:1:35: `runtime` has both `docker` and `swarm`; keep exactly one of sandbox, docker, swarm, kubernetes and ecs"
            ]),
        DocumentCase(
            "an unknown runtime",
            "runtime: { dokcer: { all: true } }\n",
            refusals: [
                "environments/production/environment.yaml:1:12: unknown key `dokcer` in `runtime`; did you mean `docker`?"
            ]),
        DocumentCase(
            "a runtime that is not known at all",
            "runtime: { nomad: {} }\n",
            refusals: [
                "environments/production/environment.yaml:1:10: `runtime` has none of sandbox, docker, swarm, kubernetes and ecs; write exactly one of them",
                "environments/production/environment.yaml:1:12: unknown key `nomad` in `runtime`; the keys here are sandbox, docker, swarm, kubernetes and ecs",
            ]),
        DocumentCase(
            "a sandbox without a state",
            "runtime: { sandbox: {} }\n",
            refusals: [
                "environments/production/environment.yaml:1:21: `sandbox` has no `state`; add `state`: the path of its state file, such as .pinion/sandbox.json"
            ]),
        DocumentCase(
            "a sandbox without a mapping",
            "runtime: { sandbox: }\n",
            refusals: [
                "environments/production/environment.yaml:1:21: `sandbox` is empty; write a mapping with state"
            ]),
        DocumentCase(
            "an absolute state",
            "runtime: { sandbox: { state: /tmp/s.json } }\n",
            refusals: [
                "environments/production/environment.yaml:1:30: `state` is the absolute path `/tmp/s.json`; write a path relative to the repository"
            ]),
        DocumentCase(
            "a state outside the repository",
            "runtime: { sandbox: { state: a/../../s.json } }\n",
            refusals: [
                "environments/production/environment.yaml:1:30: `state` is `a/../../s.json`, which holds `..`; write a path that stays inside the repository"
            ]),
        DocumentCase(
            "a state without a name",
            "runtime: { sandbox: { state: ./ } }\n",
            refusals: [
                "environments/production/environment.yaml:1:30: `state` is `./`, which is no path; write a path of names and /"
            ]),
        DocumentCase(
            "no scope",
            "runtime: { docker: { endpoint: unix:///var/run/docker.sock } }\n",
            refusals: [
                "environments/production/environment.yaml:1:20: `docker` has none of project, label and all; write exactly one of them"
            ]),
        DocumentCase(
            "two scopes",
            "runtime: { docker: { project: shop, all: true } }\n",
            refusals: [
                "environments/production/environment.yaml:1:37: `docker` has both `project` and `all`; keep exactly one of project, label and all"
            ]),
        DocumentCase(
            "a scope of the other engine",
            "runtime: { docker: { stack: shop } }\n",
            refusals: [
                "environments/production/environment.yaml:1:20: `docker` has none of project, label and all; write exactly one of them",
                "environments/production/environment.yaml:1:22: unknown key `stack` in `docker`; the keys here are endpoint, project, label, all and id",
            ]),
        DocumentCase(
            "a scope of nothing",
            "runtime: { docker: { all: false } }\n",
            refusals: [
                "environments/production/environment.yaml:1:27: `all` is false; write all: true, or name another scope in its place"
            ]),
        DocumentCase(
            "all as a text",
            "runtime: { docker: { all: yes } }\n",
            refusals: [
                "environments/production/environment.yaml:1:27: `all` is `yes`; write true or false"
            ]),
        DocumentCase(
            "a label without a key",
            "runtime: { docker: { label: \"=web\" } }\n",
            refusals: [
                "environments/production/environment.yaml:1:29: `label` is `=web`; write a label as key or key=value"
            ]),
        DocumentCase(
            "an endpoint without a scheme",
            "runtime: { docker: { endpoint: /var/run/docker.sock, all: true } }\n",
            refusals: [
                "environments/production/environment.yaml:1:32: `endpoint` is `/var/run/docker.sock`; write unix:///var/run/docker.sock, tcp://HOST:PORT or context://NAME"
            ]),
        DocumentCase(
            "an endpoint of another scheme",
            "runtime: { docker: { endpoint: http://h, all: true } }\n",
            refusals: [
                "environments/production/environment.yaml:1:32: `endpoint` is `http://h`; write unix:///var/run/docker.sock, tcp://HOST:PORT or context://NAME"
            ]),
        DocumentCase(
            "an empty id",
            "runtime: { swarm: { all: true, id: \"\" } }\n",
            refusals: [
                "environments/production/environment.yaml:1:36: `id` is empty; write the id that the runtime gives"
            ]),
        DocumentCase(
            "an id that is a number",
            "runtime: { swarm: { all: true, id: 12 } }\n",
            refusals: [
                "environments/production/environment.yaml:1:36: `id` is the number 12; put it in quotes if you mean the text"
            ]),
        DocumentCase(
            "an unknown key of Kubernetes",
            "runtime: { kubernetes: { namespace: shop } }\n",
            refusals: [
                "environments/production/environment.yaml:1:26: unknown key `namespace` in `kubernetes`; did you mean `namespaces`?"
            ]),
        DocumentCase(
            "an unknown key",
            "runtime: { sandbox: { state: s.json } }\naply: never\n",
            refusals: [
                "environments/production/environment.yaml:2:1: unknown key `aply` in an environment file; did you mean `apply`?"
            ]),
        DocumentCase(
            "an unknown mode",
            "runtime: { sandbox: { state: s.json } }\napply: automatc\n",
            refusals: [
                "environments/production/environment.yaml:2:8: `apply` is `automatc`; did you mean `automatic`?"
            ]),
        DocumentCase(
            "a mode that is a truth value",
            "runtime: { sandbox: { state: s.json } }\napply: true\n",
            refusals: [
                "environments/production/environment.yaml:2:8: `apply` is the truth value true; write automatic, manual or never"
            ]),
        DocumentCase(
            "untracked as a list",
            "runtime: { sandbox: { state: s.json } }\nuntracked: [traefik]\n",
            refusals: [
                "environments/production/environment.yaml:2:12: `untracked` is a list; write a mapping with ignore"
            ]),
        DocumentCase(
            "untracked without names",
            "runtime: { sandbox: { state: s.json } }\nuntracked: { ignore: [] }\n",
            refusals: [
                "environments/production/environment.yaml:2:22: `ignore` is an empty list; write a list of names, in which * stands for any characters, or remove it"
            ]),
        DocumentCase(
            "untracked without ignore",
            "runtime: { sandbox: { state: s.json } }\nuntracked: {}\n",
            refusals: [
                "environments/production/environment.yaml:2:12: `untracked` has no `ignore`; add `ignore`: a list of names, in which * stands for any characters"
            ]),
        DocumentCase(
            "a pattern with a space",
            "runtime: { sandbox: { state: s.json } }\nuntracked: { ignore: [\"a b\"] }\n",
            refusals: [
                "environments/production/environment.yaml:2:23: `ignore` is `a b`; write it without spaces and invisible characters"
            ]),
        DocumentCase(
            "a limit in words",
            "runtime: { sandbox: { state: s.json } }\nlimits: { changes: ten }\n",
            refusals: [
                "environments/production/environment.yaml:2:20: `changes` is `ten`; write a whole number from 0 to 1000000"
            ]),
        DocumentCase(
            "a limit below zero",
            "runtime: { sandbox: { state: s.json } }\nlimits: { changes: -1 }\n",
            refusals: [
                "environments/production/environment.yaml:2:20: `changes` is the number -1; write a whole number from 0 to 1000000"
            ]),
        DocumentCase(
            "nothing in parallel",
            "runtime: { sandbox: { state: s.json } }\nlimits: { parallel: 0 }\n",
            refusals: [
                "environments/production/environment.yaml:2:21: `parallel` is the number 0; write a whole number from 1 to 100"
            ]),
        DocumentCase(
            "a limit in quotes",
            "runtime: { sandbox: { state: s.json } }\nlimits: { parallel: \"4\" }\n",
            refusals: [
                "environments/production/environment.yaml:2:21: `parallel` is `4`; write a whole number from 1 to 100"
            ]),
        DocumentCase(
            "a time limit without a unit",
            "runtime: { sandbox: { state: s.json } }\nlimits: { timeout: 600 }\n",
            refusals: [
                "environments/production/environment.yaml:2:20: `timeout` is the number 600 without a unit; write a number with a unit, such as 90s, 10m, 24h or 7d"
            ]),
        DocumentCase(
            "a time limit in another unit",
            "runtime: { sandbox: { state: s.json } }\nlimits: { timeout: 2w }\n",
            refusals: [
                "environments/production/environment.yaml:2:20: `timeout` is `2w`; write a number with a unit, such as 90s, 10m, 24h or 7d"
            ]),
        DocumentCase(
            "a time limit of nothing",
            "runtime: { sandbox: { state: s.json } }\nlimits: { timeout: 0s }\n",
            refusals: [
                "environments/production/environment.yaml:2:20: `timeout` is `0s`; write a number with a unit, such as 90s, 10m, 24h or 7d"
            ],
            by: .readerOnly),
        DocumentCase(
            "an unknown limit",
            "runtime: { sandbox: { state: s.json } }\nlimits: { change: 3 }\n",
            refusals: [
                "environments/production/environment.yaml:2:11: unknown key `change` in `limits`; did you mean `changes`?"
            ]),
        DocumentCase(
            "a promotion without a source",
            "runtime: { sandbox: { state: s.json } }\npromotion: { soak: 1h }\n",
            refusals: [
                "environments/production/environment.yaml:2:12: `promotion` has no `from`; add `from`: the environment from which pins come"
            ]),
        DocumentCase(
            "a promotion from nowhere",
            "runtime: { sandbox: { state: s.json } }\npromotion: { from: stagin }\n",
            refusals: [
                "environments/production/environment.yaml:2:20: there is no environment `stagin`; did you mean `staging`?"
            ],
            by: .readerOnly),
        DocumentCase(
            "a promotion from itself",
            "runtime: { sandbox: { state: s.json } }\npromotion: { from: production }\n",
            refusals: [
                "environments/production/environment.yaml:2:20: the environment promotes from itself; name one of staging, or take `promotion` out"
            ],
            by: .readerOnly),
        DocumentCase(
            "a promotion from what cannot be an environment",
            "runtime: { sandbox: { state: s.json } }\npromotion: { from: Staging }\n",
            refusals: [
                "environments/production/environment.yaml:2:20: `from` is `Staging`, which is no environment's name; write the name of an environment's folder: up to 63 of a to z, 0 to 9 and -"
            ]),
        DocumentCase(
            "a soak without a unit",
            "runtime: { sandbox: { state: s.json } }\npromotion: { from: staging, soak: 24 }\n",
            refusals: [
                "environments/production/environment.yaml:2:35: `soak` is the number 24 without a unit; write a number with a unit, such as 90s, 10m, 24h or 7d"
            ]),
        DocumentCase(
            "windows as a mapping",
            "runtime: { sandbox: { state: s.json } }\nwindows: { deny: \"Fri 16:00 - Mon 08:00\", timezone: UTC }\n",
            refusals: [
                "environments/production/environment.yaml:2:10: `windows` is a mapping; write a list such as - { deny: \"Fri 16:00 - Mon 08:00\", timezone: Pacific/Auckland }"
            ]),
        DocumentCase(
            "no windows",
            "runtime: { sandbox: { state: s.json } }\nwindows: []\n",
            refusals: [
                "environments/production/environment.yaml:2:10: `windows` is an empty list; write a list such as - { deny: \"Fri 16:00 - Mon 08:00\", timezone: Pacific/Auckland }, or remove it"
            ]),
        DocumentCase(
            "a window without an effect",
            "runtime: { sandbox: { state: s.json } }\nwindows: [ { timezone: UTC } ]\n",
            refusals: [
                "environments/production/environment.yaml:2:12: the window has none of allow and deny; write exactly one of them"
            ]),
        DocumentCase(
            "a window with both effects",
            "runtime: { sandbox: { state: s.json } }\nwindows: [ { allow: \"Mon 00:00 - Tue 00:00\", deny: \"Fri 16:00 - Mon 08:00\", timezone: UTC } ]\n",
            refusals: [
                "environments/production/environment.yaml:2:46: the window has both `allow` and `deny`; keep exactly one of allow and deny"
            ]),
        DocumentCase(
            "a window without a time zone",
            "runtime: { sandbox: { state: s.json } }\nwindows: [ { deny: \"Fri 16:00 - Mon 08:00\" } ]\n",
            refusals: [
                "environments/production/environment.yaml:2:12: the window has no `timezone`; add `timezone`: a time zone of the tz database, such as Europe/Berlin or UTC"
            ]),
        DocumentCase(
            "a window in words",
            "runtime: { sandbox: { state: s.json } }\nwindows: [ { deny: weekends, timezone: UTC } ]\n",
            refusals: [
                "environments/production/environment.yaml:2:20: `deny` is `weekends`; write two moments of a week, such as \"Fri 16:00 - Mon 08:00\""
            ]),
        DocumentCase(
            "a window of a minute that is none",
            "runtime: { sandbox: { state: s.json } }\nwindows: [ { deny: \"Fri 16:60 - Mon 08:00\", timezone: UTC } ]\n",
            refusals: [
                "environments/production/environment.yaml:2:20: `deny` is `Fri 16:60 - Mon 08:00`; write two moments of a week, such as \"Fri 16:00 - Mon 08:00\""
            ]),
        DocumentCase(
            "a window without length",
            "runtime: { sandbox: { state: s.json } }\nwindows: [ { deny: \"Mon 08:00 - Mon 08:00\", timezone: UTC } ]\n",
            refusals: [
                "environments/production/environment.yaml:2:20: `deny` is `Mon 08:00 - Mon 08:00`; write two moments of a week, such as \"Fri 16:00 - Mon 08:00\""
            ],
            by: .readerOnly),
        DocumentCase(
            "an unknown time zone",
            "runtime: { sandbox: { state: s.json } }\nwindows: [ { deny: \"Fri 16:00 - Mon 08:00\", timezone: pacific/auckland } ]\n",
            refusals: [
                "environments/production/environment.yaml:2:55: `pacific/auckland` is no known time zone; did you mean `Pacific/Auckland`?"
            ],
            by: .readerOnly),
        DocumentCase(
            "a misspelt time zone",
            "runtime: { sandbox: { state: s.json } }\nwindows: [ { deny: \"Fri 16:00 - Mon 08:00\", timezone: Pacific/Aukland } ]\n",
            refusals: [
                "environments/production/environment.yaml:2:55: `Pacific/Aukland` is no known time zone; did you mean `Pacific/Auckland`?"
            ],
            by: .readerOnly),
        DocumentCase(
            "a time zone far from all",
            "runtime: { sandbox: { state: s.json } }\nwindows: [ { deny: \"Fri 16:00 - Mon 08:00\", timezone: Middle-earth } ]\n",
            refusals: [
                "environments/production/environment.yaml:2:55: `Middle-earth` is no known time zone; write a time zone of the tz database, such as Europe/Berlin or UTC"
            ],
            by: .readerOnly),
        DocumentCase(
            "a time zone that is a path",
            "runtime: { sandbox: { state: s.json } }\nwindows: [ { deny: \"Fri 16:00 - Mon 08:00\", timezone: ../../etc/passwd } ]\n",
            refusals: [
                "environments/production/environment.yaml:2:55: `../../etc/passwd` is no known time zone; write a time zone of the tz database, such as Europe/Berlin or UTC"
            ]),
        DocumentCase(
            "a window that allows repair",
            "runtime: { sandbox: { state: s.json } }\nwindows: [ { deny: \"Fri 16:00 - Mon 08:00\", timezone: UTC, repair: allow } ]\n",
            refusals: [
                "environments/production/environment.yaml:2:68: `repair` is `allow`; write deny"
            ]),
        DocumentCase(
            "a freeze without a reason",
            "runtime: { sandbox: { state: s.json } }\nfreeze: { until: 2027-01-04 }\n",
            refusals: [
                "environments/production/environment.yaml:2:9: `freeze` has no `reason`; add `reason`: why nothing new is applied"
            ]),
        DocumentCase(
            "a freeze in one word",
            "runtime: { sandbox: { state: s.json } }\nfreeze: true\n",
            refusals: [
                "environments/production/environment.yaml:2:9: `freeze` is the truth value true; write a mapping with reason or until"
            ]),
        DocumentCase(
            "trust in nothing",
            "runtime: { sandbox: { state: s.json } }\ntrust: {}\n",
            refusals: [
                "environments/production/environment.yaml:2:8: `trust` says nothing; add `commits` or `images` with the path of a key file"
            ]),
        DocumentCase(
            "trust in an absolute path",
            "runtime: { sandbox: { state: s.json } }\ntrust: { commits: /etc/signers }\n",
            refusals: [
                "environments/production/environment.yaml:2:19: `commits` is the absolute path `/etc/signers`; write a path relative to the repository"
            ]),
        DocumentCase(
            "an unknown way of proposals",
            "runtime: { sandbox: { state: s.json } }\nproposals: merge\n",
            refusals: [
                "environments/production/environment.yaml:2:12: `proposals` is `merge`; write pull-request or direct"
            ]),
        DocumentCase(
            "a tag that is none",
            "runtime: { sandbox: { state: s.json } }\ntag: \"a b\"\n",
            refusals: [
                "environments/production/environment.yaml:2:6: `tag` is `a b`, which is no tag; use up to 128 letters, digits, _ . or -, not starting with . or -"
            ]),
        DocumentCase(
            "a tag that is a number",
            "runtime: { sandbox: { state: s.json } }\ntag: 1.10\n",
            refusals: [
                "environments/production/environment.yaml:2:6: `tag` is the number 1.10; put it in quotes if you mean the text"
            ]),
        DocumentCase(
            "all mistakes of a file at once",
            "runtime: { sandbox: { state: s.json } }\napply: on\nlimits: { changes: x, timeout: 5 }\nfreeze: {}\ntag: \"\"\nfoo: bar\n",
            refusals: [
                "environments/production/environment.yaml:2:8: `apply` is `on`; write automatic, manual or never",
                "environments/production/environment.yaml:3:20: `changes` is `x`; write a whole number from 0 to 1000000",
                "environments/production/environment.yaml:3:32: `timeout` is the number 5 without a unit; write a number with a unit, such as 90s, 10m, 24h or 7d",
                "environments/production/environment.yaml:4:9: `freeze` has no `reason`; add `reason`: why nothing new is applied",
                "environments/production/environment.yaml:5:6: `tag` is empty; write a tag's name",
                "environments/production/environment.yaml:6:1: unknown key `foo` in an environment file; the keys here are runtime, apply, untracked, limits, promotion, windows, freeze, trust, proposals and tag",
            ]),
    ]
}
