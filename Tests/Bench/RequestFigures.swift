import Glibc

/// How many questions a status of 500 Swarm services asks its manager.
struct RequestFigures {
    private static let services = 500
    private static let imageOfOne = "/images/sha256:c0/json"
    private static let lists: Set = [
        "/services", "/tasks", "/containers/json", "/images/json", imageOfOne, "/nodes",
    ]
    private static let digest = "sha256:" + String(repeating: "ab", count: 32)

    let place: BenchPlace
    private var folder: String { "\(place.folder)/swarm" }

    init(_ place: BenchPlace) { self.place = place }

    func measured() throws -> [Figure] {
        guard let sockets = getenv("PINION_BENCH_SOCKETS") else {
            throw BenchFailure("run Tests/Bench/run, which says where sockets may stand")
        }
        let pinned = "\(String(cString: sockets))/pinned.sock"
        let floating = "\(String(cString: sockets))/floating.sock"
        let engines = (
            pinned: try StubEngine(at: pinned, answers: Self.answers(floating: 0)),
            floating: try StubEngine(at: floating, answers: Self.answers(floating: 1))
        )
        try makeRepository([("pinned", pinned), ("floating", floating)])
        let first = try lists(asked: engines.pinned, "pinned", code: 0)
        let second = try lists(asked: engines.floating, "floating", code: 2)
        return [
            Figure("lists asked for 500 Swarm services", Double(first.total), atMost: 3, ""),
            Figure("  more when one floats: containers", Double(second.containers), atMost: 1, ""),
            Figure("  more when one floats: images", Double(second.images), atMost: 1, ""),
            Figure(
                "  more when one floats: others",
                Double(second.total - second.containers - second.images - first.total), atMost: 0,
                ""),
        ]
    }

    private func lists(
        asked engine: StubEngine, _ environment: String, code: Int32
    ) throws -> (total: Int, containers: Int, images: Int) {
        _ = engine.takeCounts()
        let run = try Child(place.pinion, ["status", environment], in: folder, place.variables)
        guard run.code == code else {
            throw BenchFailure(
                "status of \(environment) ended with \(run.code):\n\(run.output.prefix(2000))")
        }
        let counts = engine.takeCounts()
        let total = counts.filter { Self.lists.contains($0.key) }.values.reduce(0, +)
        return (total, counts["/containers/json"] ?? 0, counts[Self.imageOfOne] ?? 0)
    }

    private func makeRepository(_ engines: [(name: String, socket: String)]) throws {
        try Files.write("images: layout:images\n", to: "\(folder)/pinion.yaml")
        var pins = "services:\n"
        for number in 0..<Self.services { pins += "  s\(number): \(Self.image(number))\n" }
        for (name, socket) in engines {
            let home = "\(folder)/environments/\(name)"
            try Files.write(pins, to: "\(home)/pins.yaml")
            try Files.write(
                "runtime:\n  swarm: { endpoint: \"unix://\(socket)\", stack: \(name), id: \(name) }\n",
                to: "\(home)/environment.yaml")
        }
        let copy = try Child(
            "cp", ["-R", "examples/images", "\(folder)/images"], in: ".", place.variables)
        let person = ["-c", "user.name=Ada Example", "-c", "user.email=ada@example.com"]
        let steps = try [
            ["init", "--quiet", "--initial-branch=main"], ["add", "pinion.yaml", "environments"],
            person + ["commit", "--quiet", "--message", "Pin"],
        ].map { try Child("git", $0, in: folder, place.variables) }
        guard ([copy] + steps).allSatisfy({ $0.code == 0 }) else {
            throw BenchFailure("cannot make the repository \(folder)")
        }
    }

    // MARK: What the engine answers

    private static func image(_ number: Int) -> String {
        "registry.example.com/shop/s\(number):1.0.0@\(digest)"
    }

    private static func answers(floating: Int) -> [String: String] {
        let stack = floating == 0 ? "pinned" : "floating"
        func spec(_ number: Int) -> String {
            let image = number < floating ? "registry.example.com/shop/web:latest" : image(number)
            return "\"ContainerSpec\":{\"Image\":\"\(image)\"}"
        }
        let services = (0..<services).map { number in
            """
            {"ID":"service\(number)","Version":{"Index":\(number + 10)},"CreatedAt":"2026-01-01T00:00:00Z",\
            "UpdatedAt":"2026-01-01T00:00:00Z","Spec":{"Name":"\(stack)_s\(number)",\
            "Labels":{"com.docker.stack.namespace":"\(stack)"},"TaskTemplate":{\(spec(number))},\
            "Mode":{"Replicated":{"Replicas":1}}},"ServiceStatus":{"RunningTasks":1,"DesiredTasks":1}}
            """
        }
        let tasks = (0..<Self.services).map { number in
            """
            {"ID":"task\(number)","ServiceID":"service\(number)","NodeID":"node1","Slot":1,\
            "CreatedAt":"2026-01-01T00:00:00Z","Spec":{\(spec(number))},"DesiredState":"running",\
            "Status":{"State":"running","ContainerStatus":{"ContainerID":"container\(number)"}}}
            """
        }
        return [
            "/_ping": "OK",
            "/info": """
            {"Swarm":{"ControlAvailable":true,"LocalNodeState":"active","Cluster":{"ID":"\(stack)"}}}
            """,
            "/services": "[\(services.joined(separator: ","))]",
            "/tasks": "[\(tasks.joined(separator: ","))]",
            "/nodes": "[]",
            "/containers/json": "[{\"Id\":\"container0\",\"ImageID\":\"sha256:c0\"}]",
            imageOfOne:
                "{\"Id\":\"sha256:c0\",\"RepoDigests\":[\"registry.example.com/shop/web@\(digest)\"]}",
        ]
    }
}
