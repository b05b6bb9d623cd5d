@testable import PinionTemplates
import Testing

@Suite(.timeLimit(.minutes(10)))
struct `A template that is refused` {
    private static func task(_ image: String) -> String {
        """
        Parameters: {Image: {Type: String, Default: a}}
        Conditions: {Prod: !Equals [a, b]}
        Mappings: {Images: {all: {web: a}}}
        Resources:
          T: {Type: AWS::ECS::TaskDefinition, Properties: {ContainerDefinitions: [{Name: web, Image: \(image)}]}}
        """
    }

    private static let other =
        "name the file of a stack's template, with its resources under Resources"

    static let cases: [(String, String)] = [
        (
            "a: b\n",
            "t:1:1: the text has no Resources and so is no CloudFormation template; \(other)"
        ),
        ("- a\n", "t:1:1: the text is a list, no template; \(other)"),
        ("hello", "t:1:1: the text is a text, no template; \(other)"),
        ("[1]", "t:1:1: the text is a list, no template; \(other)"),
        ("", "t:1:1: the file holds nothing; write a mapping of keys to values"),
        (
            "{\"a\": ]",
            "t:1:7: this is not a JSON value; write an object, array, string, number, true, false or null"
        ),
        ("Resources: []\n", "t:1:12: Resources is a list; write a mapping of names to values"),
        (
            "Resources: {T: a}\n",
            "t:1:16: the resource T is a text; write a mapping with a Type and Properties"
        ),
        (
            "Resources: {T: {}}\n",
            "t:1:13: the resource T has no Type; write its type, such as Type: AWS::ECS::TaskDefinition"
        ),
        (
            "Resources: {}\nParameters: {P: a}\n",
            "t:2:17: the parameter P is a text; write a mapping with its Type"
        ),
        (
            "Resources: {}\nParameters: {P: {Default: a}}\n",
            "t:2:14: the parameter P has no Type; write Type: String, or its type"
        ),
        (
            "Resources: {}\nParameters: {P: {Type: String, Default: [a]}}\n",
            "t:2:41: the default of the parameter P is a list; write one text"
        ),
        (
            "Resources: {}\nParameters: {P: {Type: CommaDelimitedList, Default: [a]}}\n",
            "t:2:53: the default of the parameter P is a list; write one text with commas between the values"
        ),
        (
            "Resources: {}\nParameters: {P: {Type: Number, Default: many}}\n",
            "t:2:41: the default of the parameter P is many, no number; write a number, or make the parameter's type String"
        ),
        (
            "Resources: {}\nParameters: {P: {Type: String, Default: c, AllowedValues: [a, b]}}\n",
            "t:2:41: the default of the parameter P, c, is none of its AllowedValues; write one of them, or add it to them"
        ),
        ("Resources: {}\nParameters: {P: {Type: Number, NoEcho: true, Default: hunter2}}\n", ""),
        (
            "Resources: {T: {Type: AWS::ECS::TaskDefinition, Properties: {ContainerDefinitions: a}}}\n",
            "t:1:84: ContainerDefinitions is a text; write a list of containers"
        ),
        (
            "Resources: {T: {Type: AWS::ECS::TaskDefinition, Properties: {ContainerDefinitions: [a]}}}\n",
            "t:1:85: a container is a text; write a mapping with its Name and Image"
        ),
        (
            "Resources: {T: {Type: AWS::ECS::TaskDefinition, Properties: {ContainerDefinitions: [!If [a]]}}}\n",
            "t:1:85: this Fn::If is not complete; write a list of a condition's name and two values"
        ),
        (
            task("!Ref Imgae"),
            "t:5:94: Imgae is neither a parameter nor a resource; did you mean Image?"
        ),
        (
            task("!Sub 'a:${Imgae}'"),
            "t:5:94: Imgae is neither a parameter nor a resource; did you mean Image?"
        ),
        (task("!If [Prdo, a, b]"), "t:5:94: there is no condition Prdo; did you mean Prod?"),
        (
            task("!FindInMap [Imges, a, b]"),
            "t:5:94: there is no mapping Imges; did you mean Images?"
        ),
        (
            "Resources: {}\nMappings: {M: {a: {b: !FindInMap [M, a, b]}}}\n",
            "t:2:23: a mapping holds a call of Fn::FindInMap, which it may not; write the text itself, or call the function where the mapping is used"
        ),
        (
            "Resources: {}\nMappings: {M: {a: {b: [x, !Ref AWS::Region]}}}\n",
            "t:2:27: a mapping holds a call of Ref, which it may not; write the text itself, or call the function where the mapping is used"
        ),
        ("Resources: {}\nMappings: {M: {a: {b: !Transform {Name: AWS::Include}}}}\n", ""),
        (
            task("!Rfe Image"),
            "t:5:94: the tag !Rfe is none of CloudFormation's; did you mean !Ref?"
        ),
        ("a: &x b\nResources: {}\nb: *x\n", ""),
        (
            "a: *x\nResources: {}\n",
            "t:1:4: the alias *x stands for nothing; set the anchor &x before it, or quote the text"
        ),
        (
            "Resources: {}\nResources: {}\n",
            "t:2:1: the key Resources stands twice, first in line 1; keep one of the two"
        ),
    ]

