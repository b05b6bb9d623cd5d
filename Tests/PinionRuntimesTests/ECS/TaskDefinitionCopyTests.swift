import PinionModel
@testable import PinionRuntimes
import PinionSyntax
import Testing

@Suite(.timeLimit(.minutes(10)))
struct TaskDefinitionCopyTests {
    private static let answered: Set<String> = [
        "taskDefinitionArn", "revision", "status", "requiresAttributes", "compatibilities",
        "registeredAt", "registeredBy", "deregisteredAt", "deleteRequestedAt",
    ]

    @Test(arguments: TaskDefinitionCorpus.answers.indices)
    func `fault 51: every value but the image survives byte for byte`(_ number: Int) throws {
        let text = TaskDefinitionCorpus.answers[number]
        let answer = try json(text)
        let copy = try #require(TaskDefinitionCopy(of: answer))
        let wanted = pinned("shop/web:2@\(sha("2"))")
        let bytes = try copy.registration(with: [ContainerImage(container: "c0", image: wanted)])
        let registration = try json(String(decoding: bytes, as: UTF8.self))
        let before = try #require(answer["taskDefinition"]?.members)
        let after = try #require(registration.members)
        #expect(
            after.map(\.key).filter { $0 != "tags" }
                == before.map(\.key).filter { !Self.answered.contains($0) })
        for member in before where !Self.answered.contains(member.key) {
            let old = String(decoding: member.value.source, as: UTF8.self)
                .replacing("marker-\(number)-0:1", with: "shop/web@\(sha("2"))")
            let new = registration[member.key].map { String(decoding: $0.source, as: UTF8.self) }
            #expect(new == old)
        }
        #expect(registration["tags"]?.array?.count == nonempty(answer["tags"]?.array?.count))
    }

    private func nonempty(_ count: Int?) -> Int? { count == 0 ? nil : count }

    @Test func `what is sent is what the service model takes, and what it does not know yet`()
        throws
    {
        for text in TaskDefinitionCorpus.answers {
            let copy = try #require(TaskDefinitionCopy(of: json(text)))
            let registration = try json(
                String(decoding: copy.registration(with: []), as: UTF8.self))
            for key in try #require(registration.members).map(\.key) {
                #expect(TaskDefinitionCorpus.taken.contains(key) || key.hasPrefix("notYetKnown"))
            }
        }
    }

    @Test func `an equal registration in another order is the same`() throws {
        let one = try #require(
            TaskDefinitionCopy(
                of: json(
                    #"{"taskDefinition":{"revision":4,"family":"w","containerDefinitions":[{"name":"c","image":"i"}]}}"#
                )))
        let other = Array(#"{"containerDefinitions":[{"image":"i","name":"c"}],"family":"w"}"#.utf8)
        #expect(try one.canonical() == TaskDefinitionCopy.canonical(other))
    }
}
