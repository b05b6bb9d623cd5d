import Glibc
import PinionHTTP
import PinionModel
@testable import PinionRuntimes
import PinionSyntax
import PinionTesting
import Testing

/// Containers with settings drawn at random from the engine's whole schema, re-created on a real engine.
@Suite(.serialized, .timeLimit(.minutes(30)))
struct FidelityEngineTests {
    private static func number(_ variable: String, default standard: Int) -> Int {
        getenv(variable).flatMap { Int(String(cString: $0)) } ?? standard
    }

    @Test func `fault 60: of the engine's whole schema nothing is lost on a re-creation`()
        async throws
    {
        let seed = Self.number("PINION_SEED", default: Int.random(in: 0..<1_000_000))
        let rounds = Self.number("PINION_CONTAINERS", default: 12)
        var generator = SeededGenerator(seed: UInt64(seed))
        try await EngineRig.with("docker-whole") { rig in
            let defaults = [
                "ENV COLOUR=red", "LABEL tier=old", "VOLUME /scratch", "EXPOSE 80",
            ]
            _ = try await rig.push("1", changes: defaults)
            let second = try await rig.push("2", changes: defaults)
            for (network, number) in [("front", 203), ("back", 204)] {
                try await rig.ask(
                    .post, "/networks/create",
                    #"{"Name":"\#(rig.mark)-\#(network)","IPAM":{"Config":[{"Subnet":"10.\#(number).0.0/24"}]}}"#
                )
            }
            let several = try await rig.client.version() >= APIVersion(1, 44)
            var refused: [String] = []
            for round in 1...rounds {
                let drawn = RandomContainer(&generator, severalNetworks: several)
                let refusal = try await Self.tryOne(
                    rig, drawn, second, "seed \(seed), round \(round)")
                if let refusal { refused.append(refusal) }
                try await Self.remove(rig)
            }
            #expect(
                refused.count * 2 <= rounds,
                "seed \(seed): of \(rounds) refused:\n\(refused.joined(separator: "\n"))")
        }
    }

    /// Creates a container and re-creates it; a reason where the engine itself refuses the combination.
    private static func tryOne(
        _ rig: EngineRig, _ drawn: RandomContainer, _ second: Digest, _ place: String
    ) async throws -> String? {
        let repository = try rig.repository()
        let text = drawn.body
            .replacing("FRONT", with: "\(rig.mark)-front")
            .replacing("BACK", with: "\(rig.mark)-back")
            .replacing("VOLUME", with: "\(rig.mark)-volume")
        let before: JSONNode
        do {
            before = try await rig.run(#"{"Image":"\#(repository):1",\#(text)}"#)
        } catch let error as RuntimeError {
            return "\(error)"
        }
        guard before["State"]?["Running"]?.bool == true else {
            return "it ends at once: \(text)"
        }
        do {
            try await rig.change(to: pinned("\(repository):2@\(second)"))
        } catch {
            Issue.record("\(place): \(error)\n\(text)")
            return nil
        }
        let after = try await rig.inspected()
        #expect(after["Id"]?.string != before["Id"]?.string, "\(place)")
        let differences = ContainerFacts(after).differences(from: ContainerFacts(before))
        #expect(differences == [], "\(place)\n\(differences.joined(separator: "\n"))\n\(text)")
        return nil
    }

    private static func remove(_ rig: EngineRig) async throws {
        _ = try await rig.client.send(
            .delete, "/containers/\(rig.mark)-web", query: [("force", "true"), ("v", "true")])
        for volume in ["volume", "volume-m"] {
            _ = try await rig.client.send(.delete, "/volumes/\(rig.mark)-\(volume)")
        }
    }
}
