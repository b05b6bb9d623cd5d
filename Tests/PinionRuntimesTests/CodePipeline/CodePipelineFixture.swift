import PinionAWS
import PinionHTTP
import PinionModel
import PinionProcess
import PinionSyntax
import PinionTesting

@testable import PinionRuntimes

/// CodePipeline on loopback with recorded answers, shaped as botocore's model of it says.
enum CodePipelineFixture {
    /// The secret part of the keys.
    static let key = "SECRET-KEY-OF-AWS"

    /// Runs a stub; `answer` gets the operation and the pipeline's name.
    static func watching(
        _ pipelines: [String] = ["shop"],
        _ answer: @escaping @Sendable (_ operation: String, _ name: String) -> LoopbackServer.Reply,
        _ work: (PipelineWatch, LoopbackServer) async throws -> Void
    ) async throws {
        try await LoopbackServer.serving(
            answer: { request in
                let target = request["X-Amz-Target"] ?? ""
                guard target.hasPrefix("CodePipeline_20150709."),
                    let input = try? JSONNode(parsing: request.body, named: "input"),
                    input.members?.map(\.key) == ["name"]
                else { return .text(404) }
                let reply = answer(
                    String(target.split(separator: ".")[1]), input["name"]?.string ?? "")
                AWSRecording.keep(request, reply)
                return reply
            }
        ) { server in
            let settings = AWSSettings(variables: [
                "AWS_ENDPOINT_URL": "http://127.0.0.1:\(server.port)",
                "AWS_ACCESS_KEY_ID": "AKIDTEST", "AWS_SECRET_ACCESS_KEY": key,
                "AWS_EC2_METADATA_DISABLED": "true",
            ]) { _ in nil }
            let client = try AWSClient(
                region: "eu-west-1", settings: settings,
                http: HTTPClient(clock: .test()))
            try await work(PipelineWatch(client: client, pipelines: pipelines), server)
        }
    }

    /// A pipeline with a source, and one action in the stage `Production`.
    static func pipeline(_ action: String) -> LoopbackServer.Reply {
        .text(
            200, [],
            #"""
            {"pipeline":{"name":"shop","roleArn":"arn:aws:iam::123456789012:role/pipeline",
             "artifactStore":{"type":"S3","location":"artifacts"},"version":3,"pipelineType":"V2",
             "stages":[
              {"name":"Source","actions":[{"name":"GitHub","runOrder":1,
                "actionTypeId":{"category":"Source","owner":"ThirdParty",
                  "provider":"GitHub","version":"1"},
                "configuration":{"Owner":"acme","Repo":"shop","Branch":"main",
                  "OAuthToken":"SECRET-OF-SOURCE"},
                "outputArtifacts":[{"name":"SourceArtifact"}],"inputArtifacts":[]}]},
              {"name":"Production","blockers":[],"actions":[\#(action)]}]},
             "metadata":{"pipelineArn":"arn:aws:codepipeline:eu-west-1:123456789012:shop",
               "created":1.7E9}}
            """#)
    }

    /// An action that deploys to ECS.
    static func action(
        provider: String = "ECS", category: String = "Deploy", region: String? = nil,
        _ configuration: [String: String]
    ) -> String {
        let pairs = configuration.sorted { $0.key < $1.key }
            .map { #""\#($0.key)":"\#($0.value)""# }.joined(separator: ",")
        let place = region.map { #","region":"\#($0)""# } ?? ""
        return #"{"name":"Deploy","runOrder":1,"actionTypeId":{"category":"\#(category)","#
            + #""owner":"AWS","provider":"\#(provider)","version":"1"},"#
            + #""configuration":{\#(pairs)},"#
            + #""inputArtifacts":[{"name":"BuildArtifact"}],"outputArtifacts":[]\#(place)}"#
    }

    /// The state of the pipeline's stages.
    static func state(isEnabled: Bool, status: String = "Succeeded") -> LoopbackServer.Reply {
        .text(
            200, [],
            #"""
            {"pipelineName":"shop","pipelineVersion":3,"created":1.7E9,"updated":1.7E9,
             "stageStates":[
             {"stageName":"Source","actionStates":[],
               "latestExecution":{"pipelineExecutionId":"1","status":"Succeeded"}},
             {"stageName":"Production","actionStates":[],
              "inboundTransitionState":{"enabled":\#(isEnabled),"lastChangedBy":"kim",
                "lastChangedAt":1.7E9,"disabledReason":"by hand"},
              "latestExecution":{"pipelineExecutionId":"1","status":"\#(status)"}}]}
            """#)
    }
}
