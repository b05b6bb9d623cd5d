import PinionModel
@testable import PinionRuntimes
import Testing

/// What an interrupted re-creation left, on an engine in memory: what is started again, and what is not.
@Suite(.timeLimit(.minutes(10)))
struct DockerRestoringTests {
    typealias Box = ModelEngine.Box

    private static let mark = "web.pinion-old-000000000001"
    private static let named = "\(mark)-000000000002"
    private static let retired = "\(named)-1795973441"

    struct Left: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let boxes: [Box]
        /// What is there after; nil where nothing may have been written.
        var after: [Box]?
        /// Whether a report says that it is down, and whether the next run restores it.
        var isDown = true
    }

    private static let web = Box(name: "web", image: 1, state: "running")

    private static func box(_ name: String, _ image: Int, _ state: String) -> Box {
        Box(name: name, image: image, state: state)
    }

    @Test(arguments: [
        Left(
            testDescription: "it was killed between stop and start",
            boxes: [box(retired, 1, "exited"), box("web", 2, "created")], after: [web]),
        Left(
            testDescription: "the new one ended after the kill",
            boxes: [box(retired, 1, "exited"), box("web", 2, "exited")], after: [web]),
        Left(
            testDescription: "it was killed on the way back", boxes: [box(retired, 1, "exited")],
            after: [web]),
        Left(
            testDescription: "version 0.1 was killed between stop and start",
            boxes: [box(mark, 1, "exited"), box("web", 2, "created")], after: [web]),
        Left(
            testDescription: "the new one runs",
            boxes: [box(retired, 1, "exited"), box("web", 2, "running")], isDown: false),
        Left(
            testDescription: "the former one still runs, and may be about to stop",
            boxes: [box(retired, 1, "running"), box("web", 2, "created")], after: [web],
            isDown: false),
        Left(
            testDescription: "fault 58: somebody stopped it before Pinion did",
            boxes: [box(named, 1, "exited"), box("web", 2, "created")]),
        Left(
            testDescription: "fault 58: somebody started and stopped it since",
            boxes: [box("\(named)-1795970000", 1, "exited"), box("web", 2, "created")]),
        Left(
            testDescription: "fault 58: somebody's own runs under the name",
            boxes: [box(retired, 1, "exited"), box("x", 1, "exited"), box("web", 2, "running")],
            isDown: false),
        Left(
            testDescription: "fault 58: somebody's own stands under the name, and does not run",
            boxes: [box(retired, 1, "exited"), box("x", 1, "exited"), box("web", 3, "exited")],
            after: [box("web", 3, "exited"), box(retired, 1, "running"), box("x", 1, "exited")]),
        Left(
            testDescription: "the mark was removed",
            boxes: [box("mine", 1, "exited"), box("web", 2, "created")], isDown: false),
    ])
    func `fault 57: exactly what Pinion stopped is started again`(_ left: Left) async throws {
        let engine = ModelEngine(left.boxes)
        let seen = try await engine.runtime.observe(.inScope(pinned: [])).services
        let interruption = seen.first { $0.name == "web" }?.interruption
        #expect((interruption?.isDown ?? false) == left.isDown)
        #expect((interruption?.isRestorable ?? false) == (left.after != nil))
        let restored = try await engine.runtime.restore(after: .zero)
        #expect(restored.count == (left.after == nil ? 0 : 1))
        #expect(restored.compactMap(\.failure).isEmpty, "\(restored)")
        #expect(engine.boxes == left.after ?? left.boxes.sorted { $0.name < $1.name })
        if left.after == nil { #expect(engine.writes == 0) }
        let again = try await engine.runtime.restore(after: .zero)
        #expect(again.isEmpty)
    }

    @Test func `fault 6: what another run is about to start is left to it`() async throws {
        let engine = ModelEngine([
            Self.box(Self.retired, 1, "exited"), Self.box("web", 2, "created"),
        ])
        let runtime = engine.runtime { engine.set("web", to: "running") }
        #expect(try await runtime.restore(after: .seconds(15)).isEmpty)
        #expect(engine.writes == 0)
    }

    @Test(arguments: 1...3, ModelEngine.Loss.allCases)
    func `fault 47: an engine that restarts within does not end it`(
        _ write: Int, _ loss: ModelEngine.Loss
    ) async throws {
        let engine = ModelEngine(
            [Self.box(Self.retired, 1, "exited"), Self.box("web", 2, "created")],
            losing: (write: write, loss: loss))
        let restored = try await engine.runtime.restore(after: .zero)
        #expect(restored.map(\.failure) == [nil])
        #expect(engine.boxes == [Self.web])
    }

    @Test func `fault 58: what somebody stopped before it was proven stays stopped`() async throws {
        let boxes = [Self.box(Self.retired, 1, "exited"), Self.box("web", 2, "running")]
        let engine = ModelEngine(boxes)
        engine.order("web")
        #expect(try await engine.runtime.restore(after: .zero).isEmpty)
        let seen = try await engine.runtime.observe(.inScope(pinned: [])).services
        let clause = seen.first { $0.name == "web" }?.interruption?.clause ?? ""
        #expect(
            clause.contains("because somebody stopped web (000000000002), which stood in its place")
        )
        #expect(engine.writes == 0)
    }

    @Test func `fault 57: what was stopped on the way back is no person's`() async throws {
        let boxes = [Self.box("\(Self.retired)-back", 1, "exited"), Self.box("web", 2, "running")]
        let engine = ModelEngine(boxes)
        engine.order("web")
        let restored = try await engine.runtime.restore(after: .zero)
        #expect(restored.map(\.failure) == [nil])
        #expect(engine.boxes == [Self.web])
    }

    /// Asked to end as soon as a section has begun.
    private final class Asked: CriticalSections {
        let isAskedToEnd = true
        func enter() -> Bool { false }
        func leave() {}
    }

    @Test func `a process that was asked to end begins nothing`() async throws {
        let engine = ModelEngine([
            Self.box(Self.retired, 1, "exited"), Self.box("web", 2, "created"),
        ])
        let restored = try await engine.runtime(criticalSections: Asked()).restore(after: .zero)
        #expect(restored.map(\.failure) == ["stopped before a write: this run was asked to end"])
        #expect(engine.writes == 0)
    }
}
