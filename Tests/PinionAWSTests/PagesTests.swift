import PinionSyntax
import PinionTesting
import Testing

@testable import PinionAWS

@Suite(.timeLimit(.minutes(10)))
struct PagesTests {
    private func page(_ token: String?) -> AWSRequest {
        .json(.ecs, "ListServices", token.map { ["nextToken": .string($0)] } ?? [:])
    }

    private func answer(_ next: @escaping @Sendable (String) -> String?) -> LoopbackServer.Answer {
        { request in
            let token =
                request.text.split(separator: "\"").dropFirst(3).first.map(String.init) ?? ""
            let following = next(token).map { "\"nextToken\":\"\($0)\"," } ?? ""
            return .text(200, [], "{\(following)\"page\":\"\(token)\"}")
        }
    }

    @Test func `pages come in order until there is no token`() async throws {
        let next = ["": "b", "b": "c"]
        try await StubAWS.serving(answer { next[$0] }) { stub in
            let pages = try await stub.client().pages(page)
            #expect(pages.map { $0["page"]?.string } == ["", "b", "c"])
        }
    }

    @Test func `an empty token is the end`() async throws {
        try await StubAWS.serving(answer { _ in "" }) { stub in
            let pages = try await stub.client().pages(page)
            #expect(pages.count == 1)
        }
    }

    @Test func `a token that comes twice is an error`() async throws {
        let next = ["": "b", "b": "c", "c": "b"]
        try await StubAWS.serving(answer { next[$0] }) { stub in
            let client = try stub.client()
            let error = await #expect(throws: AWSError.self) { try await client.pages(page) }
            #expect(error?.description.contains("its list has no end: 3 pages") == true)
        }
    }

    @Test func `pages of the Query protocol come in order`() async throws {
        let answer: LoopbackServer.Answer = { request in
            let token = request.text.contains("NextToken=two") ? "" : "<NextToken>two</NextToken>"
            return .text(
                200, [],
                "<DescribeStacksResponse><DescribeStacksResult>\(token)</DescribeStacksResult></DescribeStacksResponse>"
            )
        }
        try await StubAWS.serving(answer) { stub in
            let pages = try await stub.client().queryPages { token in
                .query(.cloudFormation, "DescribeStacks", token.map { [("NextToken", $0)] } ?? [])
            }
            #expect(pages.count == 2)
            #expect(
                stub.server.requests.map(\.text) == [
                    "Action=DescribeStacks&Version=2010-05-15",
                    "Action=DescribeStacks&Version=2010-05-15&NextToken=two",
                ])
        }
    }
}
