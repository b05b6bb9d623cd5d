import PinionModel
import PinionSites
import PinionSyntax
import Testing

@Suite(.timeLimit(.minutes(10)))
struct ImageSiteTests {
    private static let a = "sha256:" + String(repeating: "a", count: 64)

    struct Case: Sendable, CustomTestStringConvertible {
        let composition: ImageSite.Composition
        let image: String
        let text: String?

        init(_ composition: ImageSite.Composition, _ image: String, _ text: String?) {
            self.composition = composition
            self.image = image
            self.text = text
        }

        var testDescription: String { "\(composition) for \(image)" }
    }

    static let cases: [Case] = [
        Case(.whole, "web:1", "docker.io/library/web@\(a)"),
        Case(.digest, "acme/web:1", a),
        Case(.digest, "acme/api", nil),  // The rest names acme/web.
        Case(.rest(behind: "acme/web"), "acme/web", "@\(a)"),
        Case(.rest(behind: "docker.io/acme/"), "acme/web", "web@\(a)"),
        Case(.rest(behind: "acme/web@sha256:"), "acme/web", String(repeating: "a", count: 64)),
        Case(.rest(behind: "acme/api"), "acme/web", nil),
        Case(.rest(behind: "acme/web@\(a)"), "acme/web", nil),
        Case(.end, "acme/web", nil),
        Case(.closed("no digest fits"), "acme/web", nil),
    ]

    @Test(arguments: cases)
    func `what has to be written depends on how the image comes together`(row: Case) throws {
        let image = try #require(PinnedImage(ImageReference(parsing: "\(row.image)@\(Self.a)")))
        let now = try ImageReference(parsing: "acme/web:0")
        #expect(row.composition.text(naming: image, insteadOf: now) == row.text)
    }

    @Test func `a compose file's image is edited where it is written, whatever leads there`() throws
    {
        let text = """
            x-web: &web
              image: &image "acme/web:1"  # whole
            services:
              a: { <<: *web, command: run }
              b: { image: *image }
            ---
            services: { c: { image: 'acme/web:1' } }
            """
        let source = try SourceText(path: "compose.yaml", bytes: Array(text.utf8))
        let sites = try YAMLNode.documents(of: source).flatMap { document in
            try (document["services"]?.entries ?? []).map { service in
                let image = try #require(service.value["image"])
                return ImageSite(
                    ImageSite.Scalar(image, in: source.path), service: service.name, container: nil,
                    reference: try ImageReference(parsing: image.scalar ?? ""))
            }
        }
        #expect(
            sites.map { "\($0.service ?? "") \($0.position)" } == [
                "a compose.yaml:2:10", "b compose.yaml:2:10", "c compose.yaml:7:25",
            ])
        let image = try #require(PinnedImage(ImageReference(parsing: "acme/web:2@\(Self.a)")))
        let edits = try Set(sites.compactMap { try $0.edit(naming: image) })
        let edited = try source.bytes.applying(Array(edits), named: source.path)
        #expect(
            String(decoding: edited, as: UTF8.self)
                == text.replacing("acme/web:1", with: "acme/web:2@\(Self.a)"))
    }

    @Test func `a text that would start with an at sign is not written`() throws {
        let source = try SourceText(path: "f", bytes: Array("a: :1\n".utf8))
        let node = try #require(try YAMLNode(parsing: source)["a"])
        let site = ImageSite(
            ImageSite.Scalar(node, in: "f"), container: "web",
            reference: try ImageReference(parsing: "acme/web:1"),
            composition: .rest(behind: "acme/web"))
        let image = try #require(PinnedImage(ImageReference(parsing: "acme/web@\(Self.a)")))
        let error = #expect(throws: SyntaxError.self) { try site.edit(naming: image) }
        #expect(
            error?.description
                == "f:1:4: the value would start with an @; write it by hand, in quotes")
    }
}
