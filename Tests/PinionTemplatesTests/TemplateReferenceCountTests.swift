@testable import PinionTemplates
import Testing

/// How often a template uses a parameter, in whichever style it is written.
@Suite(.timeLimit(.minutes(10)))
struct TemplateReferenceCountTests {
    static let cases: [(text: String, uses: Int)] = [
        ("- { Name: V, Value: !Ref Image }", 1),
        ("[{Name: V, Value: !Ref Image}]", 1),
        ("[{Name: V, Value: {Ref: Image}}]", 1),
        ("[{Name: V, Value: {\"Ref\":\"Image\"}},{Name: W, Value: !Ref 'Image'}]", 2),
        ("[!Sub 'a-${Image}-${Image}', !Sub '${!Image}', !Sub '${Images}']", 2),
        ("[!Sub ['${X}', {X: !Ref Image}]]", 1),
        ("[!Join ['', [!Ref Image, ':', !Ref ImageTag]]]", 1),
        ("[!If [C, !Ref Image, !Ref AWS::NoValue]]", 1),
        ("['Ref Image', '${Image}', Image]", 0),
    ]

    @Test(arguments: cases)
    func `uses of a parameter are counted, not words of the text`(
        _ row: (text: String, uses: Int)
    ) throws {
        let text = """
            Parameters: { Image: { Type: String }, Images: { Type: String }, ImageTag: { Type: String } }
            Conditions: { C: !Equals [a, a] }
            Resources:
              Bucket: { Type: AWS::S3::Bucket, Properties: { Tags: \(row.text.hasPrefix("-") ? "[\(row.text.dropFirst(2))]" : row.text) } }
            """
        let template = try StackTemplate(parsing: Array(text.utf8), named: "t")
        #expect(template.references(to: ["Image"]) == row.uses)
    }
}
