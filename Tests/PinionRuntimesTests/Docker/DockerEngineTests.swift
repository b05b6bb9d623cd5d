import PinionHTTP
import PinionModel
@testable import PinionRuntimes
import PinionSyntax
import Testing

/// The Docker runtime against a real engine.
@Suite(.serialized, .timeLimit(.minutes(10)))
struct DockerEngineTests {
    static func runtime(_ rig: EngineRig) -> DockerRuntime {
        DockerRuntime(client: rig.client, scope: .all, probation: .milliseconds(300))
    }

    static func observed(_ rig: EngineRig, _ name: String = "web") async throws
        -> ServiceObservation
    {
        let services = try await runtime(rig).observe(.only(["\(rig.mark)-\(name)"])).services
        return try #require(services.first)
    }

    static func change(
        _ rig: EngineRig, to image: PinnedImage, name: String = "web",
        permit: @escaping @Sendable () async throws(RuntimeError) -> Void = permitted
    ) async throws {
        let observed = try await observed(rig, name)
        try await runtime(rig).change(
            ImageChange(
                observed: observed,
                images: [ContainerImage(container: observed.name, image: image)],
                timeout: .seconds(60)),
            permit: permit)
    }

    static func run(_ rig: EngineRig, _ body: String, name: String = "web") async throws
        -> JSONNode
    {
        let full = "\(rig.mark)-\(name)"
        try await rig.ask(.post, "/containers/create", query: [("name", full)], body)
        try await rig.ask(.post, "/containers/\(full)/start")
        return try await rig.ask(.get, "/containers/\(full)/json")
    }

    /// Every container whose name begins with the mark, with its state.
    static func all(_ rig: EngineRig) async throws -> [String: String] {
        let list = try await rig.ask(.get, "/containers/json", query: [("all", "true")])
        var found: [String: String] = [:]
        for container in list.array ?? [] {
            let name = container["Names"]?.array?.first?.string ?? ""
            if name.hasPrefix("/" + rig.mark) {
                found[String(name.dropFirst())] = container["State"]?.string
            }
        }
        return found
    }

    private static func text(_ node: JSONNode?) -> String {
        String(decoding: node?.source ?? [], as: UTF8.self)
    }

