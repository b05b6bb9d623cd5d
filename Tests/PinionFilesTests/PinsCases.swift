/// Documents and what the reader says of them; the schemas are held to the same rows.
enum PinsCases {
    static let a = "sha256:" + String(repeating: "a", count: 64)
    static let b = "sha256:" + String(repeating: "b", count: 64)
    static let web = "registry.example.com/shop/web:1.8.3@\(a)"
    static let api = "registry.example.com/shop/api:4.2.0@\(b)"

    static let valid: [DocumentCase] = [
        DocumentCase(
            "the short form",
            "services:\n  web: \(web)\n"),
        DocumentCase(
            "a short name of Docker Hub",
            "services:\n  cache: redis:7@\(a)\n"),
        DocumentCase(
            "a reference without a tag",
            "services:\n  web: registry.example.com/web@\(a)\n"),
        DocumentCase(
            "quotes, comments and CRLF",
            "# pins\r\nservices:\r\n  \"web\": '\(web)' # now\r\n"),
        DocumentCase(
            "no final newline",
            "services:\n  web: \(web)"),
        DocumentCase(
            "the mapping form",
            "services:\n  web:\n    image: \(web)\n    name: prod-web\n    track: { semver: \"^1.8\" }\n    hold: { refuse: ['\(b)'], reason: leak, until: 2026-12-01 }\n"
        ),
        DocumentCase(
            "a hold with a reason only",
            "services:\n  web: { image: '\(web)', hold: { reason: \"year-end\" } }\n"),
        DocumentCase(
            "a regular expression with an order",
            "services:\n  web: { image: '\(web)', track: { regex: \"^v[0-9]+$\", order: numerical } }\n"
        ),
        DocumentCase(
            "a channel tag",
            "services:\n  web: { image: '\(web)', track: { tag: stable } }\n"),
        DocumentCase(
            "several containers",
            "services:\n  api:\n    name: shop-api\n    containers:\n      app: \(web)\n      proxy:\n        image: \(api)\n        track: { tag: stable }\n        hold: { until: 2027-01-01 }\n"
        ),
        DocumentCase(
            "a name of many letters",
            "services:\n  gr\u{f6}\u{df}e.web-2_x: \(web)\n"),
    ]

