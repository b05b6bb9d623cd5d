import PinionModel
import PinionSites
import PinionSyntax
@testable import PinionTemplates
import Testing

@Suite(.timeLimit(.minutes(10)))
struct `What a stack would use` {
    struct Case: Sendable, CustomTestStringConvertible {
        let image: String
        let site: String
        let remedy: String
        let setting: String?
        var testDescription: String { image }

        init(_ image: String, _ site: String, _ remedy: String, _ setting: String? = nil) {
            self.image = image
            self.site = site
            self.remedy = remedy
            self.setting = setting
        }
    }

    private static func text(_ image: String) -> String {
        """
        Parameters:
          Image:
            Type: String
            Default: acme/web:latest
          Repo: {Type: String, Default: acme/web}
          Tag: {Type: String, Default: latest}
          Digest: {Type: String, Default: "\(digest)"}
          Hash: {Type: String, Default: "\(digest.dropFirst(7))"}
          Suffix: {Type: String, Default: ":latest"}
          Given: {Type: String}
          Limited: {Type: String, Default: "acme/web:1", AllowedValues: ["acme/web:1"]}
        Mappings:
          Images: {all: {web: "acme/web:1"}}
        Resources:
          Task:
            Type: AWS::ECS::TaskDefinition
            Properties:
              ContainerDefinitions:
                - Name: web
                  Image: \(image)
        """
    }

    static let cases: [Case] = [
        Case(
            "acme/web:1", "the image at t:20:18", "write in its template at t:20:18"),
        Case(
            "!Ref Image", "the default of the parameter Image, t:4:14",
            "set its parameter Image to",
            "Image=docker.io/acme/web@\(otherDigest)"),
        Case(
            "!Ref Given", "the value of the parameter Given, used at t:20:18",
            "set its parameter Given to", "Given=docker.io/acme/web@\(otherDigest)"),
        Case(
            "!Ref Limited", "the default of the parameter Limited, t:11:36",
            "let the AllowedValues of its parameter Limited permit it, and set that to",
            "Limited=docker.io/acme/web@\(otherDigest)"),
        Case(
            "!Sub '${Repo}:${Tag}'",
            "the default of the parameter Tag, t:6:32, in the image at t:20:18",
            "let one parameter be the whole image in its template at t:20:18 (the parameter Tag stands "
                + "behind `web:`, where no digest fits), and set that to"),
        Case(
            "!Sub '${Repo}@${Digest}'",
            "the default of the parameter Digest, t:7:35, in the image at t:20:18",
            "set its parameter Digest to the digest of", "Digest=\(otherDigest)"),
        Case(
            "!Sub '${Repo}@sha256:${Hash}'",
            "the default of the parameter Hash, t:8:33, in the image at t:20:18",
            "set its parameter Hash to what follows `acme/web@sha256:` in",
            "Hash=\(otherDigest.dropFirst(7))"),
        Case(
            "!Sub '${Repo}${Suffix}'",
            "the default of the parameter Suffix, t:9:35, in the image at t:20:18",
            "set its parameter Suffix to what follows `acme/web` in", "Suffix=@\(otherDigest)"),
        Case(
            "!Sub '${Repo}:latest'", "the image at t:20:18",
            "let one parameter be the whole image in its template at t:20:18 (the template writes "
                + "`:latest` at its end), and set that to"),
        Case(
            "!Sub '${Image}'", "the default of the parameter Image, t:4:14",
            "set its parameter Image to", "Image=docker.io/acme/web@\(otherDigest)"),
        Case(
            "!Join ['@', [!Ref Repo, !Ref Digest]]",
            "the default of the parameter Digest, t:7:35, in the image at t:20:18",
            "set its parameter Digest to the digest of", "Digest=\(otherDigest)"),
        Case(
            "!FindInMap [Images, all, web]", "the mapping Images, t:13:23",
            "write in its template at t:13:23"),
        Case(
            "!Select [0, !Split [',', !Ref Image]]", "the default of the parameter Image, t:4:14",
            "set its parameter Image to", "Image=docker.io/acme/web@\(otherDigest)"),
        Case(
            "!Sub '${Repo}:${Repo}'",
            "the default of the parameter Repo, t:5:33, in the image at t:20:18",
            "let its template give"),
    ]

