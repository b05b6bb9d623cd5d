import PinionHTTP
import PinionModel
import PinionSyntax

extension RecreationRun {
    /// The number of last lines that are kept.
    private static let lines = 1_000

    /// Keeps the output of a container and its health check on this host only, and says where.
    func keepOutput(of container: DockerContainer) async -> String {
        let log = await log(of: container)
        let checks = container.healthOutputs
        guard !(log ?? "").isEmpty || !checks.isEmpty else {
            return log == nil ? "" : "; it printed nothing"
        }
        var text = "The last lines of the container \(name) (\(container.id.prefix(12))), "
        let source = image.map { "\($0)" } ?? container.creationReference
        text += "made from \(source):\n\n\(log ?? "(the engine does not show its log)\n")"
        for check in checks { text += "\nIts health check:\n\n\(check)\n" }
        switch runtime.outputKeeper.keep(text, of: name) {
        case .file(let path, let days):
            return "; what it printed stays on this host for \(days) days: cat \(path)"
        case .nowhere(let reason):
            return "; what it printed is lost: it cannot be kept on this host, \(reason)"
        }
    }

    /// Returns the last lines of the container's log; `nil` if the engine does not show it.
    private func log(of container: DockerContainer) async -> String? {
        let query = [("stdout", "1"), ("stderr", "1"), ("tail", String(Self.lines))]
        do throws(RuntimeError) {
            let answer = try await runtime.client.send(
                .get, "/containers/\(container.id)/logs", query: query)
            guard answer.isSuccess else { return nil }
            return ContainerLog.text(answer.body, hasTerminal: container.hasTerminal)
        } catch {
            return nil
        }
    }
}
