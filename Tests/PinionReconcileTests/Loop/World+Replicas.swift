import PinionTesting
import PinionModel

/// A further replica of a service, with surfaces of its own.
struct ModelReplica {
    let name: String
    var letter: Character
    /// Whether it has exited, and is started again.
    var isDormant = false
    /// Whether changes do not reach it.
    var isStuck = false
}

extension World.ModelService {
    /// All replicas as a runtime tells them; none where it has no further one.
    var replicas: [Replica] {
        guard !others.isEmpty else { return [] }
        let first = Replica(
            id: "1", name: "\(name)-1", template: .absent, declared: .image(SeenImage(declared)))
        return [first]
            + others.map { other in
                Replica(
                    id: other.name, name: other.name, template: .absent,
                    declared: .image(SeenImage(World.image(name, other.letter).reference)),
                    reasonStopped: other.isDormant ? "has exited and is started again" : nil)
            }
    }
}

extension [ModelReplica] {
    /// The replicas that run.
    var instances: [Instance] {
        filter { !$0.isDormant }.map { Instance(id: $0.name, bits: .known([.letter($0.letter)])) }
    }

    /// Lets a change of the service reach them.
    mutating func take(_ image: PinnedImage) {
        for index in indices where !self[index].isDormant && !self[index].isStuck {
            self[index].letter = "abcdef".first { .letter($0) == image.digest } ?? "f"
        }
    }
}
