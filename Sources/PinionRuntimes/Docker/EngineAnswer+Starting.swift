extension EngineAnswer {
    /// Whether a refusal to start a container is the image's own: it lacks the program, or the user.
    ///
    /// The engine answers 400 where runc names the program that it could not execute (moby,
    /// `daemon/start_unix.go`), and tells in words where the image does not know a user or group.
    /// Whatever else keeps a container from starting says nothing of the image: a port, an address,
    /// a network, a device, a mount, memory, a driver, an engine that is shutting down.
    var refusesTheImage: Bool {
        let words = ownWords
        return (status == 400 && words.contains("exec: \""))
            || (words.contains("unable to find ") && words.contains("no matching entries in "))
    }
}
