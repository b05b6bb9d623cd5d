import Glibc
import PinionModel

/// Ten thousand services of which nothing, or one, is to be changed.
struct LargeFigures {
    private static let none = "reconcile, 10,000 services, nothing to change"
    private static let one = "the same with 1 service to repair, against none"

    let place: BenchPlace
    private let shop: LargeShop

    init(_ place: BenchPlace) {
        self.place = place
        shop = LargeShop(folder: "\(place.folder)/large")
    }

    func measured() throws -> [Figure] {
        let good = try build("1.8.3")
        let other = try build("1.9.0-rc1")
        try shop.make(pinning: good, place.variables)
        _ = try reconcile()  // Records the baselines.
        let ledger = try ledgerTips()

        // There is no registry: whoever asked it a question would not be in step.
        let quiet = try (0..<9).map { _ in try reconcile() }
        guard try ledgerTips() == ledger else {
            throw BenchFailure("a run without news wrote the ledger")
        }
        let seconds = quiet.map(\.seconds).median

        try openRegistry()
        let repairs = try (0..<5).map { _ in
            try pinion([
                "sandbox", "update", LargeShop.changing.service, "\(other)", "--env",
                LargeShop.changing.environment,
            ])
            return try reconcile().seconds
        }
        guard try ledgerTips() != ledger else { throw BenchFailure("nothing was repaired") }
        return [
            Figure(Self.none, seconds, atMost: 0.5, "s"),
            Figure("  its memory", quiet.map(\.megabytes).max() ?? 0, atMost: 150, "MB"),
            Figure("  its questions to a registry", "none", wanted: "none", isMet: true),
            Figure(Self.one, repairs.median / seconds, atMost: 2, "×"),
        ]
    }

    /// A build of the sample images, as the layout's index names it.
    private func build(_ tag: String) throws -> PinnedImage {
        let index = try Files.text("examples/images/index.json")
        let reference = "\(LargeShop.repository):\(tag)"
        guard let name = index.firstRange(of: "\"\(reference)\""),
            let digest = index[..<name.lowerBound].split(separator: "\"digest\"").last?
                .split(separator: "\"").first(where: { $0.hasPrefix("sha256:") }),
            let image = PinnedImage(try ImageReference(parsing: "\(reference)@\(digest)"))
        else { throw BenchFailure("examples/images has no \(reference)") }
        return image
    }

    private func openRegistry() throws {
        let copy = try Child(
            "cp", ["-R", "examples/images", "\(shop.folder)/images"], in: ".", place.variables)
        guard copy.code == 0 else { throw BenchFailure(copy.output) }
    }

    private func reconcile() throws -> Child { try pinion(["reconcile"]) }

    @discardableResult
    private func pinion(_ words: [String]) throws -> Child {
        let run = try Child(place.pinion, words, in: shop.folder, place.variables)
        guard run.code == 0 else {
            throw BenchFailure("\(words) ended with \(run.code):\n\(run.output.prefix(2000))")
        }
        return run
    }

    private func ledgerTips() throws -> String {
        try Child("git", ["for-each-ref", "refs/pinion/ledger"], in: shop.folder, place.variables)
            .output
    }
}
