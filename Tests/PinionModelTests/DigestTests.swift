import PinionModel
import PinionTesting
import Testing

@Suite(.timeLimit(.minutes(10)))
struct DigestTests {
    private static let hex = String(repeating: "0123456789abcdef", count: 4)

    struct Case: Sendable, CustomTestStringConvertible {
        let text: String
        let cause: Digest.Malformed
        var testDescription: String { text.debugDescription }
    }

    private static let refused = [
        Case(text: "", cause: .notADigest),
        Case(text: hex, cause: .notADigest),
        Case(text: "sha256", cause: .notADigest),
        Case(text: "SHA256:" + hex, cause: .notADigest),
        Case(text: "md5:" + hex, cause: .notADigest),
        Case(text: " sha256:" + hex, cause: .notADigest),
        Case(text: "sha512:" + hex + hex, cause: .unsupportedAlgorithm),
        Case(text: "sha256:", cause: .wrongLength(0)),
        Case(text: "sha256:" + hex.dropLast(), cause: .wrongLength(63)),
        Case(text: "sha256:" + hex + "0", cause: .wrongLength(65)),
        Case(text: "sha256:" + hex.uppercased(), cause: .upperCase),
        Case(text: "sha256:" + hex.dropLast() + "F", cause: .upperCase),
        Case(text: "sha256:" + hex.dropLast() + "g", cause: .notHexadecimal),
        Case(text: "sha256:" + hex.dropLast() + " ", cause: .notHexadecimal),
        Case(text: "sha256:" + hex.dropLast(2) + "é", cause: .notHexadecimal),
    ]

    @Test(arguments: refused) func `fault 32: what is no digest is refused`(row: Case) {
        #expect(throws: row.cause) { try Digest(parsing: row.text) }
        #expect(row.cause.description.contains(" "))
    }

    @Test func `a digest prints what it was read from`() throws {
        let digest = try Digest(parsing: "sha256:" + Self.hex)
        #expect(digest.description == "sha256:" + Self.hex)
        #expect(digest.hex == Self.hex)
        #expect(digest.short == "sha256:0123456789ab")
        #expect(try Digest(parsing: Substring(digest.description)) == digest)
    }

    @Test func `its bytes and its text say the same, in one order`() throws {
        var random = SeededGenerator(seed: 3)
        for _ in 0..<2_000 {
            let one = try #require(Digest(sha256: bytes(&random)))
            let other = try #require(Digest(sha256: bytes(&random)))
            #expect(try Digest(parsing: one.description) == one)
            #expect((one < other) == (one.description < other.description))
        }
    }

    @Test func `only 32 bytes are a digest`() {
        #expect(Digest(sha256: [UInt8](repeating: 1, count: 31)) == nil)
        #expect(Digest(sha256: [UInt8](repeating: 1, count: 33)) == nil)
        #expect(
            Digest(sha256: [UInt8](repeating: 1, count: 32))?.hex
                == String(repeating: "01", count: 32))
    }

    private func bytes(_ random: inout SeededGenerator) -> [UInt8] {
        (0..<32).map { _ in UInt8.random(in: .min ... .max, using: &random) }
    }
}
