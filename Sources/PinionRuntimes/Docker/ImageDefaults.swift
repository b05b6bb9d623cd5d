import PinionSyntax

/// Removes from a container's configuration the settings that come from its image.
///
/// The engine shows the image's defaults merged into each container. If they were kept, they would
/// override those of the new image (moby, `daemon/commit.go`, function `merge`, has the rules).
struct ImageDefaults: Sendable {
    /// The `Config` of the image from which the container was created.
    let image: JSONNode?
    /// The published ports, which stay exposed: the engine publishes only exposed ports.
    var published: Set<String> = []
    /// The labels that are kept even if the image set them.
    var labels: Set<String> = []

    /// Returns the container's own part of its `Config`.
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

    /// Removes default variables; one set by hand to the image's value cannot be told from them.
    private func ownEnvironment(_ environment: JSONNode?) -> [UInt8]? {
        let defaults = Set((image?["Env"]?.strings ?? []))
        let own = (environment?.strings ?? []).filter { !defaults.contains($0) }
        return own.isEmpty ? nil : JSONText.array(own.map { .string($0) }).bytes()
    }

    /// Removes default labels, and compose's label with the former image, wrong for a new one.
    private func ownLabels(_ labels: JSONNode?) -> [UInt8]? {
        guard let bytes = ownMembers(labels, image?["Labels"], keeping: self.labels),
            let node = try? JSONNode(parsing: bytes, named: "labels")
        else { return nil }  // the bytes were parsed before
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

    /// Removes entrypoint and command together: with its own entrypoint, a container takes no
    /// command from its image; an emptied entrypoint is requested as `[""]`.
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