    @Test(arguments: [":latest", "@\(digest)"])
    func `is not known where an owner hands down more values than are tried`(
        _ last: String
    ) throws {
        let tails = (0..<7).map { _ in "@\(digest)" } + [last]
        // Eight values by three conditions that are not known, of which all but one have a digest.
        func choice(_ values: ArraySlice<String>, _ depth: Int) -> String {
            guard values.count > 1 else { return "'\(values.first ?? "")'" }
            let middle = values.startIndex + values.count / 2
            return "!If [C\(depth), \(choice(values[..<middle], depth + 1)), "
                + "\(choice(values[middle...], depth + 1))]"
        }
        let conditions = (0..<3).map { "  C\($0): !Equals [!ImportValue c\($0), x]\n" }.joined()
        let parent = try template(
            "Conditions:\n\(conditions)Resources:\n  Web:\n    Type: AWS::CloudFormation::Stack\n"
                + "    Properties:\n      TemplateURL: web.yaml\n      Parameters:\n"
                + "        Repo: \(choice(["a/a", "a/b", "a/c", "a/d"], 0))\n"
                + "        Suffix: \(choice(tails.enumerated().map { "x\($0.offset)\($0.element)" }[...], 0))\n"
        )
        let nested = try #require(parent.nestedStacks.first)
        let child = try template(Self.text("!Sub '${Repo}/${Suffix}'"))
        let state = StackState(
            owner: "the stack web", values: [:],
            parent: parent.parameters(of: nested, in: stack([:])))
        let definition = try #require(child.taskDefinitions.first)
        let surfaces = child.surfaces(of: definition, in: state)
        #expect(surfaces.obstacle?.description.contains("it may have more than 16 values") == true)
    }

    @Test(arguments: cases)
    func `comes with its site and its remedy`(row: Case) throws {
        let template = try template(Self.text(row.image))
        let definition = try #require(template.taskDefinitions.first)
        let stack = stack(["Given": "acme/web:1"])
        let web = template.surfaces(of: definition, in: stack).surface(of: "web")
        if row.remedy == "let its template give" {
            #expect(web.location == nil)
            #expect(web.origin == nil)
        } else {
            #expect(web.location == row.site)
        }
        #expect(web.update?.owner == "the stack shop")
        #expect(web.update?.remedy == row.remedy)
        let pin = try #require(
            PinnedImage(ImageReference(parsing: "docker.io/acme/web:1@\(otherDigest)")))
        let setting = web.origin?.setting(pinning: pin)
        #expect(setting.map { "\($0.parameter)=\($0.value)" } == row.setting)
        if let setting {
            var values = stack.values
            values[setting.parameter] = setting.value
            #expect(try answers(template, values)[1] == "acme/web@\(otherDigest)")
        }
    }

    @Test func `a default of latest behind a pinned value is seen`() throws {
        let template = try template(Self.text("!Ref Image"))
        let found = try answers(template, ["Image": "acme/web@\(digest)"])
        #expect(found == ["acme/web:latest", "acme/web@\(digest)"])
    }

    @Test func `a digest of another repository cannot be set`() throws {
        let template = try template(Self.text("!Sub '${Repo}@${Digest}'"))
        let definition = try #require(template.taskDefinitions.first)
        let web = template.surfaces(of: definition, in: stack([:])).surface(of: "web")
        let pin = try #require(PinnedImage(ImageReference(parsing: "acme/other@\(otherDigest)")))
        #expect(web.origin?.setting(pinning: pin) == nil)
    }

    @Test func `without a stack there is no update`() throws {
        let template = try template(Self.text("!Ref Given"))
        #expect(
            try answers(template, nil) == [
                "unknown: the parameter Given has no default: a creation has to be given one",
                "none",
            ])
    }

    @Test(arguments: [
        (
            "acme/web:1",
            "t:20:18: the container web of Task uses acme/web:1, which floats; write the image with its digest"
        ),
        (
            "acme/web",
            "t:20:18: the container web of Task uses acme/web, which floats; write the image with its digest"
        ),
        ("acme/web@\(digest)", ""),
        (
            "!Ref Image",
            "t:4:14: the container web of Task uses acme/web:latest, which floats; make the default of Image an image with its digest, or give it no default"
        ),
        ("!Ref Given", ""),
        (
            "!Sub '${AWS::AccountId}/web${Suffix}'",
            "t:9:35: the container web of Task uses ${AWS::AccountId}/web:latest, which floats; end the default of Suffix with @ and the digest, or give it no default"
        ),
        (
            "!Sub '${Repo}:${Tag}'",
            "t:6:32: the container web of Task uses acme/web:latest, which floats; let one parameter be the whole image, with its digest (the parameter Tag stands behind `web:`, where no digest fits)"
        ),
        (
            "!Sub '${Given}:latest'",
            "t:20:18: the container web of Task uses ${Given}:latest, which floats; let one parameter be the whole image, with its digest (the template writes `:latest` at its end)"
        ),
        (
            "!FindInMap [Images, all, web]",
            "t:13:23: the container web of Task uses acme/web:1, which floats; write the image with its digest"
        ),
        (
            "!Ref Repo",
            "t:5:33: the container web of Task uses acme/web, which floats; make the default of Repo an image with its digest, or give it no default"
        ),
    ])
    func `a file says which images float, where, and the way out`(image: String, said: String)
        throws
    {
        let found = try template(Self.text(image)).floatingImages
        #expect(found.map(\.description).joined(separator: "\n") == said)
    }

    @Test func `a file shows both sides of a condition`() throws {
        let text =
            Self.text("!If [Prod, 'a:1', !Ref Image]")
            + "\nConditions: {Prod: !Equals [!Ref Tag, prod]}\n"
        let found = try template(text).floatingImages
        #expect(found.map(\.site.position.line) == [20, 4])
    }
}
