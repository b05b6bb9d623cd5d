import PinionModel
import PinionSites
import PinionSyntax
@testable import PinionTemplates
import Testing

@Suite(.timeLimit(.minutes(10)))
struct `The site of an image in a template` {
    struct Case: Sendable, CustomTestStringConvertible {
        let yaml: String
        let json: String
        /// What stands at the place, and what has to stand there; nil where nothing pins the image.
        let written: String?
        let wanted: String?

        init(_ yaml: String, _ json: String, _ written: String?, _ wanted: String?) {
            self.yaml = yaml
            self.json = json
            self.written = written
            self.wanted = wanted
        }

        var testDescription: String { yaml }
    }

    private static let new = "acme/web:2@\(otherDigest)"

    static let cases: [Case] = [
        Case("acme/web:1", #""acme/web:1""#, "acme/web:1", new),
        Case("'acme/web:1' # c", #""acme/web:1""#, "acme/web:1", new),
        Case("!Sub acme/web:1", #"{"Fn::Sub": "acme/web:1"}"#, "acme/web:1", new),
        Case("!Ref Image", #"{"Ref": "Image"}"#, "acme/web:latest", new),
        Case("!Sub '${Image}'", #"{"Fn::Sub": "${Image}"}"#, "acme/web:latest", new),
        Case(
            "!FindInMap [Images, dev, web]", #"{"Fn::FindInMap": ["Images", "dev", "web"]}"#,
            "acme/web:dev", new),
        Case(
            "!Sub 'acme/web@${Digest}'", #"{"Fn::Sub": "acme/web@${Digest}"}"#, digest, otherDigest),
        Case("!Sub 'acme/${Tag}'", #"{"Fn::Sub": "acme/${Tag}"}"#, "latest", "web@\(otherDigest)"),
        Case("!Sub 'acme/web:${Tag}'", #"{"Fn::Sub": "acme/web:${Tag}"}"#, "latest", nil),
        Case("!Sub 'acme/web${Suffix}'", #"{"Fn::Sub": "acme/web${Suffix}"}"#, ":latest", nil),
        Case(
            "!Join [':', [acme/web, '1']]", #"{"Fn::Join": [":", ["acme/web", "1"]]}"#, nil, nil),
        Case("!Sub '${Given}'", #"{"Fn::Sub": "${Given}"}"#, nil, nil),
        Case("!ImportValue web", #"{"Fn::ImportValue": "web"}"#, nil, nil),
    ]

    @Test(arguments: cases)
    func `knows its bytes, and another image written there is the only change`(row: Case) throws {
        let pin = try #require(PinnedImage(ImageReference(parsing: Self.new)))
        let expression = Expression(row.yaml, row.json, "")
        for text in [expression.yamlTemplate, expression.jsonTemplate] {
            let bytes = Array(text.utf8)
            let site = try #require(try template(text).judgedSites.first).site
            #expect(site.service == "Task" && site.container == "web" && site.scalar.path == "t")
            #expect(
                site.scalar.bytes.map { String(decoding: bytes[$0], as: UTF8.self) } == row.written)
            guard let wanted = row.wanted else {
                #expect(throws: SyntaxError.self) { try site.edit(naming: pin) }
                continue
            }
            let edit = try #require(try site.edit(naming: pin))
            #expect(edit.range == site.scalar.bytes)
            #expect(String(decoding: edit.replacement, as: UTF8.self) == wanted)
            let edited = try bytes.applying([edit], named: "t")
            let after = try StackTemplate(parsing: edited, named: "t").judgedSites.first
            #expect(after?.site.reference?.digest == pin.digest)
            #expect(after?.site.reference?.repository == pin.repository)
            #expect(after?.site.position == site.position)
        }
    }

    @Test func `that stands behind an alias is where the alias's anchor is`() throws {
        let text = """
            x-image: &image "acme/web:1"
            Resources:
              Task:
                Type: AWS::ECS::TaskDefinition
                Properties: {ContainerDefinitions: [{Name: web, Image: *image}]}
            """
        let site = try #require(try template(text).judgedSites.first).site
        let pin = try #require(PinnedImage(ImageReference(parsing: Self.new)))
        let edit = try #require(try site.edit(naming: pin))
        let edited = try Array(text.utf8).applying([edit], named: "t")
        #expect(
            String(decoding: edited, as: UTF8.self) == text.replacing("acme/web:1", with: Self.new))
    }
}
