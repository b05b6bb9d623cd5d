import PinionModel
@testable import PinionTemplates
import Testing

@Suite(.timeLimit(.minutes(10)))
struct `The image of a container in a template` {
    private static let values = [
        "Image": "acme/web@\(otherDigest)", "Tag": "1.2", "Digest": otherDigest,
        "Suffix": "@\(otherDigest)", "Given": "acme/given:3", "Env": "prod", "Secret": "****",
        "Parameter": "/web/image",
    ]
    private static let later = "known once that exists"
    private static let ssm =
        "unknown: the parameter Parameter is read from Systems Manager anew at every creation and update"
    private static let echo = "unknown: the parameter Secret is NoEcho: its value is never shown"

    static let simple: [Expression] = [
        Expression("nginx", #""nginx""#, "nginx"),
        Expression("'acme/web:1'", #""acme/web:1""#, "acme/web:1"),
        Expression("\"acme/\\x77eb:1\"", #""acme/\u0077eb:1""#, "acme/web:1"),
        Expression(">-\n            acme/web:1", #""acme/web:1""#, "acme/web:1"),
        Expression("|-\n            acme/web:1", #""acme/web:1""#, "acme/web:1"),
        Expression("acme/web@\(digest)", "\"acme/web@\(digest)\"", "acme/web@\(digest)"),
        Expression(
            "!Ref Image", #"{"Ref": "Image"}"#, "acme/web:latest", "acme/web@\(otherDigest)"),
        Expression(
            "{Ref: Image}", #"{"Ref": "Image"}"#, "acme/web:latest", "acme/web@\(otherDigest)"),
        Expression(
            "!Ref \"Image\"", #"{"Ref": "Image"}"#, "acme/web:latest", "acme/web@\(otherDigest)"),
        Expression("!Ref Given", #"{"Ref": "Given"}"#, "acme/given:3"),
        Expression(
            "!Ref Unset", #"{"Ref": "Unset"}"#,
            "unknown: the parameter Unset has no default: a creation has to be given one"),
        Expression("!Ref Secret", #"{"Ref": "Secret"}"#, echo),
        Expression("!Sub 'a/${Secret}'", #"{"Fn::Sub": "a/${Secret}"}"#, echo),
        Expression("!Ref Parameter", #"{"Ref": "Parameter"}"#, ssm),
        Expression(
            "!Ref Repository", #"{"Ref": "Repository"}"#,
            "unknown: it is the id of the resource Repository, \(later)"),
        Expression(
            "!GetAtt Repository.RepositoryUri", #"{"Fn::GetAtt": ["Repository", "RepositoryUri"]}"#,
            "unknown: it is an attribute of a resource (Repository.RepositoryUri), \(later)"),
        Expression(
            "!ImportValue image", #"{"Fn::ImportValue": "image"}"#,
            "unknown: it is the export of another stack (image)"),
        Expression(
            "{'Fn::Transform': {Name: 'AWS::Include'}}",
            #"{"Fn::Transform": {"Name": "AWS::Include"}}"#,
            "unknown: a macro writes it (Fn::Transform)"),
        Expression(
            "'{{resolve:ssm:/web/image:1}}'", #""{{resolve:ssm:/web/image:1}}""#,
            "unknown: it reads a dynamic reference ({{resolve:ssm:…}})"),
        Expression(
            "!Base64 x", #"{"Fn::Base64": "x"}"#,
            "unknown: Fn::Base64 is known only when CloudFormation evaluates it"),
        Expression(
            "!Ref AWS::NoValue", #"{"Ref": "AWS::NoValue"}"#,
            "unknown: AWS::NoValue removes its Image"),
        Expression(
            "!Ref AWS::StackId", #"{"Ref": "AWS::StackId"}"#,
            "unknown: AWS::StackId is not known here"),
    ]

    static let composed: [Expression] = [
        Expression(
            "!Sub >-\n            acme/web:${Tag}", #"{"Fn::Sub": "acme/web:${Tag}"}"#,
            "acme/web:latest", "acme/web:1.2"),
        Expression(
            "\n            Fn::Sub: \"acme/web:${Tag}\"", #"{"Fn::Sub": "acme/web:${Tag}"}"#,
            "acme/web:latest", "acme/web:1.2"),
        Expression(
            "\n            'Fn::Join':\n            - ':'\n            - - acme/web\n              - Ref: Tag",
            #"{"Fn::Join": [":", ["acme/web", {"Ref": "Tag"}]]}"#, "acme/web:latest", "acme/web:1.2"
        ),
        Expression(
            "!Sub 'acme/web:${Tag}'", #"{"Fn::Sub": "acme/web:${Tag}"}"#, "acme/web:latest",
            "acme/web:1.2"),
        Expression(
            "!Sub acme/web:${ Tag }", #"{"Fn::Sub": "acme/web:${ Tag }"}"#, "acme/web:latest",
            "acme/web:1.2"),
        Expression(
            "!Sub 'acme/web@${Digest}'", #"{"Fn::Sub": "acme/web@${Digest}"}"#,
            "acme/web@\(digest)",
            "acme/web@\(otherDigest)"),
        Expression(
            "!Sub\n            - '${Name}${Suffix}'\n            - Name: acme/web",
            #"{"Fn::Sub": ["${Name}${Suffix}", {"Name": "acme/web"}]}"#, "acme/web:latest",
            "acme/web@\(otherDigest)"),
        Expression(
            "!Sub ['${Tag}', {Tag: !Ref Image}]",
            #"{"Fn::Sub": ["${Tag}", {"Tag": {"Ref": "Image"}}]}"#,
            "acme/web:latest", "acme/web@\(otherDigest)"),
        Expression(
            "!Sub 'acme/web:${!Tag}'", #"{"Fn::Sub": "acme/web:${!Tag}"}"#,
            "unknown: it gives acme/web:${Tag}, and `${Tag}` is not a tag; use up to 128 letters, digits, _ . or -, not starting with . or -"
        ),
        Expression(
            "!Sub '${AWS::AccountId}.dkr.ecr.${AWS::Region}.${AWS::URLSuffix}/web:${Tag}'",
            #"{"Fn::Sub": "${AWS::AccountId}.dkr.ecr.${AWS::Region}.${AWS::URLSuffix}/web:${Tag}"}"#,
            "123456789012.dkr.ecr.ap-southeast-2.amazonaws.com/web:latest",
            "123456789012.dkr.ecr.ap-southeast-2.amazonaws.com/web:1.2"),
        Expression(
            "!Sub '${Repository.RepositoryUri}:${Tag}'",
            #"{"Fn::Sub": "${Repository.RepositoryUri}:${Tag}"}"#,
            "unknown: it is an attribute of a resource (Repository.RepositoryUri), \(later)"),
        Expression(
            "!Join ['', [!Ref AWS::AccountId, .dkr.ecr., !Ref 'AWS::Region', .amazonaws.com/web, ':', !Ref Tag]]",
            #"{"Fn::Join": ["", [{"Ref": "AWS::AccountId"}, ".dkr.ecr.", {"Ref": "AWS::Region"}, ".amazonaws.com/web", ":", {"Ref": "Tag"}]]}"#,
            "123456789012.dkr.ecr.ap-southeast-2.amazonaws.com/web:latest",
            "123456789012.dkr.ecr.ap-southeast-2.amazonaws.com/web:1.2"),
        Expression(
            "!Join [':', [acme/web, !Ref AWS::NoValue, !Ref Tag]]",
            #"{"Fn::Join": [":", ["acme/web", {"Ref": "AWS::NoValue"}, {"Ref": "Tag"}]]}"#,
            "acme/web:latest", "acme/web:1.2"),
        Expression(
            "!Select [1, !Ref List]", #"{"Fn::Select": [1, {"Ref": "List"}]}"#, "acme/web:2"),
        Expression(
            "!Select ['0', !Split ['|', 'acme/web:1|b']]",
            #"{"Fn::Select": ["0", {"Fn::Split": ["|", "acme/web:1|b"]}]}"#, "acme/web:1"),
        Expression(
            "!Select [2, [a, b]]", #"{"Fn::Select": [2, ["a", "b"]]}"#,
            "unknown: Fn::Select at PLACE asks for a value that its list of 2 does not have"),
        Expression(
            "!Join ['-', [acme/web:a, !Select [1, !FindInMap [Images, !Ref AWS::Region, tags]]]]",
            #"{"Fn::Join": ["-", ["acme/web:a", {"Fn::Select": [1, {"Fn::FindInMap": ["Images", {"Ref": "AWS::Region"}, "tags"]}]}]]}"#,
            "acme/web:a-two"),
        Expression(
            "!FindInMap [Images, !Ref AWS::Region, web]",
            #"{"Fn::FindInMap": ["Images", {"Ref": "AWS::Region"}, "web"]}"#, "acme/web:au"),
        Expression(
            "!FindInMap [Images, !Ref Env, web]",
            #"{"Fn::FindInMap": ["Images", {"Ref": "Env"}, "web"]}"#, "acme/web:dev",
            "acme/web@\(digest)"),
        Expression(
            "!FindInMap [Images, nowhere, web, {DefaultValue: 'acme/web:x'}]",
            #"{"Fn::FindInMap": ["Images", "nowhere", "web", {"DefaultValue": "acme/web:x"}]}"#,
            "acme/web:x"),
        Expression(
            "!FindInMap [Images, nowhere, web]",
            #"{"Fn::FindInMap": ["Images", "nowhere", "web"]}"#,
            "unknown: the mapping Images has no value for nowhere and web"),
        Expression(
            "!Sub 'acme/web:${Number}'", #"{"Fn::Sub": "acme/web:${Number}"}"#, "acme/web:7"),
        Expression(
            "!Sub '${Tag'", #"{"Fn::Sub": "${Tag"}"#,
            "unknown: Fn::Sub at PLACE has ${ without }"),
    ]

    private static let dark =
        "it is either acme/web:1 where Dark holds, or acme/web:2 where Dark does not hold; "
        + "the condition Dark: it is the export of another stack (dark)"

    static let chosen: [Expression] = [
        Expression(
            "!If [Prod, !Ref Image, 'acme/web:dev']",
            #"{"Fn::If": ["Prod", {"Ref": "Image"}, "acme/web:dev"]}"#, "acme/web:dev",
            "acme/web@\(otherDigest)"),
        Expression(
            "!If [NotProd, a, b]", #"{"Fn::If": ["NotProd", "a", "b"]}"#, "a", "b"),
        Expression(
            "!If [Dark, 'acme/web:1', 'acme/web:2']",
            #"{"Fn::If": ["Dark", "acme/web:1", "acme/web:2"]}"#, "unknown: \(dark)"),
        Expression(
            "!If [Dark, 'acme/web:1', 'acme/web:1']",
            #"{"Fn::If": ["Dark", "acme/web:1", "acme/web:1"]}"#, "acme/web:1"),
        Expression(
            "!If [Both, 'acme/web:1', 'acme/web:2']",
            #"{"Fn::If": ["Both", "acme/web:1", "acme/web:2"]}"#, "acme/web:2", "unknown: \(dark)"),
        Expression(
            "!If [Either, 'acme/web:1', 'acme/web:2']",
            #"{"Fn::If": ["Either", "acme/web:1", "acme/web:2"]}"#, "acme/web:1", "unknown: \(dark)"
        ),
    ]

    @Test(arguments: simple + composed + chosen)
    func `is the same in YAML and in JSON`(expression: Expression) throws {
        for text in [expression.yamlTemplate, expression.jsonTemplate] {
            let found = try answers(template(text), Self.values).map(placeless)
            #expect(found == [expression.recreation, expression.update])
        }
    }

    /// Places differ between the two forms.
    private func placeless(_ text: String) -> String {
        text.split(separator: " ").map { $0.hasPrefix("t:") ? "PLACE" : String($0) }
            .joined(separator: " ")
    }

    @Test(arguments: [
        ("1.10", true), ("1e3", true), ("0123", true), ("1:30", true), ("1_000", true),
        ("0x1F", true), ("yes", true), ("True", true), ("12345e7", true), ("+1", true),
        ("1.", true), (".5", true), ("1.5", false), ("42", false), ("true", false),
        ("1.2.3", false), ("2024-01-01", false), ("v1.10", false), ("a", false),
        ("12345abc", false),
    ])
    func `an unquoted tag that may be read as another number is not guessed`(
        tag: String, isAmbiguous: Bool
    ) throws {
        func text(_ tag: String) -> String {
            """
            Parameters: {Tag: {Type: String, Default: \(tag)}}
            Resources:
              Task:
                Type: AWS::ECS::TaskDefinition
                Properties:
                  ContainerDefinitions: [{Name: web, Image: !Sub "acme/web:${Tag}"}]
            """
        }
        let plain = try answers(template(text(tag)), nil)[0]
        #expect(plain.hasPrefix("unknown: the unquoted default \(tag)") == isAmbiguous)
        if !isAmbiguous { #expect(plain == "acme/web:\(tag)") }
        let quoted = try answers(template(text("\"\(tag)\"")), nil)[0]
        let isTag = tag.allSatisfy { $0.isLetter || $0.isNumber || "._-".contains($0) }
        if isTag, tag.first != "." { #expect(quoted == "acme/web:\(tag)") }
    }
}
