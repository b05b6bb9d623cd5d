import PinionModel
import PinionSyntax
@testable import PinionTemplates
import Testing

@Suite(.timeLimit(.minutes(10)))
struct `The structure of a template` {
    private static let shop = """
        Parameters:
          WebImage:
            Type: String
            Default: acme/web:latest
          Secret: {Type: String, NoEcho: yes, Default: hunter2}
          Env: {Type: String, Default: dev, AllowedValues: [dev, prod]}
        Conditions:
          Prod: !Equals [!Ref Env, prod]
          Traced: !Equals [!ImportValue traced, "true"]
        Resources:
          WebTask:
            Type: AWS::ECS::TaskDefinition
            Properties:
              Family: !Sub "${AWS::StackName}-web"
              ContainerDefinitions:
                - Name: web
                  Image: !Ref WebImage
                - !If
                  - Prod
                  - Name: proxy
                    Image: acme/proxy:1
                  - !Ref AWS::NoValue
                - !If
                  - Traced
                  - {Name: tracer, Image: "acme/tracer:2"}
                  - !Ref "AWS::NoValue"
          WorkerTask:
            Type: AWS::ECS::TaskDefinition
            Condition: Prod
            Properties:
              Family: worker
              ContainerDefinitions: !If
                - Traced
                - [{Name: !Sub "worker-${Env}", Image: "acme/worker:1"}, {Name: side, Image: s}]
                - [{Name: !Sub "worker-${Env}", Image: "acme/worker:2"}]
          Web:
            Type: AWS::ECS::Service
            Properties: {TaskDefinition: !Ref WebTask, ServiceName: web, Cluster: !Ref Cluster}
          Worker:
            Type: AWS::ECS::Service
            Properties:
              TaskDefinition: !GetAtt WorkerTask.TaskDefinitionArn
              ServiceName: !Sub "${AWS::StackName}-worker"
          Other:
            Type: AWS::ECS::Service
            Properties: {TaskDefinition: "batch:7"}
          Again:
            Type: AWS::ECS::Service
            Properties: {TaskDefinition: !Sub "${WebTask}"}
          Chosen:
            Type: AWS::ECS::Service
            Properties: {TaskDefinition: !If [Prod, !Ref WorkerTask, !Ref WebTask]}
          Doubtful:
            Type: AWS::ECS::Service
            Properties: {TaskDefinition: !If [Traced, !Ref WorkerTask, !Ref WebTask]}
          Cluster: {Type: AWS::ECS::Cluster}
          Nested: {Type: AWS::CloudFormation::Stack}
        """

    @Test func `parameters are listed with their defaults, secret ones without`() throws {
        let parameters = try template(Self.shop).parameters
        #expect(parameters.map(\.name) == ["WebImage", "Secret", "Env"])
        guard case .text("acme/web:latest", let place) = parameters[0].defaultValue else {
            Issue.record("no default")
            return
        }
        #expect(place.description == "4:14")
        guard case .hidden = parameters[1].defaultValue else {
            Issue.record("a secret default is kept")
            return
        }
        #expect(parameters[2].allowedValues == ["dev", "prod"])
        #expect(!"\(try template(Self.shop).parameters)".contains("hunter2"))
    }

