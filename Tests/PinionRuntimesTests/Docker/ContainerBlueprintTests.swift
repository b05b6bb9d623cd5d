import PinionModel
@testable import PinionRuntimes
import PinionSyntax
import Testing

@Suite(.timeLimit(.minutes(10)))
struct ContainerBlueprintTests {
    private typealias Answers = DockerAnswers

    struct Config: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var container = ""
        var image = "{}"
        let own: String
    }

    static let configs: [Config] = [
        Config(testDescription: "nothing", own: ""),
        Config(
            testDescription: "the image's environment is left out, what differs stays",
            container: #""Env":["A=1","PATH=/bin","B=x"]"#, image: #"{"Env":["PATH=/bin","B=y"]}"#,
            own: #""Env":["A=1","B=x"]"#),
        Config(
            testDescription: "an environment that is the image's alone",
            container: #""Env":["B=y"]"#, image: #"{"Env":["B=y"]}"#, own: ""),
        Config(
            testDescription: "an image without a configuration",
            container: #""Env":["B=y"]"#, image: "null", own: #""Env":["B=y"]"#),
        Config(
            testDescription: "labels: the image's are left out, the others kept",
            container: #""Labels":{"a":"1","b":"2","c":"3"}"#,
            image: #"{"Labels":{"a":"1","b":"old"}}"#, own: #""Labels":{"b":"2","c":"3"}"#),
        Config(
            testDescription: "the image's command and entrypoint",
            container: #""Entrypoint":["/e"],"Cmd":["c"]"#,
            image: #"{"Entrypoint":["/e"],"Cmd":["c"]}"#, own: ""),
        Config(
            testDescription: "the image's entrypoint with another command",
            container: #""Entrypoint":["/e"],"Cmd":["d"]"#,
            image: #"{"Entrypoint":["/e"],"Cmd":["c"]}"#, own: #""Cmd":["d"]"#),
        Config(
            testDescription: "another entrypoint keeps a command that equals the image's",
            container: #""Entrypoint":["/f"],"Cmd":["c"]"#,
            image: #"{"Entrypoint":["/e"],"Cmd":["c"]}"#, own: #""Entrypoint":["/f"],"Cmd":["c"]"#),
        Config(
            testDescription: "another entrypoint without a command",
            container: #""Entrypoint":["/f"],"Cmd":null"#,
            image: #"{"Entrypoint":["/e"],"Cmd":["c"]}"#, own: #""Entrypoint":["/f"],"Cmd":null"#),
        Config(
            testDescription: "the same entrypoint given by hand drops the image's command",
            container: #""Entrypoint":["/e"],"Cmd":null"#,
            image: #"{"Entrypoint":["/e"],"Cmd":["c"]}"#, own: #""Entrypoint":["/e"],"Cmd":null"#),
        Config(
            testDescription: "an emptied entrypoint is asked for as an empty text",
            container: #""Entrypoint":null,"Cmd":["d"]"#,
            image: #"{"Entrypoint":["/e"],"Cmd":["c"]}"#, own: #""Entrypoint":[""],"Cmd":["d"]"#),
        Config(
            testDescription: "a health check is merged field by field",
            container: #""Healthcheck":{"Test":["CMD","x"],"Interval":5}"#,
            image: #"{"Healthcheck":{"Test":["CMD","x"],"Interval":9}}"#,
            own: #""Healthcheck":{"Interval":5}"#),
        Config(
            testDescription: "a health check of its own",
            container: #""Healthcheck":{"Test":["NONE"]}"#,
            image: #"{"Healthcheck":{"Test":["CMD","x"]}}"#,
            own: #""Healthcheck":{"Test":["NONE"]}"#),
        Config(
            testDescription: "the image's user, folder, signal, volumes and ports",
            container: #""User":"u","WorkingDir":"/w","StopSignal":"INT","#
                + #""Volumes":{"/v":{},"/x":{}},"ExposedPorts":{"80/tcp":{}}"#,
            image: #"{"User":"u","WorkingDir":"/w","StopSignal":"INT","Volumes":{"/v":{}},"#
                + #""ExposedPorts":{"80/tcp":{}}}"#,
            own: #""Volumes":{"/x":{}}"#),
        Config(
            testDescription: "another user, folder and signal stay",
            container: #""User":"u","WorkingDir":"/w","StopSignal":"INT""#,
            image: #"{"User":"root","WorkingDir":"/","StopSignal":"TERM"}"#,
            own: #""User":"u","WorkingDir":"/w","StopSignal":"INT""#),
        Config(
            testDescription: "the name that the engine gave it",
            container: #""Hostname":"c91cf7652c05""#,
            own: ""),
        Config(
            testDescription: "a name of its own", container: #""Hostname":"db""#,
            own: #""Hostname":"db""#),
        Config(
            testDescription: "a field that nobody knows, and a number that does not fit",
            container: #""Future":{"x":[1.50,12345678901234567890]},"StopTimeout":30"#,
            own: #""Future":{"x":[1.50,12345678901234567890]},"StopTimeout":30"#),
    ]

    @Test(arguments: configs)
    func `the former image's defaults are not frozen onto the new image`(_ one: Config) throws {
        let container = try Answers.parsed(
            Answers.container(
                labels: "{}", config: one.container.isEmpty ? "" : "," + one.container
            )
            .replacing(#""Labels":{},"#, with: ""))
        let body = ContainerBlueprint(of: container, imageConfig: try json(one.image))
            .body(image: pinned("nginx:2@\(digest("2"))"))
        var config = RawObject(try json(String(decoding: body, as: UTF8.self)))
        #expect(
            config["Image"].map { String(decoding: $0, as: UTF8.self) }
                == "\"nginx:2@\(digest("2"))\"")
        config["Image"] = nil
        config["HostConfig"] = nil
        config["Labels"] = config["Labels"] == Array("{}".utf8) ? nil : config["Labels"]
        #expect(String(decoding: config.bytes, as: UTF8.self) == "{\(one.own)}")
    }

    @Test func `a port that is published stays exposed, though the former image exposed it`() throws
    {
        let ports = #","ExposedPorts":{"80/tcp":{},"81/tcp":{}}"#
        let container = try Answers.parsed(
            Answers.container(
                config: ports, host: #","PortBindings":{"80/tcp":[{"HostPort":"8080"}]}"#))
        let image = try json(#"{"ExposedPorts":{"80/tcp":{},"81/tcp":{}}}"#)
        let body = ContainerBlueprint(of: container, imageConfig: image)
            .body(image: pinned("nginx@\(digest("2"))"))
        let exposed = try json(String(decoding: body, as: UTF8.self))["ExposedPorts"]
        #expect(String(decoding: exposed?.source ?? [], as: UTF8.self) == #"{"80/tcp":{}}"#)
    }

    struct Host: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var host = ""
        var mounts = "[]"
        let expected: String
    }

    private static let anonymous =
        #"[{"Type":"volume","Name":"0ab1","Destination":"/data","RW":true},"#
        + #"{"Type":"bind","Source":"/etc","Destination":"/cfg","RW":false}]"#

    static let hosts: [Host] = [
        Host(
            testDescription: "everything stays, what is unknown too",
            host: #","Memory":1,"Future":[1.50],"RestartPolicy":{"Name":"always"}"#,
            expected: #","Memory":1,"Future":[1.50],"RestartPolicy":{"Name":"always"}"#),
        Host(
            testDescription: "an anonymous volume moves over by its name", mounts: anonymous,
            expected: #","Binds":["0ab1:/data"]"#),
        Host(
            testDescription: "beside other mounts", host: #","Binds":["/etc:/cfg:ro"]"#,
            mounts: anonymous, expected: #","Binds":["/etc:/cfg:ro","0ab1:/data"]"#),
        Host(
            testDescription: "read-only",
            mounts: #"[{"Type":"volume","Name":"0ab1","Destination":"/data","RW":false}]"#,
            expected: #","Binds":["0ab1:/data:ro"]"#),
        Host(
            testDescription: "a volume that has a name already", host: #","Binds":["v:/data"]"#,
            mounts: #"[{"Type":"volume","Name":"v","Destination":"/data","RW":true}]"#,
            expected: #","Binds":["v:/data"]"#),
        Host(
            testDescription: "fault 60: a target with a slash at its end is the same",
            host: #","Binds":["v:/data/:rw"]"#,
            mounts: #"[{"Type":"volume","Name":"v","Destination":"/data","RW":true}]"#,
            expected: #","Binds":["v:/data/:rw"]"#),
        Host(
            testDescription: "fault 60: nor do dots and doubled slashes differ",
            host: #","Mounts":[{"Type":"volume","Source":"v","Target":"//x/../data/./"}]"#,
            mounts: #"[{"Type":"volume","Name":"v","Destination":"/data","RW":true}]"#,
            expected: #","Mounts":[{"Type":"volume","Source":"v","Target":"//x/../data/./"}]"#),
        Host(
            testDescription: "fault 60: a bind without a source keeps its volume",
            host: #","Binds":["/data/","/logs"]"#,
            mounts: #"[{"Type":"volume","Name":"a","Destination":"/data","RW":true},"#
                + #"{"Type":"volume","Name":"b","Destination":"/logs","RW":false}]"#,
            expected: #","Binds":["a:/data","b:/logs"]"#),
        Host(
            testDescription: "a mount without a source takes the volume's name",
            host: #","Mounts":[{"Type":"volume","Target":"/data","Future":1}]"#, mounts: anonymous,
            expected: #","Mounts":[{"Type":"volume","Target":"/data","Future":1,"Source":"0ab1"}]"#),
        Host(
            testDescription: "a mount with a source stays",
            host: #","Mounts":[{"Type":"volume","Source":"v","Target":"/data"}]"#,
            mounts: #"[{"Type":"volume","Name":"v","Destination":"/data","RW":true}]"#,
            expected: #","Mounts":[{"Type":"volume","Source":"v","Target":"/data"}]"#),
    ]

    @Test(arguments: hosts)
    func `the host's part survives, and volumes move over`(_ one: Host) throws {
        let container = try Answers.parsed(Answers.container(host: one.host, mounts: one.mounts))
        let body = ContainerBlueprint(of: container, imageConfig: nil)
            .body(image: pinned("nginx:2@\(digest("2"))"))
        let host = try json(String(decoding: body, as: UTF8.self))["HostConfig"]
        #expect(
            String(decoding: host?.source ?? [], as: UTF8.self)
                == #"{"NetworkMode":"default"\#(one.expected)}"#)
    }

    private static let endpoint =
        #"{"IPAMConfig":{"IPv4Address":"10.9.0.5"},"Links":null,"Aliases":["w","c91cf7652c05"],"#
        + #""NetworkID":"n1","EndpointID":"e","Gateway":"g","IPAddress":"10.9.0.5","#
        + #""IPPrefixLen":16,"IPv6Gateway":"","GlobalIPv6Address":"","GlobalIPv6PrefixLen":0,"#
        + #""MacAddress":"02:42","DNSNames":["web"],"DriverOpts":null,"GwPriority":5}"#
    private static let kept =
        #"{"IPAMConfig":{"IPv4Address":"10.9.0.5"},"Links":null,"Aliases":["w"],"#
        + #""DriverOpts":null,"GwPriority":5}"#

    @Test(arguments: ["front", "n1"])
    func `the network keeps its aliases and addresses, without what the engine assigned`(
        _ mode: String
    ) throws {
        let text = Answers.container(networks: #"{"front":\#(Self.endpoint),"back":{}}"#)
            .replacing(#""NetworkMode":"default""#, with: #""NetworkMode":"\#(mode)""#)
        let blueprint = ContainerBlueprint(of: try Answers.parsed(text), imageConfig: nil)
        let body = try json(
            String(decoding: blueprint.body(image: pinned("nginx@\(digest("2"))")), as: UTF8.self))
        #expect(
            String(decoding: body["NetworkingConfig"]?.source ?? [], as: UTF8.self)
                == #"{"EndpointsConfig":{"front":\#(Self.kept)}}"#)
        #expect(
            String(decoding: blueprint.connection(of: "c", to: "front"), as: UTF8.self)
                == #"{"Container":"c","EndpointConfig":\#(Self.kept)}"#)
    }

    /// What `docker inspect` shows since API 1.44: addresses that were asked for, made of the IPv4 address, and at random.
    @Test
    func `fault 60: all networks are given at once, with the MAC addresses that were asked for`()
        throws
    {
        let networks =
            #"{"front":{"MacAddress":"02:42:0a:09:00:05","IPAddress":"10.9.0.5"},"#
            + #""back":{"MacAddress":"02:00:00:00:00:07","IPAddress":"10.8.0.2"},"#
            + #""side":{"MacAddress":"02:42:0a:07:00:0b","IPAddress":"10.7.0.11"}}"#
        let text = Answers.container(
            config: #","MacAddress":"02:42:0a:09:00:05""#, networks: networks
        )
        .replacing(#""NetworkMode":"default""#, with: #""NetworkMode":"front""#)
        func body(_ api: APIVersion) throws -> JSONNode {
            let container = try Answers.parsed(text)
            let blueprint = ContainerBlueprint(of: container, imageConfig: nil, api: api)
            return try json(
                String(decoding: blueprint.body(image: pinned("a@\(digest("2"))")), as: UTF8.self))
        }
        let new = try body(APIVersion(1, 44))
        #expect(new["MacAddress"] == nil)
        #expect(
            String(decoding: new["NetworkingConfig"]?.source ?? [], as: UTF8.self)
                == #"{"EndpointsConfig":{"front":{"MacAddress":"02:42:0a:09:00:05"},"#
                + #""back":{"MacAddress":"02:00:00:00:00:07"},"side":{}}}"#)
        let old = try body(APIVersion(1, 43))
        #expect(old["MacAddress"]?.string == "02:42:0a:09:00:05")
        #expect(
            String(decoding: old["NetworkingConfig"]?.source ?? [], as: UTF8.self)
                == #"{"EndpointsConfig":{"front":{}}}"#)
    }

    @Test func `fault 60: labels that decide the scope stay, although the image set them`() throws {
        let container = try Answers.parsed(
            Answers.container(labels: #"{"tier":"web","other":"old"}"#))
        let image = try json(#"{"Labels":{"tier":"web","other":"old"}}"#)
        let blueprint = ContainerBlueprint(of: container, imageConfig: image, keeping: ["tier"])
        #expect(blueprint.labels == ["tier": "web"])
    }
}
