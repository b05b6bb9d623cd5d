import PinionTesting
import Testing

/// What a build hands to CodePipeline, read as a proposal and written from pins.
@Suite(.timeLimit(.minutes(10)))
struct DefinedImageTests {
    @Test func `a build's image definitions become a proposal`() async throws {
        try await withScratch { scratch in
            let shop = try await Shop.make(in: scratch, [ShopEnvironment()], origin: .disk)
            let image = "\(SampleImage.repository):1.8.2"
            try shop.write(#"[{"name": "web", "imageUri": "\#(image)"}]"#, to: "images.json")
            let report = try await shop.propose("propose", "production", "--from", "images.json")
            #expect(report.changes?.map(\.to) == [SampleImage.web182])
            #expect(report.changes?.first?.origin?.hasPrefix("defined in images.json") == true)
            try shop.write(#"[{"name": "web", "imageUrl": "\#(image)"}]"#, to: "images.json")
            let mistaken = try await shop.pinion(
                "propose", "production", "--from", "images.json", "--service", "web")
            #expect(mistaken.code == 1)
            #expect(mistaken.errors.contains("images.json:1:18: unknown key `imageUrl`"))
        }
    }

    @Test func `pins are rendered as image definitions, the same bytes each time`() async throws {
        try await withScratch { scratch in
            let shop = try await Shop.make(
                in: scratch, [ShopEnvironment(pins: ["web": SampleImage.web183])], origin: .disk)
            let uri = "\(SampleImage.repository)@\(SampleImage.digest(of: SampleImage.web183))"
            let text = #"[{"name":"web","imageUri":"\#(uri)"}]"# + "\n"
            let render = ["render", "imagedefinitions", "production"]
            let shown = try await shop.pinion(render[0], render[1], render[2], "web")
            #expect(shown.output == text)
            let written = try await shop.pinion(
                render[0], render[1], render[2], "web", "--output", "out.json")
            #expect(written.code == 0 && written.output == "")
            #expect(try shop.read("out.json") == text)
            let back = try await shop.pinion("propose", "production", "--from", "out.json")
            #expect(back.code == 0 && back.output.contains("nothing to do"), "\(back.output)")
            let unknown = try await shop.pinion(render[0], render[1], render[2], "wbe")
            #expect(unknown.code == 1)
            #expect(unknown.errors.contains("did you mean `web`?"))
        }
    }

    @Test func `output goes through a link or a pipe, and a file keeps its mode`() async throws {
        try await withScratch { scratch in
            let shop = try await Shop.make(
                in: scratch, [ShopEnvironment(pins: ["web": SampleImage.web183])], origin: .disk)
            let whole = try await shop.pinion("render", "imagedefinitions", "production", "web")
            let (file, link, pipe) = (
                "\(shop.folder)/real", "\(shop.folder)/link", "\(shop.folder)/p"
            )
            try shop.write("before", to: "real")
            try await Command("chmod", ["640", file]).succeed()
            try await Command("ln", ["-s", file, link]).succeed()
            try await Command("mkfifo", [pipe]).succeed()
            let reader = Task { try await Command("cat", [pipe]).run().output }
            for path in [link, pipe] {
                let written = try await shop.pinion(
                    "render", "imagedefinitions", "production", "web", "--output", path)
                #expect(written.code == 0, "\(written.errors)")
            }
            #expect(try await reader.value == whole.output)
            for option in ["--output", "-o"] {
                let written = try await shop.pinion(
                    "render", "imagedefinitions", "production", "web", option, "-")
                #expect(written.code == 0 && written.output == whole.output)
            }
            #expect(throws: (any Error).self) { try shop.read("-") }
            #expect(try shop.read("real") == whole.output)
            let kinds = try await Command("stat", ["--format", "%F %a", file, link, pipe]).succeed()
            let lines = kinds.split(separator: "\n")
            #expect(lines.map(String.init).first == "regular file 640")
            #expect(lines[1].hasPrefix("symbolic link"))
            #expect(lines[2].hasPrefix("fifo"))
        }
    }

    @Test func `the gate bars a template that floats newly, and notes one that did`() async throws {
        try await withScratch { scratch in
            let shop = try await Shop.make(in: scratch, [ShopEnvironment()], origin: .disk)
            let pins = "services:\n  web: \(SampleImage.web183)\n"
            try shop.write(pins, to: "environments/cluster/pins.yaml")
            try shop.write(
                "runtime: { ecs: { cluster: prod, all: true, templates: { shop: infra/shop.yaml } } }\n",
                to: "environments/cluster/environment.yaml")
            try shop.write(Self.template(SampleImage.web183), to: "infra/shop.yaml")
            _ = try await shop.publish("Add a cluster")
            try await shop.git("checkout", "--quiet", "-b", "change")
            try shop.write(Self.template(SampleImage.repository + ":latest"), to: "infra/shop.yaml")
            try await shop.git("commit", "--quiet", "--all", "--message", "Float")
            let floating = try await shop.pinion("check", "--base", "main", "--offline")
            #expect(floating.code == 3)
            #expect(floating.output.contains("refused template-floating: infra/shop.yaml:2:"))
            try shop.write(Self.template(SampleImage.repository + ":1"), to: "infra/shop.yaml")
            try await shop.git("commit", "--quiet", "--all", "--message", "Float on")
            let floated = try await shop.git("rev-parse", "HEAD~1")
            let before = try await shop.pinion("check", "--base", floated, "--offline")
            #expect(before.code == 0, "\(before.output)\(before.errors)")
            #expect(before.output.contains("as before the change: infra/shop.yaml:2:"))
        }
    }

    @Test(arguments: [
        "services: {}\n", nil, "services:\n  web: nginx:latest\n",
    ])
    func `fault 53: templates are judged whatever is wrong with the pins, on both sides`(
        _ pins: String?
    ) async throws {
        try await withScratch { scratch in
            let shop = try await Shop.make(in: scratch, [ShopEnvironment()], origin: .disk)
            if let pins { try shop.write(pins, to: "environments/cluster/pins.yaml") }
            try shop.write(
                "runtime: { ecs: { cluster: prod, all: true, templates: { shop: infra/shop.yaml } } }\n",
                to: "environments/cluster/environment.yaml")
            try shop.write(Self.template(SampleImage.web183), to: "infra/shop.yaml")
            _ = try await shop.publish("Add a cluster")
            try await shop.git("checkout", "--quiet", "-b", "change")
            try shop.write(Self.template(SampleImage.repository + ":latest"), to: "infra/shop.yaml")
            try await shop.git("commit", "--quiet", "--all", "--message", "Float")
            let floating = try await shop.pinion("check", "--base", "main", "--offline")
            #expect(floating.code == 3, "\(floating.output)\(floating.errors)")
            #expect(floating.output.contains("refused template-floating: infra/shop.yaml:2:"))
        }
    }

    @Test
    func
        `fault 53: what was known and is not any more bars, and what never was is a note in every format`()
        async throws
    {
        try await withScratch { scratch in
            let shop = try await Shop.make(in: scratch, [ShopEnvironment()], origin: .disk)
            try shop.write(
                "services:\n  web: \(SampleImage.web183)\n", to: "environments/cluster/pins.yaml")
            try shop.write(
                "runtime: { ecs: { cluster: prod, all: true, templates: { shop: infra/shop.yaml } } }\n",
                to: "environments/cluster/environment.yaml")
            try shop.write(Self.template(SampleImage.web183), to: "infra/shop.yaml")
            _ = try await shop.publish("Add a cluster")
            try await shop.git("checkout", "--quiet", "-b", "change")
            let dark = Self.template("{{resolve:ssm:/web}}")
            try shop.write(dark, to: "infra/shop.yaml")
            try await shop.git("commit", "--quiet", "--all", "--message", "Hide")
            let hidden = try await shop.pinion("check", "--base", "main", "--offline")
            #expect(hidden.code == 3, "\(hidden.output)\(hidden.errors)")
            #expect(hidden.output.contains("refused template-unknown: infra/shop.yaml:"))
            try shop.write(dark + "# more\n", to: "infra/shop.yaml")
            try await shop.git("commit", "--quiet", "--all", "--message", "Hide on")
            let before = try await shop.git("rev-parse", "HEAD~1")
            for format in ["text", "json", "markdown", "github"] {
                let noted = try await shop.pinion(
                    "check", "--base", before, "--offline", "--format", format)
                #expect(noted.code == 0, "\(noted.output)\(noted.errors)")
                #expect(noted.output.contains("cannot be judged"), "\(format): \(noted.output)")
            }
        }
    }

    @Test(arguments: [
        // The template and its name go out of sight at once.
        ("infra/shop.yaml", ""),
        // The same stack's template lies elsewhere.
        ("infra/web.yaml", ", templates: { shop: infra/web.yaml }"),
    ])
    func `fault 53: a change cannot hide a template from the base's rules`(
        _ path: String, _ templates: String
    ) async throws {
        try await withScratch { scratch in
            let shop = try await Shop.make(in: scratch, [ShopEnvironment()], origin: .disk)
            try shop.write(
                "services:\n  web: \(SampleImage.web183)\n", to: "environments/cluster/pins.yaml")
            try shop.write(
                "runtime: { ecs: { cluster: prod, all: true, templates: { shop: infra/shop.yaml } } }\n",
                to: "environments/cluster/environment.yaml")
            try shop.write(Self.template(SampleImage.web183), to: "infra/shop.yaml")
            _ = try await shop.publish("Add a cluster")
            try await shop.git("checkout", "--quiet", "-b", "change")
            try shop.write(
                "runtime: { ecs: { cluster: prod, all: true\(templates) } }\n",
                to: "environments/cluster/environment.yaml")
            try shop.write(Self.template("{{resolve:ssm:/web}}"), to: path)
            try await shop.git("add", "--all")
            try await shop.git("commit", "--quiet", "--message", "Hide")
            let hidden = try await shop.pinion("check", "--base", "main", "--offline")
            #expect(hidden.code == 3, "\(hidden.output)\(hidden.errors)")
            #expect(hidden.output.contains("refused template-unknown: \(path):"))
        }
    }

    @Test func `fault 53: templates of an environment whose runtime cannot be read are a note`()
        async throws
    {
        try await withScratch { scratch in
            let shop = try await Shop.make(in: scratch, [ShopEnvironment()], origin: .disk)
            try shop.write(
                "runtime: { ecs: { clutser: prod, all: true, templates: { shop: infra/shop.yaml } } }\n",
                to: "environments/cluster/environment.yaml")
            try shop.write(Self.template(SampleImage.web183), to: "infra/shop.yaml")
            _ = try await shop.publish("Add a cluster")
            try await shop.git("checkout", "--quiet", "-b", "change")
            try shop.write(Self.template(SampleImage.repository + ":latest"), to: "infra/shop.yaml")
            try await shop.git("commit", "--quiet", "--all", "--message", "Float")
            let noted = try await shop.pinion("check", "--base", "main", "--offline")
            #expect(
                noted.output.contains(
                    "note: cannot be judged: the templates of the environment cluster, since the runtime of its "
                        + "environment.yaml cannot be read"), "\(noted.output)\(noted.errors)")
        }
    }

    private static func template(_ image: String) -> String {
        """
        Parameters:
          Image: { Type: String, Default: "\(image)" }
        Resources:
          Task:
            Type: AWS::ECS::TaskDefinition
            Properties:
              ContainerDefinitions: [{ Name: web, Image: !Ref Image }]

        """
    }
}
