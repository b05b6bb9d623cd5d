/// Blocks of ECS clusters and what the reader says of them; the schema is held to the same rows.
enum ECSCases {
    static let valid: [DocumentCase] = [
        row(
            "by patterns",
            "{ cluster: prod, services: [web, \"shop-*\"] }"),
        row(
            "a whole cluster",
            "{ region: ap-southeast-2, cluster: prod, all: true, id: \"arn:aws:ecs:ap-southeast-2:123456789012:cluster/prod\" }"
        ),
        row(
            "by a tag",
            "{ cluster: prod, tag: Tier=Web Shop }"),
        row(
            "by an ARN",
            "{ cluster: \"arn:aws:ecs:ap-southeast-2:123456789012:cluster/prod\", all: true }"),
        row(
            "an ARN with its own region",
            "{ region: ap-southeast-2, cluster: \"arn:aws:ecs:ap-southeast-2:123456789012:cluster/prod\", all: true }"
        ),
        row(
            "another partition",
            "{ region: us-gov-west-1, cluster: prod, all: true, id: \"arn:aws-us-gov:ecs:us-gov-west-1:123456789012:cluster/prod\" }"
        ),
        row(
            "through the service",
            "{ cluster: prod, all: true, through: service }"),
        row(
            "through its stack",
            "{ cluster: prod, services: [\"*\"], through: cloudformation, stacks: { web: shop-prod } }"
        ),
        row(
            "the template's own count",
            "{ cluster: prod, all: true, through: cloudformation, desired-count: template }"),
        row(
            "a stack for a service of the list",
            "{ cluster: prod, services: [web], stacks: { web: shop-prod } }"),
        row(
            "a stack where a tag is the scope",
            "{ cluster: prod, tag: tier, stacks: { web: shop-prod } }"),
        row(
            "templates",
            "{ cluster: prod, all: true, templates: { shop-prod: infra/shop.yaml, blog: ./b.json } }"
        ),
        row(
            "pipelines",
            "{ cluster: prod, all: true, pipelines: [shop, \"blog.v2@x\"] }"),
    ]

