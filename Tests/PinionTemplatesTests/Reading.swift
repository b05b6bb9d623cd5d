import PinionModel
import PinionSyntax
@testable import PinionTemplates
import Testing

let digest = "sha256:" + String(repeating: "ab", count: 32)
let otherDigest = "sha256:" + String(repeating: "cd", count: 32)

/// The template of a text called `t`.
func template(_ text: String) throws -> StackTemplate {
    try StackTemplate(parsing: Array(text.utf8), named: "t")
}

/// The mistakes of a text called `t`, as they are printed; empty when it is read.
func mistakes(_ text: String) -> String {
    mistakes(Array(text.utf8))
}

/// The mistakes of the bytes of a text called `t`.
func mistakes(_ bytes: [UInt8]) -> String {
    do throws(SyntaxError) {
        _ = try StackTemplate(parsing: bytes, named: "t")
        return ""
    } catch {
        return error.description
    }
}

/// A stack in Sydney with values for its parameters.
func stack(_ values: [String: String]) -> StackState {
    StackState(
        owner: "the stack shop", values: values,
        pseudoParameters: PseudoParameters(
            region: "ap-southeast-2", accountID: "123456789012", stackName: "shop")
    )
}

/// What a surface says in words.
func shown(_ surface: Surface?) -> String {
    switch surface {
    case .image(let image): image.reference.familiar
    case .absent: "absent"
    case .unknown(let obstacle): "unknown: \(obstacle)"
    case nil: "none"
    }
}

/// What a re-creation and an update would use for the container `web` of the only definition.
func answers(_ template: StackTemplate, _ values: [String: String]?) throws -> [String] {
    let definition = try #require(template.taskDefinitions.first)
    let surfaces = template.surfaces(of: definition, in: values.map(stack))
    let web = surfaces.surface(of: "web")
    return [shown(web.recreation), shown(web.update?.image)]
}

/// An image expression in YAML and in JSON, and what the stack would use.
struct Expression: Sendable, CustomTestStringConvertible {
    let yaml: String
    let json: String
    let recreation: String
    let update: String

    init(_ yaml: String, _ json: String, _ recreation: String, _ update: String? = nil) {
        self.yaml = yaml
        self.json = json
        self.recreation = recreation
        self.update = update ?? recreation
    }

    var testDescription: String { json }

    /// The expression as the image of `web` in a template with parameters, mappings and conditions.
    var yamlTemplate: String {
        """
        AWSTemplateFormatVersion: "2010-09-09"
        Parameters:
          Image: {Type: String, Default: "acme/web:latest"}
          Tag: {Type: String, Default: latest}
          Digest: {Type: String, Default: "\(digest)"}
          Suffix: {Type: String, Default: ":latest"}
          Given: {Type: String}
          Unset: {Type: String}
          Env: {Type: String, Default: dev}
          Secret: {Type: String, NoEcho: true, Default: "acme/hidden:1"}
          Parameter: {Type: "AWS::SSM::Parameter::Value<String>", Default: /web/image}
          List: {Type: CommaDelimitedList, Default: "a:1, acme/web:2"}
          Number: {Type: Number, Default: 7}
        Mappings:
          Images:
            ap-southeast-2: {web: "acme/web:au", tags: [one, two]}
            dev: {web: "acme/web:dev"}
            prod: {web: "acme/web@\(digest)"}
        Conditions:
          Prod: !Equals [!Ref Env, prod]
          NotProd: !Not [!Condition Prod]
          Dark: !Equals [!ImportValue dark, "yes"]
          Both: !And [!Condition Prod, !Condition Dark]
          Either: !Or [!Condition NotProd, !Condition Dark]
        Resources:
          Repository: {Type: AWS::ECR::Repository}
          Task:
            Type: AWS::ECS::TaskDefinition
            Properties:
              ContainerDefinitions:
                - Name: web
                  Image: \(yaml)
        """
    }

    /// The same in JSON.
    var jsonTemplate: String {
        """
        {"AWSTemplateFormatVersion": "2010-09-09",
         "Parameters": {
          "Image": {"Type": "String", "Default": "acme/web:latest"},
          "Tag": {"Type": "String", "Default": "latest"},
          "Digest": {"Type": "String", "Default": "\(digest)"},
          "Suffix": {"Type": "String", "Default": ":latest"},
          "Given": {"Type": "String"},
          "Unset": {"Type": "String"},
          "Env": {"Type": "String", "Default": "dev"},
          "Secret": {"Type": "String", "NoEcho": true, "Default": "acme/hidden:1"},
          "Parameter": {"Type": "AWS::SSM::Parameter::Value<String>", "Default": "/web/image"},
          "List": {"Type": "CommaDelimitedList", "Default": "a:1, acme/web:2"},
          "Number": {"Type": "Number", "Default": 7}
         },
         "Mappings": {"Images": {
          "ap-southeast-2": {"web": "acme/web:au", "tags": ["one", "two"]},
          "dev": {"web": "acme/web:dev"},
          "prod": {"web": "acme/web@\(digest)"}}},
         "Conditions": {
          "Prod": {"Fn::Equals": [{"Ref": "Env"}, "prod"]},
          "NotProd": {"Fn::Not": [{"Condition": "Prod"}]},
          "Dark": {"Fn::Equals": [{"Fn::ImportValue": "dark"}, "yes"]},
          "Both": {"Fn::And": [{"Condition": "Prod"}, {"Condition": "Dark"}]},
          "Either": {"Fn::Or": [{"Condition": "NotProd"}, {"Condition": "Dark"}]}
         },
         "Resources": {
          "Repository": {"Type": "AWS::ECR::Repository"},
          "Task": {"Type": "AWS::ECS::TaskDefinition", "Properties": {"ContainerDefinitions": [
           {"Name": "web", "Image": \(json)}]}}}}
        """
    }
}

extension StackTemplate {
    /// The containers whose image floats by the text of the template.
    var floatingImages: [JudgedSite] {
        judgedSites.filter { if case .floating = $0.verdict { true } else { false } }
    }
}