    @Test func `services name their task definitions`() throws {
        let template = try template(Self.shop)
        #expect(
            template.services.map(\.logicalID) == [
                "Web", "Worker", "Other", "Again", "Chosen", "Doubtful",
            ])
        let evaluation = TemplateEvaluation(.update, pseudoParameters: stack([:]).pseudoParameters)
        #expect(
            template.services.map { template.taskDefinition(of: $0, in: evaluation)?.logicalID }
                == ["WebTask", "WorkerTask", nil, "WebTask", "WebTask", nil])
    }

    @Test func `containers behind conditions exist where those hold`() throws {
        let template = try template(Self.shop)
        let web = try #require(template.taskDefinition("WebTask"))
        let dev = template.surfaces(of: web, in: stack(["Env": "dev"]))
        #expect(dev.containers.map(\.container) == ["web", "tracer"])
        #expect(shown(dev.surface(of: "proxy").recreation) == "absent")
        let prod = template.surfaces(of: web, in: stack(["Env": "prod"]))
        #expect(prod.containers.map(\.container) == ["web", "tracer", "proxy"])
        #expect(shown(prod.surface(of: "proxy").recreation) == "absent")
        #expect(shown(prod.surface(of: "proxy").update?.image) == "acme/proxy:1")
        #expect(shown(prod.surface(of: "tracer").recreation) == "acme/tracer:2")
    }

    @Test func `a list of containers behind a condition gives both sides where it is unknown`()
        throws
    {
        let template = try template(Self.shop)
        let worker = try #require(template.taskDefinition("WorkerTask"))
        let surfaces = template.surfaces(of: worker, in: stack(["Env": "prod"]))
        #expect(surfaces.containers.map(\.container) == ["worker-prod", "side"])
        #expect(
            shown(surfaces.surface(of: "worker-prod").update?.image)
                == "unknown: it is either acme/worker:1 where Traced holds, or acme/worker:2 where Traced "
                + "does not hold; the condition Traced: it is the export of another stack (traced)")
        #expect(shown(surfaces.surface(of: "worker-prod").recreation) == "absent")
    }

    @Test func `what CDK writes is read`() throws {
        let text = """
            {"Resources": {
              "TaskDef54694570": {"Type": "AWS::ECS::TaskDefinition", "Properties": {
                "ContainerDefinitions": [{
                  "Essential": true, "Name": "web", "MemoryReservation": 512,
                  "Image": {"Fn::Sub": "${AWS::AccountId}.dkr.ecr.${AWS::Region}.${AWS::URLSuffix}/cdk-hnb659fds-container-assets-${AWS::AccountId}-${AWS::Region}:4f5e"},
                  "LogConfiguration": {"LogDriver": "awslogs", "Options": {"awslogs-group": {"Ref": "LogGroup"}}}}],
                "Family": "Shop", "TaskRoleArn": {"Fn::GetAtt": ["TaskRole", "Arn"]}},
                "Metadata": {"aws:cdk:path": "Shop/TaskDef/Resource"}},
              "ServiceD69D759B": {"Type": "AWS::ECS::Service", "Properties": {
                "Cluster": {"Ref": "ClusterEB0386A7"}, "TaskDefinition": {"Ref": "TaskDef54694570"}}},
              "ClusterEB0386A7": {"Type": "AWS::ECS::Cluster"}},
             "Parameters": {"BootstrapVersion": {"Type": "AWS::SSM::Parameter::Value<String>",
              "Default": "/cdk-bootstrap/hnb659fds/version", "Description": "[cdk:skip]"}},
             "Conditions": {"CDKMetadataAvailable": {"Fn::Or": [{"Fn::Or": [
              {"Fn::Equals": [{"Ref": "AWS::Region"}, "af-south-1"]},
              {"Fn::Equals": [{"Ref": "AWS::Region"}, "ap-east-1"]}]}]}},
             "Rules": {"CheckBootstrapVersion": {"Assertions": [{"Assert": {"Fn::Not": [
              {"Fn::Contains": [["1", "2"], {"Ref": "BootstrapVersion"}]}]}}]}}}
            """
        let expected =
            "123456789012.dkr.ecr.ap-southeast-2.amazonaws.com/"
            + "cdk-hnb659fds-container-assets-123456789012-ap-southeast-2:4f5e"
        #expect(try answers(template(text), [:]) == [expected, expected])
        #expect(
            try template(text).floatingImages.map(\.description) == [
                "t:5:16: the container web of TaskDef54694570 uses ${AWS::AccountId}.dkr.ecr.${AWS::Region}.${AWS::URLSuffix}/cdk-hnb659fds-container-assets-${AWS::AccountId}-${AWS::Region}:4f5e, which floats; let one parameter be the whole image, with its digest (the template writes `:4f5e` at its end)"
            ])
    }

    @Test func `a template that something rewrites gives nothing for certain`() throws {
        let resources =
            "Resources: {T: {Type: AWS::ECS::TaskDefinition, Properties: {ContainerDefinitions: [{Name: web, Image: a}]}}}\n"
        let include = try answers(
            template("Transform: AWS::Serverless-2016-10-31\n" + resources), [:])
        let clause =
            "unknown: the transform AWS::Serverless-2016-10-31 rewrites the template before it is used"
        #expect(include == [clause, clause])
        let harmless = try answers(
            template("Transform: [AWS::LanguageExtensions]\n" + resources), [:])
        #expect(harmless == ["a", "a"])
        let loop = try template(
            """
            Transform: AWS::LanguageExtensions
            Resources:
              Fn::ForEach::Tasks: [Name, [a, b], {"${Name}": {Type: AWS::ECS::TaskDefinition}}]
              T: {Type: AWS::ECS::TaskDefinition, Properties: {ContainerDefinitions: [{Name: web, Image: a}]}}
            """)
        #expect(
            loop.generatorClauses == ["Fn::ForEach::Tasks writes resources before they are used"])
    }

    @Test func `a part that a macro writes leaves a gap`() throws {
        let template = try template(
            """
            Resources:
              T:
                Type: AWS::ECS::TaskDefinition
                Properties:
                  ContainerDefinitions:
                    - {Name: web, Image: a}
                    - Fn::Transform: {Name: Macro}
            """)
        let surfaces = template.surfaces(of: try #require(template.taskDefinitions.first), in: nil)
        #expect(surfaces.obstacle?.description == "Fn::Transform writes a container")
        #expect(shown(surfaces.surface(of: "web").recreation) == "a")
        #expect(
            shown(surfaces.surface(of: "x").recreation)
                == "unknown: Fn::Transform writes a container")
    }

    @Test func `an image behind an alias or a merge key is seen where it is written`() throws {
        let text = """
            x-web: &web
              Name: web
              Image: &image acme/web:latest
            Resources:
              One:
                Type: AWS::ECS::TaskDefinition
                Properties: {ContainerDefinitions: [{<<: *web, Essential: "true"}]}
              Two:
                Type: AWS::ECS::TaskDefinition
                Properties: {ContainerDefinitions: [{Name: app, Image: *image}]}
            """
        #expect(
            try template(text).judgedSites.map { $0.description } == [
                "t:3:10: the container web of One uses acme/web:latest, which floats; "
                    + "write the image with its digest",
                "t:3:10: the container app of Two uses acme/web:latest, which floats; "
                    + "write the image with its digest",
            ])
    }
}
