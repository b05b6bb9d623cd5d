import PinionModel
import PinionTesting
import Testing

@Suite(.timeLimit(.minutes(10)))
struct UndonePinsTests {
    private static let key = Proposed.key("web")

    /// The pins of one service along the branch, newest first, by the numbers of their images.
    private static func undone(_ numbers: Int...) -> [Int] {
        let versions = numbers.enumerated().map { place, number in
            (
                Revision(
                    id: Proposed.commit(place + 1), author: "Ada",
                    authored: Timestamp(secondsSinceEpoch: 1_000), subject: "s"),
                [key: Proposed.image(UInt64(number))]
            )
        }
        let found = UndonePins(in: versions).images[key] ?? []
        return (0..<20).filter { number in
            found.contains { $0.image.digest == Proposed.image(UInt64(number)).digest }
        }
    }

    @Test func `fault 85: what came between two times of the present pin was undone`() {
        #expect(Self.undone(1) == [])
        #expect(Self.undone(2, 1) == [])
        #expect(Self.undone(1, 2, 1) == [2])
        // A change of something else in the file, before and after.
        #expect(Self.undone(1, 1, 2, 2, 1, 1) == [2])
        #expect(Self.undone(1, 2, 3, 2, 1) == [2, 3])
        // A newer version ends it.
        #expect(Self.undone(4, 1, 2, 1) == [])
        // What undid is undone itself.
        #expect(Self.undone(4, 1, 4, 1) == [])
        #expect(Self.undone(1, 2, 1, 2, 1) == [2])
    }
}
