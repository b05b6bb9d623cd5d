import PinionModel
import Testing

@testable import PinionGit

@Suite(.timeLimit(.minutes(10)))
struct RevisionTextTests {
    @Test(arguments: [
        ("HEAD", "HEAD", false, ""), ("@", "HEAD", false, ""), ("main", "main", false, ""),
        ("v1.2", "v1.2", false, ""), ("origin/main", "origin/main", false, ""),
        ("HEAD~1", "HEAD", false, "~1"), ("HEAD~", "HEAD", false, "~1"),
        ("HEAD^", "HEAD", false, "^1"), ("HEAD^2", "HEAD", false, "^2"),
        ("HEAD^0", "HEAD", false, ""), ("HEAD~0", "HEAD", false, ""),
        ("@~3^2~1", "HEAD", false, "~3^2~1"),
        ("v1^{commit}", "v1", false, ""), ("v1^{}^", "v1", false, "^1"),
        ("@{upstream}", "HEAD", true, ""), ("@{u}~2", "HEAD", true, "~2"),
        ("main@{UPSTREAM}", "main", true, ""), ("a@b", "a@b", false, ""),
        ("refs/tags/v1~10000", "refs/tags/v1", false, "~10000"),
    ])
    func `a revision is read as people write it`(
        _ row: (text: String, name: String, isUpstream: Bool, steps: String)
    ) throws {
        let read = try RevisionText(parsing: row.text)
        #expect(read.name == row.name)
        #expect(read.isUpstream == row.isUpstream)
        let steps = read.steps.map { step in
            switch step {
            case .parent(let number): "^\(number)"
            case .ancestors(let number): "~\(number)"
            }
        }
        #expect(steps.joined() == row.steps)
    }

    @Test(arguments: [
        ":/fix", "main:pins.yaml", "HEAD@{1}", "HEAD@{yesterday}", "@{-1}", "main@{push}",
        "v1^{tree}", "HEAD^{/fix}", "HEAD^@", "HEAD^!", "HEAD^-", "main..HEAD", "a...b",
        "HEAD~99999999999999999999", "HEAD~10001", "HEAD~9999~2", "HEAD^x", "HEAD~-1", "@{u}x",
        "@{u", "^main", "^", "~1", "",
    ])
    func `what is not followed is refused with a way out`(_ text: String) {
        let error = #expect(throws: SourceError.self) { try RevisionText(parsing: text) }
        #expect("\(error!)".contains("git rev-parse"), "\(error!)")
    }
}
