extension ExitCases {
    /// Commands that write to git.
    static let writing: [ExitCase] = [
        ExitCase(
            "propose what is pinned", "propose production web=:1.8.3", 0, says: ["nothing to do"]),
        ExitCase(
            "propose a tag that is not there", "propose production web=:9.9.9", 1,
            says: ["registry.example.com/shop/web:9.9.9 is not in its registry"]),
        ExitCase(
            "propose a digest that is not there", "propose production web=@\(otherHash)", 1,
            says: ["is not in its registry"]),
        ExitCase(
            "propose no tag and no digest", "propose production web=nginx", 1,
            says: ["names neither tag nor digest", "write web=:TAG"]),
        ExitCase(
            "propose no image", "propose production web=:1.9.0@sha256:abc", 1,
            says: ["cannot propose `:1.9.0@sha256:abc` for web"]),
        ExitCase("propose without a sign", "propose production web", 64, says: ["web"]),
        ExitCase(
            "propose for a name that is nearly one", "propose production wbe=:1.8.2", 1,
            says: ["wbe is not pinned in production", "did you mean `web`?"]),
        ExitCase(
            "propose for a service without a pin", "propose production gateway=:1", 1,
            says: ["`pinion adopt production`", "pins.yaml by hand"]),
        ExitCase(
            "propose twice for one service", "propose production web=:1.8.2 web=:1.9.0-rc1", 1,
            says: ["web is named twice"]),
        ExitCase(
            "propose for an environment that is not there", "propose prod web=:1.8.2", 1,
            says: ["there is no environment `prod`"]),
        ExitCase(
            "propose in a window", "propose production web=:1.8.2", 3,
            says: ["production: new pins of production wait for the window to open", "--override"],
            environments: [always]
        ),
        ExitCase(
            "propose in a freeze", "propose production web=:1.8.2", 3,
            says: ["the freeze to end (year-end"],
            environments: [ruled("freeze: { reason: year-end, until: 2999-01-04 }")]),
        ExitCase(
            "bump without a rule", "bump", 0, says: ["nothing to do"],
            environments: [ruled("freeze: { reason: year-end }")]),
        ExitCase(
            "bump only what has no rule", "bump --only web", 0,
            says: ["left web: it has no `track`"]),
        ExitCase(
            "bump only what is not there", "bump --only wbe", 1, says: ["did you mean `web`?"]),
        ExitCase(
            "direct without leave", "propose production web=:1.8.2 --direct", 3,
            says: ["--direct is not allowed in production", "leave --direct out"]),
        ExitCase(
            "direct to a branch that is checked out", "propose production web=:1.8.2 --direct", 1,
            says: ["the remote refuses the branch main"],
            environments: [ruled("proposals: direct")]),
        ExitCase(
            "promote from nowhere", "promote staging production", 1,
            says: ["there is no environment `staging`"]),
        ExitCase("promote to itself", "promote production production", 64, says: ["name two"]),
        ExitCase(
            "roll back to nothing", "rollback production", 1,
            says: ["knows no former commit whose pins were verified and differ", "--to"]),
        ExitCase(
            "roll back to a commit that is not there", "rollback production --to 0123456789", 1,
            says: ["there is no commit"]),
        ExitCase(
            "roll back a service that is not there", "rollback production wbe", 1,
            says: ["did you mean `web`?"]),
        ExitCase("adopt where all is pinned", "adopt production", 0, says: ["nothing to do"]),
        ExitCase(
            "release what is not held", "release production web", 0, says: ["nothing to do"]),
        ExitCase(
            "hold without saying how", "hold production web", 64,
            says: ["give --reason, --until or --refuse"]),
        ExitCase(
            "hold until a day that is over", "hold production web --until 2020-01-01", 64,
            says: ["2020-01-01 is over"]),
        ExitCase(
            "hold until no day", "hold production web --until tomorrow", 64,
            says: ["is not a day"]),
        ExitCase(
            "refuse the pin's own digest", "hold production web --refuse latest", 1,
            says: ["web is pinned to sha256:bdcc16396d45, which it cannot refuse as well"]),
        ExitCase(
            "refuse a tag that is not there", "hold production web --refuse 9.9.9", 1,
            says: ["cannot tell the digest of `9.9.9`"]),
        ExitCase(
            "an override without a reason", "bump --override ", 64, says: ["override"]),
    ]

    private static let always = ruled(
        """
        windows:
          - { deny: "Mon 00:00 - Thu 00:00", timezone: UTC }
          - { deny: "Thu 00:00 - Mon 00:00", timezone: UTC }
        """)

    private static func ruled(_ rule: String) -> ShopEnvironment {
        ShopEnvironment(rules: ["apply: automatic", rule])
    }
}
