import PinionHTTP
import PinionModel
@testable import PinionRuntimes
import PinionSyntax
import PinionTesting
import Testing

/// Images of several platforms, against a real engine with either kind of image store.
@Suite(.serialized, .timeLimit(.minutes(10)))
struct PlatformEngineTests {
    /// Pushes an index of builds for `amd64` and another architecture, and takes everything from the engine.
    private static func pushIndex(
        _ rig: EngineRig, _ tag: String, second architecture: String, isBroken: Bool = false
    ) async throws -> Digest {
        let own = try await rig.push(tag)
        let path = "\(rig.mark)/web"
        let same = try await rig.push("\(tag)-\(architecture)", isBroken: isBroken)
        let other = try await EngineAPI().pushVariant(
            path, tag: "variant", of: "\(same)", for: architecture)
        let index = try await EngineAPI().pushIndex(
            path, tag: "\(tag)-index", of: ["\(own)", other], for: ["amd64", architecture])
        for tag in [tag, "\(tag)-\(architecture)"] {
            try await rig.forget("\(rig.repository()):\(tag)")
        }
        return try Digest(parsing: index)
    }

    @Test
    func `fault 59: another platform's bits under the right digest are not taken for this one's`()
        async throws
    {
        try await EngineRig.with("docker-arm") { rig in
            _ = try await rig.push("1")
            let index = try await Self.pushIndex(rig, "2", second: "arm64", isBroken: true)
            let repository = try rig.repository()
            _ = try await rig.run(#"{"Image":"\#(repository):1"}"#)
            try await rig.pull("\(index)", for: "linux/arm64")
            let present = try await rig.ask(.get, "/images/\(repository)@\(index)/json")
            #expect(present["Architecture"]?.string == "arm64")
            let wanted = pinned("\(repository):2@\(index)")
            if try await !rig.isContainerd {
                // One digest has one platform there: this says so, and is not a failure of the image.
                let error = await #expect(throws: RuntimeError.self) {
                    try await rig.change(to: wanted)
                }
                guard case .refused(_, _, let remedy)? = error else {
                    Issue.record("\(String(describing: error))")
                    return
                }
                #expect(remedy.contains("the bits for linux/arm64 under this digest"))
                #expect(try await EngineRig.variable("VERSION", in: rig.inspected()) == "1")
                try await rig.forget("\(repository)@\(index)")
            }
            try await rig.change(to: wanted)
            let after = try await rig.inspected()
            #expect(EngineRig.variable("VERSION", in: after) == "2")
            #expect(after["State"]?["Running"]?.bool == true)
        }
    }

    @Test func `fault 60: a container that was asked for another platform keeps it`() async throws {
        try await EngineRig.with("docker-386") { rig in
            let first = try await Self.pushIndex(rig, "1", second: "386")
            let second = try await Self.pushIndex(rig, "2", second: "386")
            let repository = try rig.repository()
            try await rig.pull("\(first)", for: "linux/386")
            _ = try await rig.run(
                #"{"Image":"\#(repository)@\#(first)"}"#, query: [("platform", "linux/386")])
            try await rig.change(to: pinned("\(repository):2@\(second)"))
            #expect(try await EngineRig.variable("VERSION", in: rig.inspected()) == "2-386")
            // A digest that names one platform's bits leaves no choice.
            let third = try await rig.push("3")
            try await rig.change(to: pinned("\(repository):3@\(third)"))
            #expect(try await EngineRig.variable("VERSION", in: rig.inspected()) == "3")
        }
    }

    @Test func `an image without this platform is refused, and is not a failure of the image`()
        async throws
    {
        try await EngineRig.with("docker-none") { rig in
            _ = try await rig.push("1")
            let path = "\(rig.mark)/web"
            let other = try await EngineAPI().pushVariant(
                path, tag: "variant", of: "\(rig.push("2"))", for: "s390x")
            let index = try await EngineAPI().pushIndex(
                path, tag: "index", of: [other], for: ["s390x"])
            let repository = try rig.repository()
            let before = try await rig.run(#"{"Image":"\#(repository):1"}"#)
            let error = await #expect(throws: RuntimeError.self) {
                try await rig.change(to: pinned("\(repository):2@\(index)"))
            }
            guard case .refused(let operation, _, _)? = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(operation.hasPrefix("pull "))
            #expect(try await rig.inspected()["Id"]?.string == before["Id"]?.string)
        }
    }
}
