import PinionModel
@testable import PinionRuntimes
import Testing

@Suite(.timeLimit(.minutes(10)))
struct DockerImagesTests {
    private typealias Answers = DockerAnswers

    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var reference = "nginx:1"
        var bound = "sha256:aa"
        var more = ""
        var image = ""
        var containerd = false
        let template: Surface
        let declared: Surface
        let bits: Instance.Bits
    }

    static let index = digest("1")
    static let manifest = digest("2")

    private static let unnamed = Obstacle(
        "it was created from an image id, and the engine does not know one repository of it")
    private static let undigested = Obstacle.builtHere(
        "the image was built or loaded here, and the engine has no digest of nginx for it")

    static let cases: [Case] = [
        Case(
            testDescription: "the classic store",
            image: Answers.image("sha256:aa", "nginx@\(index)"),
            template: .image(seen("nginx:1")), declared: .image(seen("nginx:1@\(index)")),
            bits: .known([index])),
        Case(
            testDescription: "the creation named the digest",
            reference: "nginx:1@\(manifest)",
            image: Answers.image("sha256:aa", "nginx@\(index)", "nginx@\(manifest)"),
            template: .image(seen("nginx:1@\(manifest)")),
            declared: .image(
                SeenImage(seen("nginx:1@\(manifest)").reference, alsoKnownAs: [index])),
            bits: .known([manifest, index])),
        Case(
            testDescription:
                "of two digests in the classic store none is the one that it was created by",
            image: Answers.image("sha256:aa", "nginx@\(index)", "nginx@\(manifest)"),
            template: .image(seen("nginx:1")),
            declared: .image(
                SeenImage(seen("nginx:1").reference, alsoKnownAs: [index, manifest])),
            bits: .known([index, manifest])),
        Case(
            testDescription: "the creation named the digest, and the name was taken away since",
            reference: "nginx@\(index)", image: Answers.image(),
            template: .image(seen("nginx@\(index)")), declared: .image(seen("nginx@\(index)")),
            bits: .known([index])),
        Case(
            testDescription: "fault 53: built here",
            image: Answers.image(), template: .image(seen("nginx:1")),
            declared: .unknown(undigested), bits: .unknown(undigested)),
        Case(
            testDescription: "fault 53: the same image of another repository",
            image: Answers.image("sha256:aa", "mirror/nginx@\(index)"),
            template: .image(seen("nginx:1")), declared: .unknown(undigested),
            bits: .unknown(undigested)),
        Case(
            testDescription: "created from an id of which one repository is known",
            reference: "sha256:aa", image: Answers.image("sha256:aa", "nginx@\(index)"),
            template: .absent, declared: .image(seen("nginx@\(index)")), bits: .known([index])),
        Case(
            testDescription: "created from an id of which two repositories are known",
            reference: "sha256:aa",
            image: Answers.image("sha256:aa", "nginx@\(index)", "mirror/nginx@\(index)"),
            template: .absent, declared: .unknown(unnamed), bits: .unknown(unnamed)),
        Case(
            testDescription: "created from the first digits of an id",
            reference: "aa", image: Answers.image("sha256:aa", "nginx@\(index)"),
            template: .absent, declared: .image(seen("nginx@\(index)")), bits: .known([index])),
        Case(
            testDescription: "a name that looks like the first digits of its id",
            reference: "aa",
            image: Answers.image("sha256:aa", "aa@\(index)", tags: #"["aa:latest"]"#),
            template: .image(seen("aa")), declared: .image(seen("aa@\(index)")),
            bits: .known([index])),
        // Recorded from the shape of API 1.48 and newer.
        Case(
            testDescription: "containerd's store says index and manifest",
            bound: "\(index)", more: #""ImageManifestDescriptor":{"digest":"\#(manifest)"},"#,
            image: Answers.image("\(index)", "nginx@\(index)"),
            template: .image(seen("nginx:1")),
            declared: .image(
                SeenImage(seen("nginx:1@\(index)").reference, alsoKnownAs: [manifest])),
            bits: .known([index, manifest])),
        Case(
            testDescription:
                "the index is the best name, also where the manifest comes first in byte order",
            bound: "\(manifest)", more: #""ImageManifestDescriptor":{"digest":"\#(index)"},"#,
            image: Answers.image("\(manifest)", "nginx@\(manifest)"),
            template: .image(seen("nginx:1")),
            declared: .image(
                SeenImage(seen("nginx:1@\(manifest)").reference, alsoKnownAs: [index])),
            bits: .known([manifest, index])),
        Case(
            testDescription: "containerd's store after the tag moved: its digests are empty",
            bound: "\(index)", image: Answers.image("\(index)"), containerd: true,
            template: .image(seen("nginx:1")), declared: .image(seen("nginx:1@\(index)")),
            bits: .known([index])),
    ]

    @Test(arguments: cases)
    func `what a container is bound to is named by digests`(_ one: Case) throws {
        let container = try Answers.parsed(
            Answers.container(image: one.bound, reference: one.reference, more: one.more))
        let images = try Answers.images(one.image, containerd: one.containerd)
        #expect(images.template(of: container) == one.template)
        #expect(images.declared(of: container) == one.declared)
        #expect(images.bits(of: container) == one.bits)
    }
}
