import PinionModel
import PinionSyntax
@testable import PinionTemplates
import Testing

/// An expression that can be written both ways.
private indirect enum Written {
    case text(String)
    case ref(String)
    case sub(String, [(String, Written)])
    case join(String, [Written])
    case select(Int, [Written])
    case choice(String, Written, Written)
    case found(Written)

    init(_ random: inout SplitMix64, depth: Int) {
        let names = [
            "Image", "Tag", "Given", "Env", "AWS::Region", "AWS::AccountId", "AWS::NoValue",
            "Secret",
        ]
        let texts = [
            "acme/web", ":", "@", "1.2", "latest", "é ü", "it's", "a\"b", "\\", "# x", "- y", "",
        ]
        let kind =
            depth == 0
            ? Int.random(in: 0...1, using: &random) : Int.random(in: 0...6, using: &random)
        switch kind {
        case 0: self = .text(random.text(of: texts, upTo: 3))
        case 1: self = .ref(random.pick(names))
        case 2:
            let locals = ["A", "B"].map { ($0, Written(&random, depth: depth - 1)) }
            let pieces = ["${A}", "${B}", "${Tag}", ":", "x", "${!Y}", "$", "{", "}", "${"]
            self = .sub(random.text(of: pieces, upTo: 5), locals)
        case 3: self = .join(random.pick(["", ":", "/"]), Self.several(&random, depth - 1))
        case 4:
            self = .select(Int.random(in: 0...3, using: &random), Self.several(&random, depth - 1))
        case 5:
            let sides = (Written(&random, depth: depth - 1), Written(&random, depth: depth - 1))
            self = .choice(random.pick(["Prod", "Dark", "Both"]), sides.0, sides.1)
        default: self = .found(Written(&random, depth: depth - 1))
        }
    }

    private static func several(_ random: inout SplitMix64, _ depth: Int) -> [Written] {
        (0..<Int.random(in: 0...3, using: &random)).map { _ in Written(&random, depth: depth) }
    }

    private func quoted(_ text: String) -> String {
        String(decoding: JSONText.string(text).bytes(), as: UTF8.self)
    }

    var json: String {
        switch self {
        case .text(let text): quoted(text)
        case .ref(let name): "{\"Ref\": \(quoted(name))}"
        case .sub(let text, let locals):
            "{\"Fn::Sub\": [\(quoted(text)), {"
                + locals.map { "\"\($0)\": \($1.json)" }.joined(separator: ", ") + "}]}"
        case .join(let mark, let parts):
            "{\"Fn::Join\": [\(quoted(mark)), [\(parts.map(\.json).joined(separator: ", "))]]}"
        case .select(let index, let parts):
            "{\"Fn::Select\": [\(index), [\(parts.map(\.json).joined(separator: ", "))]]}"
        case .choice(let name, let one, let other):
            "{\"Fn::If\": [\"\(name)\", \(one.json), \(other.json)]}"
        case .found(let key): "{\"Fn::FindInMap\": [\"Images\", \(key.json), \"web\"]}"
        }
    }

    var yaml: String {
        switch self {
        case .text(let text): quoted(text)
        case .ref(let name): "!Ref \(quoted(name))"
        case .sub(let text, let locals):
            "!Sub [\(quoted(text)), {" + locals.map { "\($0): \($1.yaml)" }.joined(separator: ", ")
                + "}]"
        case .join(let mark, let parts):
            "!Join [\(quoted(mark)), [\(parts.map(\.yaml).joined(separator: ", "))]]"
        case .select(let index, let parts):
            "!Select [\(index), [\(parts.map(\.yaml).joined(separator: ", "))]]"
        case .choice(let name, let one, let other): "!If [\(name), \(one.yaml), \(other.yaml)]"
        case .found(let key): "!FindInMap [Images, \(key.yaml), web]"
        }
    }
}

@Suite(.timeLimit(.minutes(10)))
struct `Templates of all kinds` {
    @Test(arguments: 0..<40)
    func `say the same in YAML and in JSON`(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        for _ in 0..<25 {
            let written = Written(&random, depth: 4)
            let expression = Expression(written.yaml, written.json, "")
            let yaml = said(by: expression.yamlTemplate)
            let json = said(by: expression.jsonTemplate)
            #expect(yaml == json, "\(written.json)")
        }
    }

    /// Everything that is said of a text, without places.
    private func said(by text: String) -> [String] {
        do {
            let template = try template(text)
            let found = try answers(template, ["Tag": "2", "Given": "acme/given", "Env": "prod"])
            return found.map(placeless) + template.judgedSites.map { placeless($0.sentence) }
        } catch {
            return "\(error)".split(separator: "\n").map { placeless(String($0)) }.sorted()
        }
    }

    private func placeless(_ text: String) -> String {
        text.split(separator: " ").map { $0.hasPrefix("t:") ? "PLACE" : String($0) }
            .joined(separator: " ")
    }

    @Test(arguments: 0..<20)
    func `never crash the reader, whatever their bytes are`(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        for _ in 0..<100 {
            let count = Int.random(in: 0...200, using: &random)
            _ = mistakes((0..<count).map { _ in UInt8.random(in: 0...255, using: &random) })
        }
        let pieces = [
            "Resources", ":", " ", "\n", "  ", "- ", "!Sub ", "!Ref ", "!If ", "[", "]", "{", "}",
            ",",
            "Type", "AWS::ECS::TaskDefinition", "Properties", "ContainerDefinitions", "Image", "'",
            "\"",
            "${", "Fn::If", "Fn::Sub", "é", "!", "&a", "*a", "|", ">", "#", "null", "1.10",
        ]
        for _ in 0..<200 { try evaluateAll(random.text(of: pieces, upTo: 60)) }
    }

    @Test(arguments: 0..<20)
    func `with wounds never crash`(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        for _ in 0..<40 {
            let written = Written(&random, depth: 3)
            let expression = Expression(written.yaml, written.json, "")
            let text = random.once(in: 2) ? expression.yamlTemplate : expression.jsonTemplate
            var bytes = Array(text.utf8)
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                let end = min(bytes.count, place + Int.random(in: 0...6, using: &random))
                let pieces = ["", "!Ref ", "[", "}", "null", "{}", "${", ": ", "\n", "Fn::If"]
                bytes.replaceSubrange(place..<end, with: Array(random.pick(pieces).utf8))
            }
            try evaluateAll(String(decoding: bytes, as: UTF8.self))
        }
    }

    private func evaluateAll(_ text: String) throws {
        let template: StackTemplate
        do throws(SyntaxError) {
            template = try StackTemplate(parsing: Array(text.utf8), named: "t")
        } catch {
            #expect(!error.problems.isEmpty)
            return
        }
        for definition in template.taskDefinitions {
            let surfaces = template.surfaces(of: definition, in: stack(["Given": "a"]))
            for surface in surfaces.containers { #expect(!"\(surface)".contains("hidden:1")) }
        }
        #expect(template.floatingImages.count <= template.judgedSites.count)
    }
}
