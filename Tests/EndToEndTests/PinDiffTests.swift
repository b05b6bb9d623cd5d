import PinionFiles
import PinionModel
@testable import PinionRuntimes
import PinionTesting
import Testing

@Suite(.timeLimit(.minutes(10)))
struct PinDiffTests {
    @Test(arguments: ["plain", "quoted", "commented", "windows", "containers"])
    func `git shows one changed line for one edited pin`(_ style: String) async throws {
        try await withScratch { scratch in
            let shop = try await Shop.make(in: scratch)
            let file = "environments/production/pins.yaml"
            try shop.write(Self.texts[style] ?? "", to: file)
            try await shop.publish("Write the pins as \(style)")
            let files = try ["environments/production/environment.yaml", file].map {
                RepositoryFile(path: $0, contents: Array(try shop.read($0).utf8))
            }
            let project = try ProjectReader(kinds: RuntimeKinds.all) { _ in true }.project(
                from: files)
            let environment = try #require(try project.environments.first?.result.get())
            let images = try [SampleImage.web183, SampleImage.web190].map {
                try #require(PinnedImage(try ImageReference(parsing: $0)))
            }
            let key = PinKey(
                service: try #require(Service.Name(parsing: "web")),
                container: style == "containers" ? "app" : nil)
            let edited = try PinsEdit.applying(
                [.move(key, from: images[0], to: images[1])], to: files, folder: "environments",
                environment: environment)
            try scratch.write(#require(edited.first).contents, to: "shop/\(file)")
            #expect(try await shop.git("diff", "--numstat") == "1\t1\t\(file)")
            let diff = try await shop.git("diff", "--unified=0")
            #expect(diff.contains("1.9.0-rc1") && diff.contains("1.8.3"))
        }
    }

    private static let texts = [
        "plain": "services:\n  web: \(SampleImage.web183)\n  worker: \(SampleImage.worker)\n",
        "quoted":
            "services:\n  \"web\":   '\(SampleImage.web183)'   # by hand\n  worker: \"\(SampleImage.worker)\"\n",
        "commented":
            "# web\nservices: # web\n  # web: old\n  web: # here\n    image: \(SampleImage.web183) # why\n  worker: \(SampleImage.worker)",
        "windows":
            "services:\r\n  web: \(SampleImage.web183)\r\n  worker: \(SampleImage.worker)\r\n",
        "containers":
            "services:\n  web:\n    containers:\n      app: \(SampleImage.web183)\n      side: \(SampleImage.web183)\n  worker: \(SampleImage.worker)\n",
    ]
}