    static let invalid: [DocumentCase] = [
        row(
            "no cluster",
            "{ all: true }",
            [
                "1:17: `ecs` has no `cluster`; add `cluster`: the cluster's name or ARN, such as prod"
            ]),
        row(
            "no scope",
            "{ cluster: prod }",
            [
                "1:17: `ecs` has none of services, tag and all; write exactly one of them"
            ]),
        row(
            "two scopes",
            "{ cluster: prod, all: true, tag: a }",
            [
                "1:45: `ecs` has both `all` and `tag`; keep exactly one of services, tag and all"
            ]),
        row(
            "a misspelt scope is told once",
            "{ cluster: prod, service: [web] }",
            [
                "1:34: unknown key `service` in `ecs`; did you mean `services`?"
            ]),
        row(
            "all that is false",
            "{ cluster: prod, all: false }",
            [
                "1:39: `all` is false; write all: true, or name another scope in its place"
            ]),
        row(
            "a cluster with a space",
            "{ cluster: my prod, all: true }",
            [
                "1:28: `cluster` is `my prod`; write the cluster's name or ARN, such as prod"
            ]),
        row(
            "the ARN of something else",
            "{ cluster: \"arn:aws:ecs:eu-west-1:123456789012:service/prod\", all: true }",
            [
                "1:28: `cluster` is `arn:aws:ecs:eu-west-1:123456789012:service/prod`; write the cluster's name or ARN, such as prod"
            ]),
        row(
            "a region that is no host's part",
            "{ region: \"evil.example.com/\", cluster: prod, all: true }",
            [
                "1:27: `region` is `evil.example.com/`; write a region, such as ap-southeast-2"
            ]),
        row(
            "a region beside another one's ARN",
            "{ region: eu-west-1, cluster: \"arn:aws:ecs:ap-southeast-2:123456789012:cluster/prod\", all: true }",
            [
                "1:27: `region` is `eu-west-1`, and the cluster's ARN is of `ap-southeast-2`; leave `region` out"
            ], by: .readerOnly),
        row(
            "services as a text",
            "{ cluster: prod, services: web }",
            [
                "1:44: `services` is `web`; write a list of services, in which * stands for any characters"
            ]),
        row(
            "no services",
            "{ cluster: prod, services: [] }",
            [
                "1:44: `services` is an empty list; write a list of services, in which * stands for any characters, or remove it"
            ]),
        row(
            "a service that none can be called",
            "{ cluster: prod, services: [a/b, web] }",
            [
                "1:45: `services` is `a/b`; write a service's name of letters, digits, - and _, in which * stands for any characters"
            ]),
        row(
            "a tag without a key",
            "{ cluster: prod, tag: =web }",
            [
                "1:39: `tag` is `=web`; write a tag of services as key or key=value"
            ]),
        row(
            "an unknown way",
            "{ cluster: prod, all: true, through: cloudfront }",
            [
                "1:54: `through` is `cloudfront`; write service or cloudformation"
            ]),
        row(
            "an unknown decider of the count",
            "{ cluster: prod, all: true, desired-count: stack }",
            [
                "1:60: `desired-count` is `stack`; write service or template"
            ]),
        row(
            "an id that is no ARN",
            "{ cluster: prod, all: true, id: prod }",
            [
                "1:49: `id` is `prod`; write the cluster's ARN, such as arn:aws:ecs:ap-southeast-2:123456789012:cluster/prod"
            ]),
        row(
            "stacks as a list",
            "{ cluster: prod, all: true, stacks: [a] }",
            [
                "1:53: `stacks` is a list; write a mapping of services to stacks, such as { web: shop-prod }"
            ]),
        row(
            "no stacks",
            "{ cluster: prod, all: true, stacks: {} }",
            [
                "1:53: `stacks` is an empty mapping; write a mapping of services to stacks, such as { web: shop-prod }, or remove it"
            ]),
        row(
            "a stack that none can be called",
            "{ cluster: prod, all: true, stacks: { web: shop_prod } }",
            [
                "1:60: `web` is `shop_prod`; write a stack's name"
            ]),
        row(
            "a stack of a service outside the scope",
            "{ cluster: prod, services: [web], stacks: { wbe: shop } }",
            [
                "1:61: `stacks` names `wbe`, which is not among `services`; did you mean `web`?"
            ], by: .readerOnly),
        row(
            "a template outside the repository",
            "{ cluster: prod, all: true, templates: { shop: ../shop.yaml } }",
            [
                "1:64: `shop` is `../shop.yaml`, which holds `..`; write a path that stays inside the repository"
            ]),
        row(
            "an absolute template",
            "{ cluster: prod, all: true, templates: { shop: /etc/shop.yaml } }",
            [
                "1:64: `shop` is the absolute path `/etc/shop.yaml`; write a path relative to the repository"
            ]),
        row(
            "a pipeline that none can be called",
            "{ cluster: prod, all: true, pipelines: [a b] }",
            [
                "1:57: `pipelines` is `a b`; write a pipeline's name of letters, digits, ., @, - and _"
            ]),
        row(
            "several mistakes at once",
            "{ clustr: prod, all: yes, pipelines: [] }",
            [
                "1:19: unknown key `clustr` in `ecs`; did you mean `cluster`?",
                "1:38: `all` is `yes`; write true or false",
                "1:54: `pipelines` is an empty list; write a list of pipelines, or remove it",
            ]),
    ]

    private static func row(
        _ name: String, _ block: String, _ refusals: [String] = [],
        by judge: DocumentCase.Judge = .both
    ) -> DocumentCase {
        DocumentCase(
            "ECS: \(name)", "runtime: { ecs: \(block) }\n",
            refusals: refusals.map { "environments/production/environment.yaml:\($0)" }, by: judge)
    }
}
