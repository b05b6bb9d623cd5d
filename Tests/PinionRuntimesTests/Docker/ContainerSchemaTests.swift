import PinionModel
@testable import PinionRuntimes
import PinionSyntax
import PinionTesting
import Testing

/// The blueprint over every field that the engine's API has for a container (`api/swagger.yaml` of moby 20.10, 26.1
/// and 28.5: API 1.41, 1.45 and 1.51).
@Suite(.timeLimit(.minutes(5)))
struct ContainerSchemaTests {
    private static let config = """
        Hostname Domainname User AttachStdin AttachStdout AttachStderr ExposedPorts Tty OpenStdin StdinOnce Env Cmd \
        Healthcheck ArgsEscaped Image Volumes WorkingDir Entrypoint NetworkDisabled MacAddress OnBuild Labels StopSignal \
        StopTimeout Shell
        """.split(separator: " ").map(String.init)

    private static let host = """
        CpuShares Memory CgroupParent BlkioWeight BlkioWeightDevice BlkioDeviceReadBps BlkioDeviceWriteBps \
        BlkioDeviceReadIOps BlkioDeviceWriteIOps CpuPeriod CpuQuota CpuRealtimePeriod CpuRealtimeRuntime CpusetCpus \
        CpusetMems Devices DeviceCgroupRules DeviceRequests KernelMemory KernelMemoryTCP MemoryReservation MemorySwap \
        MemorySwappiness NanoCpus OomKillDisable Init PidsLimit Ulimits CpuCount CpuPercent IOMaximumIOps \
        IOMaximumBandwidth Binds ContainerIDFile LogConfig NetworkMode PortBindings RestartPolicy AutoRemove VolumeDriver \
        VolumesFrom Mounts ConsoleSize Annotations CapAdd CapDrop CgroupnsMode Dns DnsOptions DnsSearch ExtraHosts GroupAdd \
        IpcMode Cgroup Links OomScoreAdj PidMode Privileged PublishAllPorts ReadonlyRootfs SecurityOpt StorageOpt Tmpfs \
        UTSMode UsernsMode ShmSize Sysctls Runtime Isolation MaskedPaths ReadonlyPaths
        """.split(separator: " ").map(String.init)

    /// What the real engine is not asked for, and why.
    private static let left: Set<String> = [
        // What changes.
        "Image",
        // Windows.
        "ArgsEscaped", "CpuCount", "CpuPercent", "IOMaximumIOps", "IOMaximumBandwidth", "Isolation",
        // The command line cannot ask for them.
        "NetworkDisabled", "OnBuild",
        // Drawn with the network.
        "MacAddress", "NetworkMode", "PortBindings", "PublishAllPorts", "Sysctls",
        // They need hardware, or a kernel that has them.
        "BlkioWeightDevice", "BlkioDeviceReadBps", "BlkioDeviceWriteBps", "BlkioDeviceReadIOps",
        "BlkioDeviceWriteIOps", "CpuRealtimePeriod", "CpuRealtimeRuntime", "DeviceRequests",
        "KernelMemory", "KernelMemoryTCP", "MemorySwap", "MemorySwappiness", "OomKillDisable",
        "StorageOpt",
        // Such containers are refused, or need another container.
        "AutoRemove", "VolumesFrom", "Links",
        // They name things of the host.
        "CgroupParent", "Cgroup", "ContainerIDFile",
    ]

    @Test func `each field of the schema is drawn, or it is said why not`() {
        let drawn = Set((RandomContainer.config + RandomContainer.host).map(\.name))
        let all = Set(Self.config + Self.host)
        #expect(all.subtracting(drawn) == Self.left)
        #expect(drawn.isSubset(of: all))
    }

    private static func value(_ generator: inout SeededGenerator, depth: Int = 0) -> JSONText {
        switch Int.random(in: 0..<(depth < 2 ? 6 : 4), using: &generator) {
        case 0: return .string("v\(Int.random(in: 0..<99, using: &generator)):/é\"\\")
        case 1: return .string("")
        case 2: return JSONText.string("x")
        case 3: return true
        case 4:
            let count = Int.random(in: 0..<3, using: &generator)
            return .array((0..<count).map { _ in value(&generator, depth: depth + 1) })
        default:
            return ["Key": value(&generator, depth: depth + 1), "Future": "1"]
        }
    }

    /// Whatever stands there: also in fields that nobody knows yet.
    @Test func `fault 60: no field of the host's part is lost or changed`() throws {
        var generator = SeededGenerator(seed: 60)
        let special: Set<String> = ["NetworkMode", "Binds", "Mounts", "PortBindings"]
        for _ in 0..<300 {
            var object = RawObject()
            for name in Self.host + ["Future"] where !special.contains(name) {
                if Bool.random(using: &generator) { object.set(name, Self.value(&generator)) }
            }
            let text = String(decoding: object.bytes.dropFirst().dropLast(), as: UTF8.self)
            let container = try DockerAnswers.parsed(
                DockerAnswers.container(host: text.isEmpty ? "" : ",\(text)"))
            let body = ContainerBlueprint(of: container, imageConfig: nil, api: APIVersion(1, 51))
                .body(image: pinned("a@\(digest("2"))"))
            let node = try json(String(decoding: body, as: UTF8.self))
            #expect(node["HostConfig"]?.source == container.document["HostConfig"]?.source)
        }
    }

    @Test func `fault 60: no field of the container's part is lost that differs from its image's`()
        throws
    {
        var generator = SeededGenerator(seed: 61)
        let merged: Set<String> = [
            "Image", "Hostname", "Labels", "Env", "Cmd", "Entrypoint", "Healthcheck", "Volumes",
            "ExposedPorts",
        ]
        for _ in 0..<300 {
            var (own, image) = (RawObject(), RawObject())
            for name in Self.config + ["Future"] where !merged.contains(name) {
                if Bool.random(using: &generator) { own.set(name, Self.value(&generator)) }
                if Bool.random(using: &generator) { image.set(name, "the image's") }
            }
            let text = String(decoding: own.bytes.dropFirst().dropLast(), as: UTF8.self)
            let container = try DockerAnswers.parsed(
                DockerAnswers.container(config: text.isEmpty ? "" : ",\(text)"))
            let config = try json(String(decoding: image.bytes, as: UTF8.self))
            let body = ContainerBlueprint(of: container, imageConfig: config)
                .body(image: pinned("a@\(digest("2"))"))
            let node = try json(String(decoding: body, as: UTF8.self))
            for name in Self.config + ["Future"] where !merged.contains(name) {
                let kept = node[name].map { String(decoding: $0.source, as: UTF8.self) }
                #expect(kept == own[name].map { String(decoding: $0, as: UTF8.self) }, "\(name)")
            }
        }
    }
}
