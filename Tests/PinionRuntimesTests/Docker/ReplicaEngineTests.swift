import PinionHTTP
import PinionModel
@testable import PinionRuntimes
import PinionSyntax
import PinionTesting
import Testing

/// Several containers of one compose service, and labels that an image brought along, on a real engine.
@Suite(.serialized, .timeLimit(.minutes(10)))
struct ReplicaEngineTests {
    private static func labels(of rig: EngineRig) -> String {
        #""Labels":{"com.docker.compose.project":"\#(rig.mark)","com.docker.compose.service":"web"}"#
    }

    private static func run(
        _ rig: EngineRig, _ number: Int, _ reference: String, policy: String = "no"
    ) async throws -> JSONNode {
        try await rig.run(
            #"{"Image":"\#(reference)",\#(labels(of: rig)),"HostConfig":{"RestartPolicy":{"Name":"\#(policy)"}}}"#,
            name: "web-\(number)")
    }

    private static func runtime(_ rig: EngineRig) -> DockerRuntime {
        DockerRuntime(
            client: rig.client, scope: .project(rig.mark), probation: .milliseconds(300))
    }

    @Test func `a wrong newer replica is seen, and alone is changed`() async throws {
        try await EngineRig.with("docker-replicas") { rig in
            let repository = try rig.repository()
            let right = try await rig.push("1")
            let wrong = try await rig.push("2")
            let first = try await Self.run(rig, 1, "\(repository):1@\(right)")
            _ = try await Self.run(rig, 2, "\(repository):2")
            let runtime = Self.runtime(rig)
            let seen = try #require(try await runtime.observe(.inScope(pinned: [])).services.first)
            let replicas = try #require(seen.containers.first).replicas
            #expect(replicas.map(\.name) == ["\(rig.mark)-web-1", "\(rig.mark)-web-2"])
            #expect(replicas.map { $0.declared.image?.digests.contains(wrong) } == [false, true])
            #expect(replicas.map { $0.template.image?.reference.digest } == [right, nil])

            let pin = PinnedImage.test("\(repository):1", right)
            try await runtime.change(
                ImageChange(
                    observed: seen, images: [ContainerImage(container: "web", image: pin)],
                    timeout: .seconds(60)), permit: permitted)
            let after = try #require(try await runtime.observe(.inScope(pinned: [])).services.first)
            #expect(
                after.containers.first?.replicas.allSatisfy {
                    $0.declared.image?.digests.contains(right) == true
                } == true)
            #expect(
                try await rig.inspected("web-1")["Id"]?.string == first["Id"]?.string,
                "what was right was left alone")
        }
    }

    @Test(arguments: [("always", true), ("unless-stopped", false), ("no", false)])
    func `an exited replica counts where the engine starts it again`(
        _ policy: String, _ counts: Bool
    ) async throws {
        try await EngineRig.with("docker-replicas") { rig in
            let repository = try rig.repository()
            _ = try await rig.push("1")
            let wrong = try await rig.push("2")
            _ = try await Self.run(rig, 1, "\(repository):1")
            _ = try await Self.run(rig, 2, "\(repository):2", policy: policy)
            try await rig.ask(.post, "/containers/\(rig.mark)-web-2/stop", query: [("t", "1")])
            while try await rig.states()["\(rig.mark)-web-2"] != "exited" {
                try await Task.sleep(for: .milliseconds(100))
            }
            let inventory = try await Self.runtime(rig).observe(.inScope(pinned: []))
            let seen = try #require(inventory.services.first)
            let code = try await rig.inspected("web-2")["State"]?["ExitCode"]?.int ?? 0
            let isTold = !counts && code != 0
            let words = "\(rig.mark)-web-2 of web (exit code \(code))"
            #expect(inventory.ended == (isTold ? [words] : []))
            let dormant = try #require(seen.containers.first).dormantReplicas
            #expect(dormant.map(\.name) == (counts ? ["\(rig.mark)-web-2"] : []))
            #expect(dormant.allSatisfy { $0.declared.image?.digests.contains(wrong) == true })
            #expect(seen.parts.count == 1, "it is no part of what a change re-creates")
        }
    }

    @Test func `an exited replica under unless-stopped counts where nobody stopped it`()
        async throws
    {
        try await EngineRig.with("docker-replicas") { rig in
            let repository = try rig.repository()
            _ = try await rig.push("1")
            _ = try await Self.run(rig, 1, "\(repository):1")
            try await rig.ask(
                .post, "/containers/create", query: [("name", "\(rig.mark)-web-2")],
                #"{"Image":"\#(repository):1","Cmd":["/bin/busybox","false"],\#(Self.labels(of: rig))}"#
            )
            try await rig.ask(.post, "/containers/\(rig.mark)-web-2/start")
            while try await rig.states()["\(rig.mark)-web-2"] != "exited" {
                try await Task.sleep(for: .milliseconds(100))
            }
            try await rig.ask(
                .post, "/containers/\(rig.mark)-web-2/update",
                #"{"RestartPolicy":{"Name":"unless-stopped"}}"#)
            let seen = try #require(
                try await Self.runtime(rig).observe(.inScope(pinned: [])).services.first)
            #expect(
                try #require(seen.containers.first).dormantReplicas.map(\.name)
                    == ["\(rig.mark)-web-2"])
        }
    }

    @Test func `a change keeps compose's labels, but for the note of the former image`()
        async throws
    {
        try await EngineRig.with("docker-replicas") { rig in
            let repository = try rig.repository()
            let note = "com.docker.compose.image"
            let number = "com.docker.compose.container-number"
            _ = try await rig.push("1", changes: ["LABEL \(number)=1 \(note)=former"])
            let next = try await rig.push("2")
            _ = try await rig.run(
                #"{"Image":"\#(repository):1","Labels":{"\#(number)":"1","\#(note)":"sha256:own","#
                    + #""com.docker.compose.project":"\#(rig.mark)","com.docker.compose.service":"web"}}"#,
                name: "web-1")
            let runtime = Self.runtime(rig)
            let seen = try #require(try await runtime.observe(.inScope(pinned: [])).services.first)
            try await runtime.change(
                ImageChange(
                    observed: seen,
                    images: [
                        ContainerImage(container: "web", image: .test("\(repository):2", next))
                    ], timeout: .seconds(60)), permit: permitted)
            let labels = try await rig.inspected("web-1")["Config"]?["Labels"]
            #expect(labels?[number]?.string == "1")
            #expect(labels?[note] == nil, "it would say of which image compose made it")
            let after = try #require(try await runtime.observe(.inScope(pinned: [])).services.first)
            #expect(after.containers.first?.isSourceUnread == true)
        }
    }

    struct Baked: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let image: String
        var own = ""
        let isSeen: Bool
    }

    static let baked = [
        Baked(
            testDescription: "a one-off of compose in the image",
            image: "com.docker.compose.oneoff=True com.docker.compose.project=x", isSeen: true),
        Baked(
            testDescription: "a Swarm service in the image",
            image: "com.docker.swarm.service.id=abc", isSeen: true),
        Baked(
            testDescription: "a pod in the image", image: "io.kubernetes.pod.name=abc", isSeen: true
        ),
        Baked(
            testDescription: "a one-off of compose's own", image: "team=shop",
            own: #""com.docker.compose.oneoff":"True""#, isSeen: false),
        Baked(
            testDescription: "a one-off of compose's own beside the image's labels",
            image: "com.docker.compose.oneoff=True",
            own: #""com.docker.compose.oneoff":"True","com.docker.compose.container-number":"1""#,
            isSeen: false),
    ]

    @Test(arguments: baked)
    func `a label that the image carries hides no container, and what is hidden is told`(
        _ row: Baked
    ) async throws {
        try await EngineRig.with("docker-baked") { rig in
            _ = try await rig.push("1", changes: ["LABEL \(row.image)"])
            let own = [row.own, #""mark":"\#(rig.mark)""#].filter { !$0.isEmpty }
            _ = try await rig.run(
                #"{"Image":"\#(try rig.repository()):1","Labels":{\#(own.joined(separator: ","))}}"#
            )
            let name = "\(rig.mark)-web"
            let runtime = DockerRuntime(client: rig.client, scope: .label("mark=\(rig.mark)"))
            let seen = try await runtime.observe(.inScope(pinned: []))
            #expect(seen.services.map(\.name) == (row.isSeen ? [name] : []))
            if row.isSeen {
                let next = try await rig.push("2", changes: ["LABEL \(row.image)"])
                try await rig.change(
                    to: .test("\(try rig.repository()):2", next), over: runtime)
                #expect(try await runtime.observe(.only([name])).services.map(\.name) == [name])
            }
            let reason = "the container \(name) is a one-off command of compose"
            #expect(seen.leftOut == (row.isSeen ? [] : [reason]))
        }
    }
}