    static let invalid: [DocumentCase] = [
        DocumentCase(
            "an empty file",
            "",
            refusals: [
                "environments/production/pins.yaml:1:1: the file holds nothing; write a mapping of keys to values"
            ],
            by: .notATree),
        DocumentCase(
            "comments only",
            "# nothing\n",
            refusals: [
                "environments/production/pins.yaml:1:1: the file holds nothing; write a mapping of keys to values"
            ],
            by: .notATree),
        DocumentCase(
            "a list",
            "- web\n",
            refusals: [
                "environments/production/pins.yaml:1:1: the file is a list; write a mapping with services"
            ]),
        DocumentCase(
            "a text",
            "web\n",
            refusals: [
                "environments/production/pins.yaml:1:1: the file is `web`; write a mapping with services"
            ]),
        DocumentCase(
            "no services",
            "{}\n",
            refusals: [
                "environments/production/pins.yaml:1:1: the file has no `services`; add `services`: a mapping such as { web: registry/repository:tag@sha256:\u{2026} }"
            ]),
        DocumentCase(
            "services without a value",
            "services:\n",
            refusals: [
                "environments/production/pins.yaml:1:10: `services` is empty; write at least one service: image@sha256:\u{2026}, or remove the file"
            ]),
        DocumentCase(
            "services without entries",
            "services: {}\n",
            refusals: [
                "environments/production/pins.yaml:1:11: `services` is an empty mapping; write at least one service: image@sha256:\u{2026}, or remove the file"
            ]),
        DocumentCase(
            "services as a list",
            "services:\n  - web\n",
            refusals: [
                "environments/production/pins.yaml:2:3: `services` is a list; write at least one service: image@sha256:\u{2026}, or remove the file"
            ]),
        DocumentCase(
            "an unknown key",
            "services:\n  web: \(web)\nservice:\n  api: \(api)\n",
            refusals: [
                "environments/production/pins.yaml:3:1: unknown key `service` in a pins file; did you mean `services`?"
            ]),
        DocumentCase(
            "an unknown key far from all",
            "services:\n  web: \(web)\nversion: \"3\"\n",
            refusals: [
                "environments/production/pins.yaml:3:1: unknown key `version` in a pins file; the only key here is `services`"
            ]),
        DocumentCase(
            "fault 32: no digest",
            "services:\n  web: registry.example.com/shop/web:1.8.3\n",
            refusals: [
                "environments/production/pins.yaml:2:8: `registry.example.com/shop/web:1.8.3` has no digest; add the digest that you approve: registry.example.com/shop/web:1.8.3@sha256:\u{2026}; `docker buildx imagetools inspect registry.example.com/shop/web:1.8.3` shows it, and where the tracked branch has a digest for this pin, `pinion propose production web=registry.example.com/shop/web:1.8.3` finds the new one"
            ]),
        DocumentCase(
            "fault 32: an unknown algorithm",
            "services:\n  web: registry.example.com/shop/web@sha512:\(String(repeating: "a", count: 128))\n",
            refusals: [
                "environments/production/pins.yaml:2:8: `registry.example.com/shop/web@sha512:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\u{2026}`: sha512 digests are not supported; write the image's sha256 digest"
            ]),
        DocumentCase(
            "fault 32: upper case",
            "services:\n  web: registry.example.com/shop/web@sha256:\(String(repeating: "A", count: 64))\n",
            refusals: [
                "environments/production/pins.yaml:2:8: `registry.example.com/shop/web@sha256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\u{2026}`: a digest is written in lower case; write it with a to f"
            ]),
        DocumentCase(
            "fault 32: a short digest",
            "services:\n  web: registry.example.com/shop/web@sha256:abc\n",
            refusals: [
                "environments/production/pins.yaml:2:8: `registry.example.com/shop/web@sha256:abc`: a sha256 digest has 64 hexadecimal digits, not 3; copy the whole digest"
            ]),
        DocumentCase(
            "fault 32: not hexadecimal",
            "services:\n  web: registry.example.com/shop/web@sha256:\(String(repeating: "g", count: 64))\n",
            refusals: [
                "environments/production/pins.yaml:2:8: `registry.example.com/shop/web@sha256:ggggggggggggggggggggggggggggggggggggggggggg\u{2026}`: a digest holds only the digits 0 to 9 and a to f; write registry/repository:tag@sha256:\u{2026}"
            ]),
        DocumentCase(
            "fault 31: a Cyrillic letter",
            "services:\n  web: registry.example.com/shop/w\u{435}b@\(a)\n",
            refusals: [
                "environments/production/pins.yaml:2:8: `registry.example.com/shop/w\u{435}b@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\u{2026}`: an image reference is plain ASCII without spaces; retype it, it may hold a look-alike letter"
            ],
            by: .readerOnly),
        DocumentCase(
            "fault 31: a zero-width space",
            "services:\n  web: registry.example.com/shop/w\u{200b}eb@\(a)\n",
            refusals: [
                "environments/production/pins.yaml:2:8: `registry.example.com/shop/w\\u{200b}eb@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\u{2026}`: an image reference is plain ASCII without spaces; retype it, it may hold a look-alike letter"
            ],
            by: .readerOnly),
        DocumentCase(
            "fault 31: a full-width letter",
            "services:\n  web: registry.example.com/shop/\u{ff57}eb@\(a)\n",
            refusals: [
                "environments/production/pins.yaml:2:8: `registry.example.com/shop/\u{ff57}eb@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\u{2026}`: an image reference is plain ASCII without spaces; retype it, it may hold a look-alike letter"
            ],
            by: .readerOnly),
        DocumentCase(
            "a reference behind >- and |-",
            "services:\n  web: >-\n    \(web)\n  api:\n    image: |-\n      \(web)\n"),
        DocumentCase(
            "a reference behind > and |",
            "services:\n  web: >\n    \(web)\n  api:\n    image: |\n      \(web)\n  x: \"\(web)\\n\"\n",
            refusals: [
                "environments/production/pins.yaml:2:8: `web` ends with a line break; write >- in place of >",
                "environments/production/pins.yaml:5:12: `image` ends with a line break; write |- in place of |",
                "environments/production/pins.yaml:7:6: `x` ends with a line break; take it off",
            ]),
        DocumentCase(
            "a digest and a tag behind |",
            "services:\n  web:\n    image: \(web)\n    track: { tag: \"x\\n\" }\n    hold:\n      refuse:\n      - |\n        \(a)\n",
            refusals: [
                "environments/production/pins.yaml:4:19: `tag` ends with a line break; take it off",
                "environments/production/pins.yaml:7:9: `refuse` ends with a line break; write |- in place of |",
            ]),
        DocumentCase(
            "a pointer of Git LFS",
            "version https://git-lfs.github.com/spec/v1\noid sha256:\(String(repeating: "a", count: 64))\nsize 12345\n",
            refusals: [
                "environments/production/pins.yaml:1:1: this is the pointer of Git LFS to the file, and not the file; commit the file itself: take it out of Git LFS in .gitattributes (`git lfs untrack`), then `git add --renormalize` it; a copy on disk is there after `git lfs pull`"
            ], by: .notATree),
        DocumentCase(
            "fault 31: upper case in a repository",
            "services:\n  web: registry.example.com/Shop/web@\(a)\n",
            refusals: [
                "environments/production/pins.yaml:2:8: `registry.example.com/Shop/web@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\u{2026}`: `Shop` is not part of a repository's name; use lower-case letters, digits and single . _ __ or - between them"
            ],
            by: .readerOnly),
        DocumentCase(
            "a reference that is a number",
            "services:\n  web: 1.8\n",
            refusals: [
                "environments/production/pins.yaml:2:8: `web` is the number 1.8; write registry/repository:tag@sha256:\u{2026}"
            ]),
        DocumentCase(
            "a reference without a value",
            "services:\n  web:\n",
            refusals: [
                "environments/production/pins.yaml:2:7: `web` is empty; write registry/repository:tag@sha256:\u{2026}"
            ]),
        DocumentCase(
            "a reference that is a list",
            "services:\n  web: [\(web)]\n",
            refusals: [
                "environments/production/pins.yaml:2:8: `web` is a list; write registry/repository:tag@sha256:\u{2026}"
            ]),
        DocumentCase(
            "a name with a slash",
            "services:\n  shop/web: \(web)\n",
            refusals: [
                "environments/production/pins.yaml:2:3: `shop/web` cannot be a service's name; use 1 to 255 visible characters without spaces, / and ,"
            ]),
        DocumentCase(
            "an empty name",
            "services:\n  \"\": \(web)\n",
            refusals: [
                "environments/production/pins.yaml:2:3: `` cannot be a service's name; use 1 to 255 visible characters without spaces, / and ,"
            ]),
        DocumentCase(
            "a name with an invisible letter",
            "services:\n  \"we\\u200bb\": \(web)\n",
            refusals: [
                "environments/production/pins.yaml:2:3: `we\\u{200b}b` cannot be a service's name; use 1 to 255 visible characters without spaces, / and ,"
            ],
            by: .readerOnly),
        DocumentCase(
            "neither image nor containers",
            "services:\n  web: { name: web }\n",
            refusals: [
                "environments/production/pins.yaml:2:8: `web` has none of image and containers; write exactly one of them"
            ]),
        DocumentCase(
            "image and containers",
            "services:\n  web:\n    image: \(web)\n    containers: { app: \(web) }\n",
            refusals: [
                "environments/production/pins.yaml:4:5: `web` has both `image` and `containers`; keep exactly one of image and containers"
            ]),
        DocumentCase(
            "an unknown key of a service",
            "services:\n  web: { image: '\(web)', tracks: { tag: x } }\n",
            refusals: [
                "environments/production/pins.yaml:2:128: unknown key `tracks` in the service `web`; did you mean `track`?"
            ]),
        DocumentCase(
            "a name with a space",
            "services:\n  web: { image: '\(web)', name: prod web }\n",
            refusals: [
                "environments/production/pins.yaml:2:134: `name` is `prod web`; write it without spaces and invisible characters"
            ]),
        DocumentCase(
            "a name that is a number",
            "services:\n  web: { image: '\(web)', name: 12 }\n",
            refusals: [
                "environments/production/pins.yaml:2:134: `name` is the number 12; put it in quotes if you mean the text"
            ]),
        DocumentCase(
            "track beside containers",
            "services:\n  web:\n    track: { tag: x }\n    containers: { app: \(web) }\n",
            refusals: [
                "environments/production/pins.yaml:3:5: `track` stands beside `containers`; write it in the container that it is meant for"
            ]),
        DocumentCase(
            "no containers",
            "services:\n  web: { containers: {} }\n",
            refusals: [
                "environments/production/pins.yaml:2:22: `containers` is an empty mapping; write at least one container: image@sha256:\u{2026}"
            ]),
        DocumentCase(
            "containers as a list",
            "services:\n  web: { containers: [\(web)] }\n",
            refusals: [
                "environments/production/pins.yaml:2:22: `containers` is a list; write at least one container: image@sha256:\u{2026}"
            ]),
        DocumentCase(
            "a container with a name",
            "services:\n  web: { containers: { app: { image: '\(web)', name: x } } }\n",
            refusals: [
                "environments/production/pins.yaml:2:149: unknown key `name` in the container `app`; the keys here are image, track and hold"
            ]),
        DocumentCase(
            "a container without an image",
            "services:\n  web: { containers: { app: { track: { tag: x } } } }\n",
            refusals: [
                "environments/production/pins.yaml:2:29: `app` has no `image`; add `image`: its image with a digest"
            ]),
        DocumentCase(
            "a container's name with a space",
            "services:\n  web: { containers: { \"a b\": \(web) } }\n",
            refusals: [
                "environments/production/pins.yaml:2:24: `a b` cannot be a container's name; use 1 to 255 visible characters without spaces, / and ,"
            ]),
        DocumentCase(
            "an empty hold",
            "services:\n  web: { image: '\(web)', hold: {} }\n",
            refusals: [
                "environments/production/pins.yaml:2:134: `hold` says nothing; add `reason`: why the pin is held"
            ]),
        DocumentCase(
            "a hold with an empty list",
            "services:\n  web: { image: '\(web)', hold: { refuse: [] } }\n",
            refusals: [
                "environments/production/pins.yaml:2:144: `refuse` is an empty list; write a list of digests, or remove it"
            ]),
        DocumentCase(
            "a hold with a short digest",
            "services:\n  web: { image: '\(web)', hold: { refuse: [sha256:abc] } }\n",
            refusals: [
                "environments/production/pins.yaml:2:145: `sha256:abc`: a sha256 digest has 64 hexadecimal digits, not 3; copy the whole digest"
            ]),
        DocumentCase(
            "a hold until a day that is none",
            "services:\n  web: { image: '\(web)', hold: { until: 2026-02-30 } }\n",
            refusals: [
                "environments/production/pins.yaml:2:143: `until` is `2026-02-30`; write a day as year-month-day, such as 2027-01-04"
            ],
            by: .readerOnly),
        DocumentCase(
            "a hold until a word",
            "services:\n  web: { image: '\(web)', hold: { until: soon } }\n",
            refusals: [
                "environments/production/pins.yaml:2:143: `until` is `soon`; write a day as year-month-day, such as 2027-01-04"
            ]),
        DocumentCase(
            "a pin that its own hold refuses",
            "services:\n  web: { image: '\(web)', hold: { refuse: ['\(a)'] } }\n",
            refusals: [
                "environments/production/pins.yaml:2:17: the pin's own hold refuses sha256:aaaaaaaaaaaa; pin another digest, or take this one out of `hold.refuse`"
            ],
            by: .readerOnly),
        DocumentCase(
            "all mistakes of a file at once",
            "services:\n  web: registry.example.com/web:1\n  api: { image: '\(web)', nmae: x, hold: { until: x } }\n  a b: \(web)\nextra: 1\n",
            refusals: [
                "environments/production/pins.yaml:2:8: `registry.example.com/web:1` has no digest; add the digest that you approve: registry.example.com/web:1@sha256:\u{2026}; `docker buildx imagetools inspect registry.example.com/web:1` shows it, and where the tracked branch has a digest for this pin, `pinion propose production web=registry.example.com/web:1` finds the new one",
                "environments/production/pins.yaml:3:128: unknown key `nmae` in the service `api`; did you mean `name`?",
                "environments/production/pins.yaml:3:152: `until` is `x`; write a day as year-month-day, such as 2027-01-04",
                "environments/production/pins.yaml:4:3: `a b` cannot be a service's name; use 1 to 255 visible characters without spaces, / and ,",
                "environments/production/pins.yaml:5:1: unknown key `extra` in a pins file; the only key here is `services`",
            ]),
        DocumentCase(
            "fault 29: a duplicate key",
            "services:\n  web: \(web)\n  web: \(api)\n",
            refusals: [
                "environments/production/pins.yaml:3:3: the key web stands twice, first in line 2; keep one of the two"
            ],
            by: .notATree),
        DocumentCase(
            "fault 29: a key in another letter case",
            "services:\n  web: \(web)\n  Web: \(api)\n",
            refusals: [
                "environments/production/pins.yaml:3:3: the key Web differs only in letter case from web in line 2; keep one of the two, or give them different names"
            ],
            by: .notATree),
        DocumentCase(
            "fault 29: a key in another Unicode form",
            "services:\n  gr\u{f6}: \(web)\n  gro\u{308}: \(api)\n",
            refusals: [
                "environments/production/pins.yaml:3:3: the key gro\u{308} is the one of line 2 in another Unicode form; keep one of the two"
            ],
            by: .notATree),
        DocumentCase(
            "fault 28: an anchor and an alias",
            "services:\n  web: &a \(web)\n  api: *a\n",
            refusals: [
                "environments/production/pins.yaml:2:8: an anchor (&a) is not allowed; remove it and write the value where it is used",
                "environments/production/pins.yaml:3:8: an alias (*a) is not allowed; write the value out at this place",
            ],
            by: .notATree),
        DocumentCase(
            "fault 28: a merge key",
            "services:\n  web:\n    <<: { name: x }\n    image: \(web)\n",
            refusals: [
                "environments/production/pins.yaml:3:5: a merge key (<<) is not allowed; write the merged keys out in this mapping"
            ],
            by: .notATree),
        DocumentCase(
            "fault 28: a second document",
            "services:\n  web: \(web)\n---\nservices: {}\n",
            refusals: [
                "environments/production/pins.yaml:3:1: a second document starts here; keep one document in a file"
            ],
            by: .notATree),
        DocumentCase(
            "fault 28: a tag",
            "services:\n  web: !!str \(web)\n",
            refusals: [
                "environments/production/pins.yaml:2:8: a tag (!!str) is not allowed; remove it, and quote the value if it is a text"
            ],
            by: .notATree),
        DocumentCase(
            "fault 28: nesting deeper than 16",
            "services:\n  web: [[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]\n",
            refusals: [
                "environments/production/pins.yaml:2:22: the nesting is deeper than 16 levels; nest at most 16 mappings and lists"
            ],
            by: .notATree),
        DocumentCase(
            "fault 28: a byte-order mark",
            "\u{feff}services:\n  web: \(web)\n",
            refusals: [
                "environments/production/pins.yaml:1:1: a byte-order mark (U+FEFF) is not allowed; remove it, or save the file as UTF-8 without one"
            ],
            by: .notATree),
        DocumentCase(
            "fault 28: a tab as indentation",
            "services:\n\tweb: \(web)\n",
            refusals: [
                "environments/production/pins.yaml:2:1: a tab is used for indentation; indent with spaces"
            ],
            by: .notATree),
        DocumentCase(
            "fault 28: a lone carriage return",
            "services:\n  web: \(web)\r  api: \(api)\n",
            refusals: [
                "environments/production/pins.yaml:2:115: a carriage return without a line feed is not allowed; end lines with LF or CRLF"
            ],
            by: .notATree),
        DocumentCase(
            "fault 28: U+0085",
            "services:\n  web: \(web)\u{85}",
            refusals: [
                "environments/production/pins.yaml:2:115: the line end U+0085 is not allowed; end lines with LF or CRLF"
            ],
            by: .notATree),
        DocumentCase(
            "fault 28: U+2028",
            "services:\n  web: \(web)\u{2028}",
            refusals: [
                "environments/production/pins.yaml:2:115: the line separator U+2028 is not allowed; end lines with LF or CRLF"
            ],
            by: .notATree),
        DocumentCase(
            "fault 28: U+2029",
            "services:\n  web: \(web)\u{2029}",
            refusals: [
                "environments/production/pins.yaml:2:115: the paragraph separator U+2029 is not allowed; end lines with LF or CRLF"
            ],
            by: .notATree),
        DocumentCase(
            "fault 28: NUL",
            "services:\n  web: \(web)\0",
            refusals: [
                "environments/production/pins.yaml:2:115: a NUL byte is not allowed; save the file as UTF-8 text"
            ],
            by: .notATree),
        DocumentCase(
            "not YAML",
            "services:\n  web: [\(web)\n",
            refusals: [
                "environments/production/pins.yaml:2:8: the list does not end; close it with ]"
            ],
            by: .notATree),
    ]
}
