import PinionModel

extension PinsEditTests {
    static let holds: [Case] = [
        Case(
            "hold the short form", try hold(), "services:\n  web: \(old)\n",
            becomes: "services:\n  web: { image: \(old), \(leak) }\n"),
        Case(
            "hold a quoted reference with a comment", try hold(),
            "services:\r\n  'web':   \"\(old)\"  # approved\r\n",
            becomes: "services:\r\n  'web':   { image: \"\(old)\", \(leak) }  # approved\r\n"),
        Case(
            "hold a reference on a line of its own", try hold(),
            "services:\n  web:\n    \(old)",
            becomes: "services:\n  web:\n    { image: \(old), \(leak) }"),
        Case(
            "hold a reference behind >-", try hold(),
            "services:\n  web: >-\n    \(old)\n\n  # y\n  x: redis@\(a)\n",
            becomes:
                "services:\n  web: { image: \"\(old)\", \(leak) }\n\n  # y\n  x: redis@\(a)\n"),
        Case(
            "hold a mapping whose image is behind |-", try hold(),
            "services:\n  web:\n    image: |-\n      \(old)\n  x: redis@\(a)\n",
            becomes:
                "services:\n  web:\n    image: |-\n      \(old)\n    \(leak)\n  x: redis@\(a)\n"),
        Case(
            "hold in a flow file", try hold(), "{\"services\":{\"web\":\"\(old)\"}}",
            becomes: "{\"services\":{\"web\":{ image: \"\(old)\", \(leak) }}}"),
        Case(
            "hold a block mapping", try hold(),
            "services:\n   web:\n       image: '\(old)' # x\n       track: {tag: y} # z\n\n   # v\n",
            becomes:
                "services:\n   web:\n       image: '\(old)' # x\n       track: {tag: y} # z\n       \(leak)\n\n   # v\n"
        ),
        Case(
            "hold a block mapping without a final newline", try hold(),
            "services:\r\n  web:\r\n    image: \(old)",
            becomes: "services:\r\n  web:\r\n    image: \(old)\r\n    \(leak)"),
        Case(
            "hold a flow mapping", try hold(), "services:\n  web: {image: '\(old)' ,name: w }\n",
            becomes: "services:\n  web: {image: '\(old)' ,name: w, \(leak) }\n"),
        Case(
            "hold a flow mapping over lines", try hold(),
            "services:\n  web: {\n    image: '\(old)' # x\n  }\n",
            becomes: "services:\n  web: {\n    image: '\(old)', # x\n    \(leak)\n  }\n"),
        Case(
            "hold a flow mapping over lines with a comma at its end", try hold(),
            "services:\n  web: {\n    image: '\(old)', # x\n  }\n",
            becomes: "services:\n  web: {\n    image: '\(old)', # x\n    \(leak),\n  }\n"),
        Case(
            "hold a container", try hold("web/app"),
            "services:\n  web:\n    containers:\n      app: \(old) # x\n      side: redis@\(a)\n",
            becomes:
                "services:\n  web:\n    containers:\n      app: { image: \(old), \(leak) } # x\n      side: redis@\(a)\n"
        ),
        Case(
            "hold a container's mapping", try hold("web/app"),
            "services:\n  web:\n    containers:\n      app:\n       image: \(old)\n      side: redis@\(a)\n",
            becomes:
                "services:\n  web:\n    containers:\n      app:\n       image: \(old)\n       \(leak)\n      side: redis@\(a)\n"
        ),
        Case(
            "replace a hold on one line", try hold(),
            "services:\n  web: { hold: {reason: x}  , image: '\(old)' } # y\n",
            becomes: "services:\n  web: { \(leak)  , image: '\(old)' } # y\n"),
        Case(
            "replace a hold of several lines", try hold(),
            "services:\n  web:\n    hold: # since May\n      reason: x\n      until: 2026-12-01 # z\n    image: '\(old)'\n",
            becomes:
                "services:\n  web:\n    hold: # since May\n      \(leak.dropFirst(6)) # z\n    image: '\(old)'\n"
        ),
        Case(
            "replace a hold that ends in a block of text", try hold(),
            "services:\n  web:\n    hold:\n      reason: |\n        x\n\n        y\n\n    image: '\(old)'\n",
            becomes:
                "services:\n  web:\n    hold:\n      \(leak.dropFirst(6))\n\n    image: '\(old)'\n"),
        Case(
            "a reason that needs quotes", try hold(because: "it's: \"bad\" #1, }\n🚢"),
            "services:\n  web: \(old)\n",
            becomes:
                "services:\n  web: { image: \(old), hold: { reason: \"it's: \\\"bad\\\" #1, }\\u000A\\U0001F6A2\" } }\n"
        ),
    ]

