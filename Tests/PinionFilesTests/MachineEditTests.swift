import PinionFiles
import PinionModel
@testable import PinionRuntimes
import PinionTesting
import Testing

@Suite(.timeLimit(.minutes(10)))
struct MachineEditTests {
    private static let reader = ProjectReader(kinds: RuntimeKinds.all) { _ in true }
    private static let path = "environments/production/environment.yaml"

    @Test(arguments: [
        (
            "runtime: { docker: { all: true, id: old } } # keep\napply: manual\n",
            "runtime: { docker: { all: true, id: new } } # keep\napply: manual\n"
        ),
        (
            "runtime:\r\n  swarm:\r\n    id: \"old\"   # ours\r\n    stack: shop\r\n",
            "runtime:\r\n  swarm:\r\n    id: new   # ours\r\n    stack: shop\r\n"
        ),
        (
            "runtime: { docker: { all: true } }\n",
            "runtime: { docker: { all: true, id: new } }\n"
        ),
        (
            "runtime: { docker: { all: true, id: new } }\n",
            "runtime: { docker: { all: true, id: new } }\n"
        ),
    ])
    func `another machine changes the bytes of its id alone`(_ before: String, _ after: String)
        throws
    {
        let file = RepositoryFile(path: Self.path, contents: Array(before.utf8))
        let edited = try MachineEdit.applying("new", to: file, with: Self.reader)
        #expect(String(decoding: edited.contents, as: UTF8.self) == after)
    }

    @Test(arguments: ["", "runtime: { sandbox: { state: x.json } }\n", "nonsense: 1\n"])
    func `a file that has no machine is refused`(_ text: String) {
        let file = RepositoryFile(path: Self.path, contents: Array(text.utf8))
        #expect(throws: (any Error).self) {
            try MachineEdit.applying("new", to: file, with: Self.reader)
        }
    }
}
