import PinionTesting

/// A request to create a container, drawn at random from what the engine's schema lets a person set.
struct RandomContainer: CustomStringConvertible {
    /// A field with values of which one is taken.
    struct Field: Sendable {
        let name: String
        let values: [String]
        /// What cannot stand beside it, by name.
        var without: Set<String> = []
    }

    /// `ContainerConfig` of the engine's API, but for what the tests set themselves.
    static let config: [Field] = [
        Field(name: "Hostname", values: [#""box""#], without: ["UTSMode"]),
        Field(name: "Domainname", values: [#""example.org""#], without: ["UTSMode"]),
        Field(name: "User", values: [#""7:7""#, #""7""#]),
        Field(name: "AttachStdin", values: ["true"]),
        Field(name: "AttachStdout", values: ["true"]),
        Field(name: "AttachStderr", values: ["true"]),
        Field(name: "ExposedPorts", values: [#"{"81/udp":{},"80/tcp":{}}"#]),
        Field(name: "Tty", values: ["true"]),
        Field(name: "OpenStdin", values: ["true"]),
        Field(name: "StdinOnce", values: ["true"]),
        Field(name: "Env", values: [#"["A=1","VERSION=mine"]"#, #"["EMPTY=","X=a=b"]"#]),
        Field(
            name: "Cmd",
            values: [#"["/bin/busybox","sh","-c","trap exit TERM; sleep 1000 & wait"]"#],
            without: ["Entrypoint"]),
        Field(
            name: "Entrypoint",
            values: [#"["/bin/busybox","sh","-c","trap exit TERM; sleep 1000 & wait"]"#]),
        Field(
            name: "Healthcheck",
            values: [
                #"{"Test":["CMD","/bin/busybox","true"],"Interval":200000000}"#,
                #"{"Test":["NONE"]}"#,
            ]),
        Field(name: "Volumes", values: [#"{"/v/":{},"/v2":{}}"#]),
        Field(name: "WorkingDir", values: [#""/w""#, #""/tmp/x/""#], without: ["ReadonlyRootfs"]),
        Field(name: "Labels", values: [#"{"a":"b","org.x":""}"#]),
        Field(name: "StopSignal", values: [#""SIGKILL""#, #""9""#]),
        Field(name: "StopTimeout", values: ["0", "3"]),
        Field(name: "Shell", values: [#"["/bin/x","-c"]"#]),
    ]

    /// `HostConfig`, but for the network.
    static let host: [Field] = [
        Field(name: "CpuShares", values: ["512"]),
        Field(name: "Memory", values: ["67108864"]),
        Field(name: "MemoryReservation", values: ["33554432"]),
        Field(name: "BlkioWeight", values: ["300"]),
        Field(name: "CpuPeriod", values: ["50000"], without: ["NanoCpus"]),
        Field(name: "CpuQuota", values: ["25000"], without: ["NanoCpus"]),
        Field(name: "CpusetCpus", values: [#""0""#]),
        Field(name: "CpusetMems", values: [#""0""#]),
        Field(
            name: "Devices",
            values: [
                #"[{"PathOnHost":"/dev/null","PathInContainer":"/dev/x","CgroupPermissions":"rw"}]"#
            ]),
        Field(name: "DeviceCgroupRules", values: [#"["c 1:3 rwm"]"#]),
        Field(name: "NanoCpus", values: ["500000000"]),
        Field(name: "Init", values: ["true", "false"]),
        Field(name: "PidsLimit", values: ["50"]),
        Field(name: "Ulimits", values: [#"[{"Name":"nofile","Soft":64,"Hard":128}]"#]),
        Field(
            name: "Binds",
            values: [
                #"["VOLUME:/data/","/usr:/host:ro"]"#, #"["VOLUME:/data:ro,nocopy","/usr:/h/:ro"]"#,
                #"["/anonymous"]"#, #"["/anonymous/","VOLUME:/data/./x/"]"#,
                #"["/usr:/host/:ro,rprivate"]"#,
            ]),
        Field(
            name: "Mounts",
            values: [
                #"[{"Type":"volume","Target":"/m/"},{"Type":"tmpfs","Target":"/mt"}]"#,
                #"[{"Type":"volume","Source":"VOLUME-m","Target":"/m","ReadOnly":true}]"#,
                #"[{"Type":"bind","Source":"/usr","ReadOnly":true,"Target":"/mb/","BindOptions":{"Propagation":"rprivate"}}]"#,
                #"[{"Type":"volume","Target":"/m","VolumeOptions":{"NoCopy":true,"Labels":{"x":"y"}}}]"#,
            ]),
        Field(
            name: "LogConfig",
            values: [
                #"{"Type":"json-file","Config":{"max-size":"1m"}}"#, #"{"Type":"none"}"#,
                #"{"Type":"local"}"#,
            ]),
        Field(
            name: "RestartPolicy",
            values: [
                #"{"Name":"always"}"#, #"{"Name":"on-failure","MaximumRetryCount":3}"#,
                #"{"Name":"unless-stopped"}"#,
            ]),
        Field(name: "VolumeDriver", values: [#""local""#]),
        Field(name: "ConsoleSize", values: ["[10,20]"]),
        Field(name: "Annotations", values: [#"{"a.b/c":"d"}"#]),
        Field(name: "CapAdd", values: [#"["CAP_NET_ADMIN"]"#]),
        Field(name: "CapDrop", values: [#"["MKNOD"]"#]),
        Field(name: "CgroupnsMode", values: [#""private""#, #""host""#]),
        Field(name: "Dns", values: [#"["10.0.0.1"]"#]),
        Field(name: "DnsOptions", values: [#"["ndots:2"]"#]),
        Field(name: "DnsSearch", values: [#"["x.org"]"#]),
        Field(name: "ExtraHosts", values: [#"["db:10.0.0.1","up:host-gateway"]"#]),
        Field(name: "GroupAdd", values: [#"["7","8"]"#]),
        Field(
            name: "IpcMode", values: [#""shareable""#, #""private""#, #""host""#, #""none""#]),
        Field(name: "OomScoreAdj", values: ["100"]),
        Field(name: "PidMode", values: [#""host""#]),
        Field(name: "Privileged", values: ["true"], without: ["Devices", "DeviceCgroupRules"]),
        Field(name: "ReadonlyRootfs", values: ["true"]),
        Field(
            name: "SecurityOpt", values: [#"["no-new-privileges"]"#, #"["seccomp=unconfined"]"#]),
        Field(name: "Tmpfs", values: [#"{"/t/":"size=1m"}"#]),
        Field(name: "UTSMode", values: [#""host""#]),
        Field(name: "UsernsMode", values: [#""host""#]),
        Field(name: "ShmSize", values: ["33554432"]),
        Field(name: "Runtime", values: [#""runc""#]),
        Field(name: "MaskedPaths", values: ["[]", #"["/proc/kcore"]"#], without: ["Privileged"]),
        Field(name: "ReadonlyPaths", values: [#"["/proc/bus"]"#], without: ["Privileged"]),
    ]

    /// Networks: the mode, what stands beside it in the host's part, and the endpoints.
    static let networks: [(mode: String, host: String, endpoints: String)] = [
        ("host", "", ""), ("none", "", ""), ("bridge", "", ""),
        ("default", #","PublishAllPorts":true"#, ""),
        ("bridge", #","PortBindings":{"80/tcp":[{"HostIp":"127.0.0.1","HostPort":"18090"}]}"#, ""),
        (
            "FRONT", #","Sysctls":{"net.ipv4.ip_forward":"0"}"#,
            #""FRONT":{"Aliases":["shop","s2"]}"#
        ),
        (
            "FRONT", "",
            #""FRONT":{"IPAMConfig":{"IPv4Address":"10.203.0.9"},"MacAddress":"02:42:0a:cb:00:77"}"#
        ),
        (
            "FRONT", "",
            #""FRONT":{"Aliases":["a"]},"BACK":{"MacAddress":"02:42:01:02:03:04","Aliases":["b"],"DriverOpts":{"x":"y"}}"#
        ),
        (
            "BACK", "",
            #""BACK":{"MacAddress":"02:42:01:02:03:05"},"FRONT":{"MacAddress":"02:42:01:02:03:06","IPAMConfig":{"IPv4Address":"10.203.0.8"}}"#
        ),
    ]

    /// The names of the fields that were drawn.
    private(set) var names: [String] = []
    /// The request but for the image, with FRONT, BACK and VOLUME for names.
    private(set) var body = ""
    /// Endpoints that API 1.43 and older can only connect later.
    private(set) var later: [String] = []

    /// Draws about half of all fields.
    init(_ generator: inout SeededGenerator, severalNetworks: Bool) {
        let drawn = (Self.config + Self.host).filter { _ in Bool.random(using: &generator) }
        var banned: Set<String> = []
        var chosen: [(field: Field, value: String)] = []
        for field in drawn.shuffled(using: &generator) where !banned.contains(field.name) {
            let taken = Set(chosen.map(\.field.name))
            guard field.without.isDisjoint(with: taken),
                let value = field.values.randomElement(using: &generator)
            else { continue }
            banned.formUnion(field.without)
            chosen.append((field, value))
        }
        let choices = Self.networks.filter { severalNetworks || !$0.endpoints.contains("},\"") }
        let network = choices.randomElement(using: &generator) ?? Self.networks[0]
        let hostNames = Set(Self.host.map(\.name))
        let host = chosen.filter { hostNames.contains($0.field.name) }
        let config = chosen.filter { !hostNames.contains($0.field.name) }
        names = chosen.map(\.field.name).sorted() + ["network \(network.mode)"]
        body = config.map { "\"\($0.field.name)\":\($0.value)," }.joined()
        body += #""HostConfig":{"NetworkMode":"\#(network.mode)"\#(network.host)"#
        body += host.map { ",\"\($0.field.name)\":\($0.value)" }.joined() + "}"
        if !network.endpoints.isEmpty {
            body += #","NetworkingConfig":{"EndpointsConfig":{\#(network.endpoints)}}"#
        }
    }

    var description: String { body }
}
