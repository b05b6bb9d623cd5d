import PinionSyntax

/// Takes out of a container's configuration what its image put there.
///
/// The engine shows the image's defaults merged into each container. Left in, they would be frozen
/// onto the new image (moby, `daemon/commit.go`, function `merge`, has the rules of the merge).
struct ImageDefaults: Sendable {
    /// The `Config` of the image that the container was created from.
    let image: JSONNode?
    /// Published ports stay exposed: the engine publishes no port that is not exposed.
    var published: Set<String> = []
    /// The labels that stay, although the image set them.
    var labels: Set<String> = []

    /// The container's own part of its `Config`.
    func removed(from config: JSONNode) -> RawObject {
        var own = RawObject(config)
        for key in ["User", "WorkingDir", "StopSignal", "Shell", "OnBuild", "ArgsEscaped"]
        where isSame(config[key], image?[key]) {
            own[key] = nil
        }
        own["Env"] = ownEnvironment(config["Env"])
        own["Labels"] = ownLabels(config["Labels"])
        for key in ["Volumes", "Healthcheck"] {
            own[key] = ownMembers(config[key], image?[key])
        }
        own["ExposedPorts"] = ownMembers(
            config["ExposedPorts"], image?["ExposedPorts"], keeping: published)
        setCommand(of: config, in: &own)
        return own
    }

    /// A value set by hand to what the image sets too cannot be told from the default.
    private func ownEnvironment(_ environment: JSONNode?) -> [UInt8]? {
        let defaults = Set((image?["Env"]?.strings ?? []))
        let own = (environment?.strings ?? []).filter { !defaults.contains($0) }
        return own.isEmpty ? nil : JSONText.array(own.map { .string($0) }).bytes()
    }

    /// Compose's label with the container's former image would be wrong for a new one.
    private func ownLabels(_ labels: JSONNode?) -> [UInt8]? {
        guard let bytes = ownMembers(labels, image?["Labels"], keeping: self.labels),
            let node = try? JSONNode(parsing: bytes, named: "labels")
        else { return nil }  // the bytes are a part of what was read
        var own = RawObject(node)
        own[EngineLabel.composeImage] = nil
        return own.isEmpty ? nil : own.bytes
    }

    private func ownMembers(
        _ object: JSONNode?, _ defaults: JSONNode?, keeping kept: Set<String> = []
    ) -> [UInt8]? {
        var own = RawObject(object)
        for member in object?.members ?? []
        where !kept.contains(member.key) && isSame(member.value, defaults?[member.key]) {
            own[member.key] = nil
        }
        return own.isEmpty ? nil : own.bytes
    }

    /// Entrypoint and command belong together: with an entrypoint of its own, a container takes no
    /// command from its image; an emptied entrypoint is asked for as `[""]`.
    private func setCommand(of config: JSONNode, in own: inout RawObject) {
        let (entrypoint, command) = (strings(config, "Entrypoint"), strings(config, "Cmd"))
        let (theirEntrypoint, theirCommand) = (strings(image, "Entrypoint"), strings(image, "Cmd"))
        let commandWasDropped = command.isEmpty && !theirCommand.isEmpty
        guard entrypoint == theirEntrypoint, !(commandWasDropped && !entrypoint.isEmpty) else {
            if entrypoint.isEmpty { own.set("Entrypoint", [""]) }
            return
        }
        own["Entrypoint"] = nil
        if command == theirCommand { own["Cmd"] = nil }
    }

    private func strings(_ node: JSONNode?, _ key: String) -> [String] { node?[key]?.strings ?? [] }

    private func isSame(_ one: JSONNode?, _ other: JSONNode?) -> Bool {
        guard let one, let other else { return false }
        return JSONText(one) == JSONText(other)
    }
}
