import PinionTesting

/// A shop whose one environment is a plain container of a real engine, found by a label that nobody else uses.
struct DockerShop: Sendable {
    let engine: EngineAPI
    let shop: Shop
    /// The container's name, which is the service's too.
    let name: String
    /// The digests of the two builds of its image.
    let builds: [String]

    /// Builds two images, runs a container on the first, writes the environment with `pinion init`, and publishes it.
    static func make(
        in scratch: Scratch, origin: Shop.Origin = .none
    ) async throws -> DockerShop {
        let engine = try EngineAPI()
        let name = engine.uniqueName("web")
        var builds: [String] = []
        for version in ["1", "2"] {
            builds.append(
                try await engine.pushImage(
                    "shop/\(name)", tag: version, marker: "\(name) \(version)"))
        }
        let shop = DockerShop(
            engine: engine,
            shop: try await Shop.make(in: scratch, [], origin: origin, settings: nil), name: name,
            builds: builds)
        scratch.atEnd { await shop.clean() }
        try await shop.create(shop.pinned(0))
        let written = try await shop.shop.pinion(
            "init", "production", "--docker", "--label", "owner=\(name)", "--endpoint", engine.host)
        guard written.code == 0 else {
            throw DockerShopFailure(text: written.output + written.errors)
        }
        try shop.write(rules: ["apply: automatic"])
        try await shop.shop.publish("Pin the container")
        return shop
    }

    /// Replaces the rules of the environment in the working copy.
    func write(rules: [String]) throws {
        let file = "environments/production/environment.yaml"
        let words = ["apply:", "windows:", "freeze:", "limits:"]
        let lines = try shop.read(file).split(separator: "\n").filter { line in
            !words.contains(where: line.hasPrefix)
        }.map(String.init)
        try shop.write((lines + rules).joined(separator: "\n") + "\n", to: file)
    }

    /// A build by its digest, as a pin names it.
    func pinned(_ build: Int) -> String {
        engine.reference("shop/\(name)", String(build + 1)) + "@" + builds[build]
    }

    /// Creates the container anew with a reference, as its owner's script does, and waits until it is healthy.
    func create(
        _ image: String, interval: String = "500ms", command: [String] = []
    ) async throws {
        try await engine.removeContainer(name)
        try await engine.runContainer(
            name, image: image,
            options: [
                "--label", "owner=\(name)", "--env", "REGION=nz", "--restart", "unless-stopped",
                "--volume", "\(name):/data", "--health-cmd", "true", "--health-interval", interval,
                "--stop-timeout", "3",
            ], command: command)
        _ = try await engine.poll(for: "the health of \(name)") {
            let state = try await engine.docker(
                "inspect", "--format", "{{.State.Health.Status}}", name)
            return state == "healthy" ? state : nil
        }
    }

    /// The container, if it is the only one of its owner; whatever a re-creation left counts.
    func onlyContainer() async throws -> EngineAPI.Container? {
        let mine = try await engine.containers().filter { $0.name.contains(name) }
        return mine.count == 1 ? mine.first : nil
    }

    /// What of the container is not Pinion's to change.
    func keepsItsSettings() async throws -> Bool {
        let text = try await engine.inspect(container: name)
        return ["\"REGION=nz\"", "\"unless-stopped\"", "\"\(name):/data", "\"owner\":\"\(name)\""]
            .allSatisfy(text.contains)
    }

    private func clean() async {
        for container in (try? await engine.containers()) ?? [] where container.name.contains(name)
        {
            try? await engine.removeContainer(container.name)
        }
        _ = try? await engine.docker("volume", "rm", name)
    }
}

/// The environment could not be written.
struct DockerShopFailure: Error {
    let text: String
}
