import PinionModel
@testable import PinionTemplates
import Testing

/// What the gate sees of a template's text where that does not say everything.
@Suite(.timeLimit(.minutes(10)))
struct JudgedTextTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let image: String
        let seen: [String]
        var testDescription: String { image }

        init(_ image: String, _ seen: String...) {
            self.image = image
            self.seen = seen
        }
    }

    private static func text(_ image: String) -> String {
        """
        Parameters:
          Short: {Type: String, Default: 1.10}
          Given: {Type: String}
          Env: {Type: String, Default: prod}
          Secret: {Type: String, NoEcho: true}
          Path: {Type: "AWS::SSM::Parameter::Value<String>", Default: /web}
        Mappings:
          Loose:
            eu-west-1: {web: "acme/web:1"}
            us-east-1: {web: "acme/web:2"}
          Mixed:
            prod: {web: "acme/web@\(digest)", repository: acme/web, tag: "1"}
            dev: {web: "acme/web:dev", repository: acme/dev, tag: "2"}
          Firm:
            eu-west-1: {web: "acme/web@\(digest)", digest: "\(digest)"}
            us-east-1: {web: "acme/web@\(otherDigest)", digest: "\(otherDigest)"}
        Resources:
          Task:
            Type: AWS::ECS::TaskDefinition
            Properties:
              ContainerDefinitions:
                - Name: web
                  Image: \(image)
        """
    }

    /// The verdicts of a template's text, with what floats.
    private func verdicts(_ template: StackTemplate) -> [String] {
        template.judgedSites.map { judged in
            switch judged.verdict {
            case .pinned: "pinned"
            case .floating(let text): "floats \(text)"
            case .unknown: "unknown"
            case .required: "given"
            }
        }
    }

    @Test(arguments: [
        Case("!FindInMap [Loose, !Ref AWS::Region, web]", "floats acme/web:1", "floats acme/web:2"),
        Case("!FindInMap [Mixed, !Ref Env, web]", "pinned", "floats acme/web:dev"),
        Case("!FindInMap [Mixed, prod, web]", "pinned"),
        Case("!FindInMap [Firm, !Ref AWS::Region, web]", "pinned", "pinned"),
        Case(
            "!FindInMap [Firm, !ImportValue region, web]", "pinned", "pinned"),
        Case(
            "!FindInMap [Firm, !Ref Given, web, {DefaultValue: acme/web:3}]", "pinned", "pinned",
            "floats acme/web:3"),
        Case(
            "!Sub ['${R}:latest', {R: !FindInMap [Mixed, !Ref AWS::Region, repository]}]",
            "floats acme/web:latest", "floats acme/dev:latest"),
        Case(
            "!Sub ['${R}:latest', {R: !FindInMap [Mixed, !Ref AWS::Region, absent]}]",
            "floats ${unknown}:latest"),
        Case(
            "!Sub '${AWS::AccountId}.example.com/web:1'",
            "floats ${AWS::AccountId}.example.com/web:1"),
        Case("!Join [':', [!ImportValue repository, latest]]", "floats ${repository}:latest"),
        Case("!Join [':', [!Select [9, [a]], latest]]", "floats ${unknown}:latest"),
        Case(
            "!Sub ['acme/web@${D}', {D: !FindInMap [Firm, !Ref AWS::Region, digest]}]", "pinned",
            "pinned"),
        Case(
            "!Sub ['acme/web:${T}', {T: !FindInMap [Mixed, !Ref Env, tag]}]", "floats acme/web:1",
            "floats acme/web:2"),
        Case("!Sub 'nginx:${Short}'", "floats nginx:1.10"),
        Case("!Ref Given", "given"),
        Case("!Sub 'nginx:${Given}'", "given"),
        Case("!Sub '${Given}:1'", "floats ${Given}:1"),
        Case(
            "!Select [!Ref Env, ['acme/web@\(digest)', acme/web]]", "pinned", "floats acme/web"),
        Case("!Select [1, ['acme/web@\(digest)', acme/web]]", "floats acme/web"),
        Case("!Ref Path", "unknown"),
        Case("!Ref Secret", "unknown"),
        Case("!ImportValue web", "unknown"),
        Case("'{{resolve:ssm:/web}}'", "unknown"),
        Case("'acme/web:{{resolve:ssm:/tag}}'", "unknown"),
        Case(
            "'{{resolve:ssm:/repository}}:latest'", "floats {{resolve:ssm:/repository}}:latest"),
        Case("'{{resolve:ssm:/repository}}@\(digest)'", "pinned"),
    ])
    func `every value counts, and a tag at the end floats whatever stands before it`(
        _ row: Case
    ) throws {
        #expect(try verdicts(template(Self.text(row.image))) == row.seen)
    }

    @Test func `fault 53: a mapping of many values is judged by one without a digest`() throws {
        let rows = (0..<200).map { number in
            "r\(number): {web: \"acme/\(number)@\(digest)\"}"
        }
        let text =
            Self.text("!FindInMap [Many, !Ref AWS::Region, web]")
            .replacing(
                "Mappings:\n",
                with: "Mappings:\n  Many: {\(rows.joined(separator: ", ")), last: {web: nginx}}\n")
        #expect(try verdicts(template(text)) == ["floats nginx"])
    }

    @Test func `the values of mappings do not multiply beyond a limit`() throws {
        let values = (0..<15).map { "r\($0): {web: \"a\($0)@\(digest)\"}" }.joined(separator: ", ")
        let part = "!FindInMap [Wide, !Ref AWS::Region, web]"
        let text =
            Self.text("!Join ['', [\([part, part, part, part].joined(separator: ", ")), ':1']]")
            .replacing("Mappings:\n", with: "Mappings:\n  Wide: {\(values)}\n")
        #expect(try template(text).judgedSites.count == 15)
    }

    @Test(arguments: [
        ("!Ref Task", "own"), ("!GetAtt Task.TaskDefinitionArn", "own"),
        ("!If [Prod, !Ref Task, !Ref Task]", "own"), ("!Ref Arn", "required"),
        ("!If [Prod, !Ref Task, web]", "elsewhere"), ("!ImportValue task", "elsewhere"),
        ("!Ref Family", "elsewhere"), ("web", "elsewhere"),
    ])
    func `a service's task definition is the template's own, required, or elsewhere`(
        _ expression: String, _ verdict: String
    ) throws {
        let template = try template(
            """
            Parameters:
              Env: {Type: String, Default: dev}
              Arn: {Type: String}
              Family: {Type: String, Default: web}
            Conditions: {Prod: !Equals [!Ref Env, prod]}
            Resources:
              Task: {Type: AWS::ECS::TaskDefinition, Properties: {ContainerDefinitions: []}}
              Web: {Type: AWS::ECS::Service, Properties: {TaskDefinition: \(expression)}}
              None: {Type: AWS::ECS::Service, Properties: {}}
            """)
        let found = template.judgedServices
        #expect(found.map(\.service) == ["Web"])
        #expect("\(found[0].verdict)".hasPrefix(verdict))
    }

    struct Part: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let text: String
        let clause: String

        init(_ name: String, _ text: String, _ clause: String) {
            testDescription = name
            self.text = text
            self.clause = clause
        }
    }

    private static func task(
        properties: String = "", resource: String = "", containers: String = ""
    ) -> String {
        "{Type: AWS::ECS::TaskDefinition, \(resource) Properties: {\(properties) "
            + "ContainerDefinitions: [{Name: web, Image: \"a@\(digest)\"}\(containers)]}}"
    }

    @Test(arguments: [
        Part(
            "a loop of resources", "Resources: {T: \(task()), Fn::ForEach::X: [a, [b], {}]}",
            "Fn::ForEach::X writes resources"),
        Part(
            "a loop of containers",
            "Resources: {T: \(task(containers: ", {Fn::ForEach::X: [a, [b], {}]}"))}",
            "Fn::ForEach::X writes a container of T"),
        Part(
            "a macro among containers",
            "Resources: {T: \(task(containers: ", {Fn::Transform: {Name: M}}"))}",
            "Fn::Transform writes a container of T"),
        Part(
            "a macro in a container",
            "Resources: {T: {Type: AWS::ECS::TaskDefinition, Properties: {ContainerDefinitions: "
                + "[{Name: web, Image: a, Fn::Transform: {Name: M}}]}}}",
            "Fn::Transform writes a part of a container of T"),
        Part(
            "a macro beside the containers",
            "Resources: {T: \(task(properties: "Fn::Transform: {Name: M},"))}",
            "Fn::Transform writes a part of T"),
        Part(
            "a macro beside the properties",
            "Resources: {T: \(task(resource: "Fn::Transform: {Name: M},"))}",
            "Fn::Transform writes a part of T"),
        Part(
            "a macro in the service",
            "Resources: {T: \(task()), S: {Type: AWS::ECS::Service, Properties: {TaskDefinition: !Ref T, "
                + "Fn::Transform: {Name: M}}}}",
            "Fn::Transform writes a part of the resource S"),
        Part(
            "a macro in a section",
            "Parameters: {A: {Type: String}, Fn::Transform: {Name: M}}\nResources: {T: \(task())}",
            "Fn::Transform writes a part of the section Parameters"),
        Part(
            "a macro in a mapping",
            "Mappings: {A: {b: {c: d}, Fn::Transform: {Name: M}}}\nResources: {T: \(task())}",
            "Fn::Transform writes a part of a mapping"),
        Part(
            "a macro at the top", "Fn::Transform: {Name: M}\nResources: {T: \(task())}",
            "Fn::Transform writes a part of the template"),
        Part(
            "a transform", "Transform: Macro\nResources: {T: \(task())}",
            "the transform Macro rewrites the template"),
        Part(
            "a nested stack", "Resources: {T: \(task()), N: {Type: AWS::CloudFormation::Stack}}",
            "the nested stack N has a template of its own"),
        Part(
            "a nested stack with where its template is",
            "Resources: {T: \(task()), N: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: !Sub "
                + "\"https://b/${AWS::Region}.yaml\"}}}",
            "the nested stack N has a template of its own (https://b/${AWS::Region}.yaml)"),
        Part(
            "a stack set", "Resources: {T: \(task()), N: {Type: AWS::CloudFormation::StackSet}}",
            "the nested stack N has a template of its own"),
        Part(
            "a macro in a task set",
            "Resources: {T: \(task()), S: {Type: AWS::ECS::TaskSet, Properties: {TaskDefinition: !Ref T, "
                + "Fn::Transform: {Name: M}}}}",
            "Fn::Transform writes a part of the resource S"),
        Part(
            "a module", "Resources: {T: \(task()), N: {Type: \"Acme::Web::App::MODULE\"}}",
            "the module N (Acme::Web::App::MODULE) is not followed"),
    ])
    func `a part that the text does not say is named`(_ row: Part) throws {
        let parts = try template(row.text).unknownParts
        #expect(parts.count == 1)
        #expect(parts.first?.clause.hasPrefix(row.clause) == true, "\(parts)")
    }

    @Test(arguments: [
        ("Image: nginx:latest", "floats nginx:latest"), ("Image: nginx", "floats nginx"),
        ("Image: \"nginx@\(digest)\"", "pinned"), ("Tag: latest", "floats latest"),
        ("Web: registry.example.com/web:1.8.3", "floats registry.example.com/web:1.8.3"),
        ("WebImage: !Ref Default", "floats nginx:latest"),
        ("WebImage: !Ref Given", "given"), ("WebImage: !ImportValue image", "unknown"),
        ("Zone: !ImportValue zone", ""), ("Cidr: 10.0.0.0/16", ""),
        ("Host: \"db.example.com:5432\"", ""),
        ("Topic: \"arn:aws:sns:eu-west-1:1:a/b:c\"", ""), ("ImageId: ami-0123", ""),
        ("Url: \"https://example.com/a:b\"", ""), ("ImageRepository: acme/web", ""),
    ])
    func `what a nested stack is given as an image is judged`(
        _ given: String, _ seen: String
    ) throws {
        let template = try template(
            """
            Parameters:
              Default: {Type: String, Default: "nginx:latest"}
              Given: {Type: String}
            Resources:
              N: {Type: AWS::CloudFormation::Stack, Properties: {Parameters: {\(given)}}}
            """)
        #expect(verdicts(template).joined(separator: "\n") == seen)
    }

    @Test(arguments: [
        ("[{ParameterKey: WebImage, ParameterValue: \"nginx:1.27\"}]", "floats nginx:1.27"),
        ("[{ParameterKey: WebImage, ParameterValue: \"nginx@\(digest)\"}]", "pinned"),
        ("[{ParameterKey: Zone, ParameterValue: a}, {ParameterKey: Cidr}]", ""),
        (
            "[!If [Prod, {ParameterKey: WebImage, ParameterValue: nginx}, !Ref AWS::NoValue]]",
            "floats nginx"
        ),
    ])
    func `what a stack set is given as an image is judged`(_ given: String, _ seen: String) throws {
        let template = try template(
            """
            Conditions: {Prod: !Equals [!Ref AWS::Region, eu]}
            Resources:
              N: {Type: AWS::CloudFormation::StackSet, Properties: {Parameters: \(given)}}
            """)
        #expect(verdicts(template).joined(separator: "\n") == seen)
    }

    @Test(arguments: [
        ("{Image: nginx:latest}", ["floats nginx:latest"], 0),
        ("{Image: \"nginx@\(digest)\"}", ["pinned"], 0),
        ("{Image: !ImportValue web}", ["unknown"], 0), ("{}", ["unknown"], 0),
        ("!If [Prod, {Image: nginx}, {Image: b}]", [], 1),
    ])
    func `the container of an express service is judged`(
        _ container: String, _ seen: [String], _ writers: Int
    ) throws {
        let template = try template(
            """
            Resources:
              N: {Type: AWS::ECS::ExpressGatewayService, Properties: {PrimaryContainer: \(container)}}
            """)
        #expect(verdicts(template) == seen)
        #expect(template.unknownParts.count == writers)
    }

    @Test func `a task set speaks for its service`() throws {
        let template = try template(
            """
            Resources:
              Task: {Type: AWS::ECS::TaskDefinition, Properties: {ContainerDefinitions: []}}
              Web: {Type: AWS::ECS::Service, Properties: {}}
              A: {Type: AWS::ECS::TaskSet, Properties: {Service: !Ref Web, TaskDefinition: !Ref Task}}
              B: {Type: AWS::ECS::TaskSet, Properties: {Service: !GetAtt Web.Name, TaskDefinition: "adhoc:3"}}
              C: {Type: AWS::ECS::TaskSet, Properties: {Service: web, TaskDefinition: "adhoc:3"}}
            """)
        let found = template.judgedServices
        #expect(found.map(\.service) == ["Web", "Web", "C"])
        #expect(found.map { $0.verdict == .own } == [true, false, false])
    }
}