    @Test func `a container is observed with what its image is bound to`() async throws {
        try await EngineRig.with("docker-see") { rig in
            let first = try await rig.push("1")
            let repository = try rig.repository()
            let container = try await Self.run(rig, #"{"Image":"\#(repository):1"}"#)
            let before = try await Self.observed(rig)
            #expect(before.objectID == container["Id"]?.string)
            #expect(before.containers.first?.template == .image(seen("\(repository):1")))
            #expect(before.containers.first?.declared == .image(seen("\(repository):1@\(first)")))
            // The tag moves on this engine: the creation's reference lies, the container does not.
            let second = try await rig.push("2")
            try await rig.ask(
                .post, "/images/\(repository):2/tag", query: [("repo", repository), ("tag", "1")])
            let after = try await Self.observed(rig)
            #expect(first != second)
            #expect(after.containers == before.containers)
            let identity = try await Self.runtime(rig).identity()
            #expect(try await rig.ask(.get, "/info")["ID"]?.string == identity)
        }
    }

    @Test func `a re-creation keeps everything but the image and its defaults`() async throws {
        try await EngineRig.with("docker-keep") { rig in
            let defaults = [
                "ENV COLOUR=red", "LABEL tier=old kept=image", "WORKDIR /old", "VOLUME /scratch",
                "EXPOSE 80",
            ]
            _ = try await rig.push("1", changes: defaults)
            let second = try await rig.push(
                "2", changes: ["ENV COLOUR=blue", "LABEL tier=new", "WORKDIR /new"])
            let repository = try rig.repository()
            for network in ["front", "back"] {
                try await rig.ask(
                    .post, "/networks/create",
                    #"{"Name":"\#(rig.mark)-\#(network)","IPAM":{"Config":[{"Subnet":"10.\#(network == "front" ? 201 : 202).0.0/24"}]}}"#
                )
            }
            let front = "\(rig.mark)-front"
            let before = try await Self.run(
                rig,
                #"{"Image":"\#(repository):1","Env":["A=1","VERSION=mine"],"Labels":{"kept":"mine"},"#
                    + #""StopTimeout":1,"HostConfig":{"NetworkMode":"\#(front)","Memory":67108864,"#
                    + #""RestartPolicy":{"Name":"always"},"PortBindings":{"80/tcp":[{"HostIp":"127.0.0.1","HostPort":"18080"}]},"#
                    + #""Binds":["/tmp:/host:ro"],"ExtraHosts":["db:10.0.0.1"],"CapAdd":["NET_ADMIN"]},"#
                    + #""NetworkingConfig":{"EndpointsConfig":{"\#(front)":{"Aliases":["shop"],"#
                    + #""IPAMConfig":{"IPv4Address":"10.201.0.9"}}}}}"#)
            let name = "\(rig.mark)-web"
            try await rig.ask(
                .post, "/networks/\(rig.mark)-back/connect",
                #"{"Container":"\#(name)","EndpointConfig":{"Aliases":["depot"]}}"#)
            try await Self.change(rig, to: pinned("\(repository):2@\(second)"))

            let after = try await rig.ask(.get, "/containers/\(name)/json")
            #expect(after["Id"]?.string != before["Id"]?.string)
            #expect(try await Self.all(rig) == [name: "running"])
            let config = try #require(after["Config"])
            #expect(config["Image"]?.string == "\(repository):2@\(second)")
            let environment = Set((config["Env"]?.array ?? []).compactMap(\.string))
            #expect(environment.isSuperset(of: ["A=1", "VERSION=mine", "COLOUR=blue"]))
            #expect(environment.isDisjoint(with: ["COLOUR=red", "VERSION=2"]))
            #expect(Self.text(config["Labels"]) == #"{"kept":"mine","tier":"new"}"#)
            #expect(config["WorkingDir"]?.string == "/new")
            #expect(config["StopTimeout"]?.int == 1)
            #expect(config["Hostname"]?.string == after["Id"]?.string?.prefix(12).description)
            try Self.expectSameHost(before, after)
            Self.expectNetworks(after, front, "\(rig.mark)-back")
        }
    }

    private static func expectSameHost(_ before: JSONNode, _ after: JSONNode) throws {
        let volume = try #require(
            before["Mounts"]?.array?.first { $0["Destination"]?.string == "/scratch" }?["Name"]?
                .string)
        let host = text(before["HostConfig"])
            .replacing(
                #""Binds":["/tmp:/host:ro"]"#,
                with: #""Binds":["/tmp:/host:ro","\#(volume):/scratch"]"#)
        #expect(text(after["HostConfig"]) == host)
        #expect(
            after["Mounts"]?.array?.first { $0["Destination"]?.string == "/scratch" }?["Name"]?
                .string
                == volume)
    }

    private static func expectNetworks(_ after: JSONNode, _ front: String, _ back: String) {
        let networks = after["NetworkSettings"]?["Networks"]
        #expect(networks?.members?.map(\.key).sorted() == [back, front])
        #expect(networks?[front]?["IPAddress"]?.string == "10.201.0.9")
        let short = after["Id"]?.string?.prefix(12).description ?? ""
        for (network, alias) in [(front, "shop"), (back, "depot")] {
            let aliases = (networks?[network]?["Aliases"]?.array ?? []).compactMap(\.string)
            #expect(aliases.filter { $0 != short } == [alias])
        }
        #expect(
            text(after["NetworkSettings"]?["Ports"])
                == #"{"80/tcp":[{"HostIp":"127.0.0.1","HostPort":"18080"}]}"#)
    }

    /// Hosts' parts that the engine shows in another form than it takes them, or that exclude others.
    @Test(arguments: [
        #""HostConfig":{"NetworkMode":"host"}"#,
        #""HostConfig":{"NetworkMode":"none"}"#,
        #""HostConfig":{"NetworkMode":"bridge","Dns":["10.0.0.1"],"PublishAllPorts":true},"ExposedPorts":{"80/tcp":{}}"#,
        #""HostConfig":{"PidMode":"host","UTSMode":"host","IpcMode":"host"}"#,
        #""HostConfig":{"Init":true,"CapDrop":["NET_RAW"]},"Tty":true,"OpenStdin":true"#,
        #""HostConfig":{"ReadonlyRootfs":true,"Tmpfs":{"/tmp":"size=1m"},"SecurityOpt":["no-new-privileges"]}"#,
        #""HostConfig":{"Memory":67108864,"MemorySwap":134217728,"NanoCpus":500000000,"PidsLimit":50,"Ulimits":[{"Name":"nofile","Soft":64,"Hard":64}]}"#,
        #""HostConfig":{"LogConfig":{"Type":"none"},"Sysctls":{"net.ipv4.ip_forward":"0"},"GroupAdd":["7"]}"#,
        #""HostConfig":{"Mounts":[{"Type":"volume","Target":"/data"},{"Type":"tmpfs","Target":"/t"}]}"#,
        #""HostConfig":{"Mounts":[{"Type":"volume","Target":"/data/"}],"Binds":["/tmp:/host/:ro"]}"#,
        #""Volumes":{"/v":{}},"Hostname":"box","Domainname":"example.org","MacAddress":"02:42:ac:11:00:99""#,
        #""Entrypoint":["/bin/busybox","sleep"],"Cmd":["1000"],"User":"7:7","WorkingDir":"/w""#,
        #""Healthcheck":{"Test":["CMD","/bin/busybox","true"],"Interval":200000000}"#,
    ])
    func `every kind of container survives a re-creation`(_ kind: String) async throws {
        try await EngineRig.with("docker-kinds") { rig in
            _ = try await rig.push("1")
            let second = try await rig.push("2")
            let repository = try rig.repository()
            let before = try await Self.run(
                rig, #"{"Image":"\#(repository):1","StopTimeout":0,\#(kind)}"#)
            // Killed before the mark names the new one: it is told by its likeness alone.
            let killer = Killer(after: 2)
            await #expect(throws: RuntimeError.superseded("killed")) {
                try await Self.change(rig, to: pinned("\(repository):2@\(second)")) {
                    () async throws(RuntimeError) in try killer.permit()
                }
            }
            #expect(try await Self.all(rig).values.sorted() == ["created", "running"])
            try await Self.change(rig, to: pinned("\(repository):2@\(second)"))
            let after = try await rig.ask(.get, "/containers/\(rig.mark)-web/json")
            #expect(Self.plain(after, "HostConfig") == Self.plain(before, "HostConfig"))
            #expect(
                Self.plain(after, "Config")
                    == Self.plain(before, "Config")
                    .replacing("VERSION=1", with: "VERSION=2")
                    .replacing("\(repository):1", with: "\(repository):2@\(second)"))
            #expect(Self.targets(after) == Self.targets(before))
            #expect(
                after["NetworkSettings"]?["Networks"]?.members?.map(\.key)
                    == before["NetworkSettings"]?["Networks"]?.members?.map(\.key))
        }
    }

    /// A part of an answer, without the names that differ from container to container.
    private static func plain(_ container: JSONNode, _ key: String) -> String {
        var text = text(container[key])
        for mount in container["Mounts"]?.array ?? [] {
            guard let name = mount["Name"]?.string, !name.isEmpty else { continue }
            let target = mount["Destination"]?.string ?? ""
            text = text.replacing(#""Source":"\#(name)","#, with: "")
                .replacing(#""Binds":["\#(name):\#(target)"]"#, with: #""Binds":null"#)
        }
        return text.replacing(container["Id"]?.string?.prefix(12) ?? "-", with: "ID")
    }

    /// What is mounted where.
    private static func targets(_ container: JSONNode) -> Set<String> {
        Set(
            (container["Mounts"]?.array ?? []).map { mount in
                let name = mount["Name"]?.string ?? ""
                return "\(name) \(mount["Destination"]?.string ?? "")"
            })
    }
}
