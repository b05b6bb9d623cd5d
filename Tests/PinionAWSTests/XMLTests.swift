import Testing

@testable import PinionAWS

@Suite(.timeLimit(.minutes(10)))
struct XMLTests {
    private func read(_ text: String) throws -> XMLElement {
        try XMLElement(parsing: Array(text.utf8))
    }

    private func fault(_ text: String) -> String {
        do throws(XMLFault) {
            _ = try XMLElement(parsing: Array(text.utf8))
            return "none"
        } catch {
            return error.description
        }
    }

    @Test func `an answer has names, texts and lists`() throws {
        let root = try read(
            """
            <?xml version="1.0"?><a:Answer xmlns:a="urn:x" b="c"><Text> &lt;x&gt; &#8364;é<![CDATA[<&]]> </Text>
            <Empty/><Stacks><member>1</member><member>2</member></Stacks><!-- no --></a:Answer>
            """)
        #expect(root.name == "Answer")
        #expect(root.text == "")
        #expect(root["Text"]?.text == " <x> €é<& ")
        #expect(root["Empty"]?.text == "")
        #expect(root.members(of: "Stacks").map(\.text) == ["1", "2"])
        #expect(root["Nothing"] == nil)
        #expect(root.members(of: "Nothing") == [])
    }

    @Test(arguments: [
        "<!DOCTYPE a><a/>",
        "<!DOCTYPE a SYSTEM \"file:///etc/passwd\"><a/>",
        "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><a>&x;</a>",
        """
        <!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
        <!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;">
        <!ENTITY e "&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;"><!ENTITY f "&e;&e;&e;&e;&e;&e;&e;&e;&e;&e;">
        <!ENTITY g "&f;&f;&f;&f;&f;&f;&f;&f;&f;&f;"><!ENTITY h "&g;&g;&g;&g;&g;&g;&g;&g;&g;&g;">
        <!ENTITY i "&h;&h;&h;&h;&h;&h;&h;&h;&h;&h;">]><a>&i;</a>
        """,
    ])
    func `a document type, and with it every entity of its own, is refused`(text: String) {
        #expect(fault(text) == "it has a document type declaration")
    }

    @Test(arguments: [
        "", " ", "<a>", "<a></b>", "<a/><b/>", "text", "{}", "<a>&unknown;</a>", "<a b=c/>",
        "<a>\u{0}</a>", "<a",
    ])
    func `what is no XML is refused`(text: String) {
        #expect(fault(text) != "none")
    }

    @Test func `bytes that are not UTF-8 are refused`() {
        #expect(throws: XMLFault.self) {
            try XMLElement(parsing: Array("<a>".utf8) + [0xff, 0xfe] + Array("</a>".utf8))
        }
    }

    @Test func `depth, number and size are bounded`() throws {
        func nested(_ depth: Int) -> String {
            String(repeating: "<a>", count: depth) + String(repeating: "</a>", count: depth)
        }
        #expect(fault(nested(64)) == "none")
        #expect(fault(nested(65)) == "it is nested deeper than 64 elements")
        #expect(fault(nested(1_000_000)) == "it is nested deeper than 64 elements")
        #expect(
            fault("<a>" + String(repeating: "<b/>", count: 500_000) + "</a>")
                == "it has more than 500,000 elements")
        let large = [UInt8](repeating: 0x20, count: (16 << 20) + 1)
        #expect(throws: XMLFault.self) { try XMLElement(parsing: large) }
    }
}
