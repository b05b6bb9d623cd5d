import PinionModel
import PinionProposals
import PinionTesting

/// Values of proposals for tests.
enum Proposed {
    static let production = name("production")

    static func name(_ text: String) -> Environment.Name {
        guard let name = Environment.Name(parsing: text) else { fatalError("\(text) is no name") }
        return name
    }

    static func key(_ text: String) -> PinKey {
        guard let key = PinKey(parsing: text) else { fatalError("\(text) is no key") }
        return key
    }

    static func image(_ number: UInt64, _ repository: String = "r.example.com/shop/web")
        -> PinnedImage
    {
        .test("\(repository):1.\(number)", .numbered(number))
    }

    static func move(_ name: String, _ from: UInt64, _ to: UInt64) -> PinChange {
        .move(key(name), from: image(from), to: image(to))
    }

    static func commit(_ number: Int) -> CommitID {
        let digits = String(number)
        let text = String(repeating: "0", count: 40 - digits.count) + digits
        guard let id = CommitID(parsing: text) else { fatalError("\(text) is no commit") }
        return id
    }

    static func service(
        _ name: String, _ images: [(container: String?, image: PinnedImage, hold: Hold?)]
    ) -> Service {
        Service(
            name: key(name).service,
            pins: images.map {
                Pin(
                    container: $0.container, image: $0.image, hold: $0.hold,
                    site: FilePosition(path: "pins.yaml", line: 1, column: 1))
            })
    }

    /// An environment with services of one container, each on an image, perhaps held.
    static func environment(_ pins: [(String, UInt64, Hold?)]) -> Environment {
        Environment(
            name: production, runtime: .sandbox(state: "s"),
            services: pins.map { service($0.0, [(nil, image($0.1), $0.2)]) })
    }

    static func proposal(
        _ changes: [PinChange], _ purpose: Proposal.Purpose = .propose,
        origins: [PinKey: ChangeOrigin] = [:], override: OverrideReason? = nil
    ) -> Proposal {
        Proposal(
            environment: production, purpose: purpose, changes: changes, origins: origins,
            override: override)
    }
}