    static let releases: [Case] = [
        Case(
            "release a block mapping", try release(),
            "services:\n  web:\n    image: \(old) # x\n    hold: { reason: y } # z\n    # v\n    name: w\n",
            becomes: "services:\n  web:\n    image: \(old) # x\n    # v\n    name: w\n"),
        Case(
            "release the first key", try release(),
            "services:\n  web:\n    hold:\n      # u\n      reason: y # z\n    image: \(old) # x\n",
            becomes: "services:\n  web:\n    image: \(old) # x\n"),
        Case(
            "release the last line without an end", try release(),
            "services:\r\n  web:\r\n    image: \(old)\r\n    hold: {reason: y} # z",
            becomes: "services:\r\n  web:\r\n    image: \(old)"),
        Case(
            "release a block of text", try release(),
            "services:\n  web:\n    image: \(old)\n    hold:\n      reason: >\n        y\n\n  x: redis@\(a)\n",
            becomes: "services:\n  web:\n    image: \(old)\n\n  x: redis@\(a)\n"),
        Case(
            "release at the end of a flow mapping", try release(),
            "services:\n  web: { image: '\(old)', hold: {reason: y} } # z\n",
            becomes: "services:\n  web: { image: '\(old)' } # z\n"),
        Case(
            "release in front of a comma at the end", try release(),
            "services:\n  web: {image: '\(old)',hold: {reason: y},}\n",
            becomes: "services:\n  web: {image: '\(old)',}\n"),
        Case(
            "release at the start of a flow mapping", try release(),
            "services:\n  web: {hold: {reason: y} , image: '\(old)'}\n",
            becomes: "services:\n  web: {image: '\(old)'}\n"),
        Case(
            "release a line of a flow mapping", try release(),
            "services:\n  web: {\n    image: '\(old)', # x\n    hold: {reason: y}, # z\n    # v\n    name: w\n  }\n",
            becomes: "services:\n  web: {\n    image: '\(old)', # x\n    # v\n    name: w\n  }\n"),
        Case(
            "release the last line of a flow mapping", try release(),
            "services:\n  web: {\n    image: '\(old)',\n    hold: {reason: y} # z\n  }\n",
            becomes: "services:\n  web: {\n    image: '\(old)'\n  }\n"),
        Case(
            "release behind a comment in a flow mapping", try release(),
            "services:\n  web: {\n    image: '\(old)', # x\n    hold: {reason: y} # z\n  }\n",
            becomes: "services:\n  web: {\n    image: '\(old)', # x\n  }\n"),
        Case(
            "release a line with a comma in front", try release(),
            "services:\n  web: { image: '\(old)' # x\n       , hold: {reason: y} # z\n       }\n",
            becomes: "services:\n  web: { image: '\(old)' # x\n       , # z\n       }\n"),
        Case(
            "release a container", try release("web/app"),
            "services:\n  web:\n    containers:\n      app: { image: '\(old)', hold: { reason: y } }\n      side: redis@\(a)\n",
            becomes:
                "services:\n  web:\n    containers:\n      app: { image: '\(old)' }\n      side: redis@\(a)\n"
        ),
    ]

    static let additions: [Case] = [
        Case(
            "add to a block file", try add("new", pin()),
            "# top\nservices:\n   web: \(old) # x\n   # y\n",
            becomes: "# top\nservices:\n   web: \(old) # x\n   new: \(old)\n   # y\n"),
        Case(
            "add without a final newline, in CRLF", try add("new", as: "yes", pin()),
            "services:\r\n web: \(old)",
            becomes: "services:\r\n web: \(old)\r\n new:\r\n  image: \(old)\r\n  name: \"yes\""),
        Case(
            "add several containers",
            try add(
                "new", as: "x", pin("side"), pin("app", track: .semver(VersionRange(parsing: "^1")))
            ),
            "services:\n    web: \(old)\n",
            becomes:
                "services:\n    web: \(old)\n    new:\n        name: x\n        containers:\n            app:\n                image: \(old)\n                track: { semver: \"^1\" }\n            side: \(old)\n"
        ),
        Case(
            "add to a flow file", try add("new", pin()), "services: { web: '\(old)' } # x\n",
            becomes: "services: { web: '\(old)', new: \(old) } # x\n"),
        Case(
            "add a mapping to a flow file", try add("new", as: "x", pin()),
            "{services: {web: '\(old)'}}",
            becomes: "{services: {web: '\(old)', new: { image: \(old), name: x }}}"),
        Case(
            "add containers to a flow file",
            try add("new", pin("app"), pin("side", track: .semver(VersionRange(parsing: "1")))),
            "services: {\r\n  web: '\(old)', # x\r\n}\r\n",
            becomes:
                "services: {\r\n  web: '\(old)', # x\r\n  new: { containers: { app: \(old), side: { image: \(old), track: { semver: \"1\" } } } },\r\n}\r\n"
        ),
        Case(
            "add a container", try add("web", pin("side")),
            "services:\n  web:\n     containers:\n      app: \(old)\n      # x\n     name: y\n  z: redis@\(a)\n",
            becomes:
                "services:\n  web:\n     containers:\n      app: \(old)\n      side: \(old)\n      # x\n     name: y\n  z: redis@\(a)\n"
        ),
        Case(
            "add a container to a flow mapping", try add("web", pin("side")),
            "services:\n  web: {containers: {app: '\(old)'}}\n",
            becomes: "services:\n  web: {containers: {app: '\(old)', side: \(old)}}\n"),
        Case(
            "add a name that needs quotes", all: { [try add("1.10", pin()), try add("*", pin())] },
            "services:\n  web: \(old)\n",
            becomes: "services:\n  web: \(old)\n  \"*\": \(old)\n  \"1.10\": \(old)\n"),
    ]
}