    @Test(arguments: cases)
    func `says where, what is wrong and what would be right`(text: String, message: String) {
        #expect(mistakes(text) == message)
    }

    @Test func `keys that differ in letter case are different`() throws {
        let text = "Parameters: {a: {Type: String}, A: {Type: String}}\nResources: {}\n"
        #expect(try template(text).parameters.count == 2)
    }

    @Test func `nesting without an end is refused, not followed`() {
        let deep = String(repeating: "!Join ['', [", count: 60) + String(repeating: "]]", count: 60)
        #expect(mistakes(Self.task(deep)).contains("the nesting is deeper than 64 levels"))
        let object = String(repeating: "{\"Fn::Sub\": [\"a\", ", count: 60)
        #expect(
            mistakes("{\"Resources\": " + object).contains("the nesting is deeper than 64 levels"))
    }

    @Test func `what is larger than CloudFormation takes is refused`() {
        let large = "Resources: {}\n#" + String(repeating: "x", count: 1 << 20)
        #expect(
            mistakes(large)
                == "t:1:1: the template has \(large.utf8.count) bytes, more than CloudFormation's limit of "
                + "1 MiB; split it into nested stacks")
        let many = String(repeating: "{Name: a, Image: b}, ", count: 1001)
        let crowd =
            "Resources: {T: {Type: AWS::ECS::TaskDefinition, Properties: {ContainerDefinitions: [\(many)]}}}"
        #expect(
            mistakes(crowd)
                == "t:1:13: the template has more than 1000 containers; split it into several stacks"
        )
    }

    @Test func `mistakes without number are listed to a hundred`() throws {
        let many = String(repeating: "{Name: a, Image: !Ref Imgae}, ", count: 900)
        let crowd =
            "Resources: {T: {Type: AWS::ECS::TaskDefinition, Properties: {ContainerDefinitions: [\(many)]}}}"
        #expect(mistakes(crowd).split(separator: "\n").count == 100)
    }

    @Test func `a mapping that names itself is refused, not followed`() {
        let text = Self.task("!Join ['', !FindInMap [Images, all, web]]").replacing(
            "{web: a}", with: "{web: !FindInMap [Images, all, web]}")
        #expect(mistakes(text).contains("a mapping holds a call of Fn::FindInMap"))
    }

    @Test func `a list without a reasonable end is given up`() throws {
        let values = String(repeating: "a,", count: 4097)
        let image = "!Select [0, [\(values)]]"
        let found = try answers(template(Self.task(image)), nil)
        #expect(found[0].hasSuffix("has more than 4096 values"))
    }

    @Test func `a text that doubles itself is given up`() throws {
        var image = "aaaaaaaa"
        for _ in 0..<14 { image = "!Sub ['${A}${A}', {A: \(image)}]" }
        let found = try answers(template(Self.task(image)), nil)
        #expect(found[0] == "unknown: it is longer than 4096 bytes")
    }

    @Test func `conditions that double themselves or go in circles end`() throws {
        var conditions = "  C0: !Equals [!ImportValue x, y]\n"
        for index in 1..<60 {
            conditions += "  C\(index): !And [!Condition C\(index - 1), !Condition C\(index - 1)]\n"
        }
        let text = """
            Conditions:
            \(conditions)  A: !Not [!Condition B]
              B: !Not [!Condition A]
            Resources:
              T:
                Type: AWS::ECS::TaskDefinition
                Properties:
                  ContainerDefinitions:
                    - {Name: web, Image: !If [C59, a, b]}
                    - {Name: side, Image: !If [A, a, b]}
            """
        let template = try template(text)
        let surfaces = template.surfaces(of: try #require(template.taskDefinitions.first), in: nil)
        #expect(shown(surfaces.surface(of: "web").recreation).hasPrefix("unknown: "))
        #expect(shown(surfaces.surface(of: "side").recreation).hasPrefix("unknown: "))
    }
}
