import PinionHTTP
import PinionModel
import PinionProcess
@testable import PinionRuntimes
import PinionTesting
import Testing

@testable import PinionAWS

@Suite(.timeLimit(.minutes(10)))
struct RuntimeErrorAWSTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let error: AWSError
        let isTransient: Bool
        let words: [String]
    }

    private static func refused(
        _ code: String, _ message: String = "told so", status: Int = 400
    ) -> AWSError {
        .refused(
            AWSError.Refusal(
                service: "ECS", operation: "UpdateService", status: status, code: code,
                message: message, requestID: "r-1"))
    }

    static let cases: [Case] = [
        Case(
            testDescription: "a missing setting", error: .settings("no AWS region is known"),
            isTransient: false, words: ["cannot look: no AWS region is known"]),
        Case(
            testDescription: "no credentials", error: .noCredentials(searched: ["the environment"]),
            isTransient: false, words: ["no AWS credentials", "the environment", "AWS_PROFILE"]),
        Case(
            testDescription: "credentials that fail",
            error: .credentials(origin: "profile a", reason: "no key", remedy: "write one"),
            isTransient: false, words: ["profile a", "no key; write one"]),
        Case(
            testDescription: "silence", error: .unreachable(service: "ECS", reason: "refused"),
            isTransient: true, words: ["cannot reach AWS ECS in eu-test-1: refused"]),
        Case(
            testDescription: "throttling",
            error: .throttled(service: "ECS", operation: "ListTasks"), isTransient: true,
            words: ["throttles ListTasks"]),
        Case(
            testDescription: "a missing right",
            error: refused("AccessDeniedException", "not authorized on resource: arn:x"),
            isTransient: false,
            words: ["denies UpdateService", "arn:x", "allow `ecs:UpdateService`", "r-1"]),
        Case(
            testDescription: "a right that the call needs besides",
            error: refused(
                "AccessDeniedException",
                "User: arn:aws:iam::1:user/ada is not authorized to perform: iam:PassRole on resource: "
                    + "arn:aws:iam::1:role/task because no identity-based policy allows the "
                    + "iam:PassRole action"),
            isTransient: false, words: ["allow `iam:PassRole` for this identity", "role/task"]),
        Case(
            testDescription: "tags of what is registered",
            error: refused(
                "AccessDeniedException",
                "User: ada is not authorized to perform: ecs:TagResource on resource: arn:x"),
            isTransient: false, words: ["allow `ecs:TagResource` for this identity"]),
        Case(
            testDescription: "a message that ends where the right would stand",
            error: refused("AccessDeniedException", "not authorized to perform:"),
            isTransient: false, words: ["allow `ecs:UpdateService`"]),
        Case(
            testDescription: "an expired session", error: refused("ExpiredTokenException"),
            isTransient: false, words: ["credentials have expired", "log in again"]),
        Case(
            testDescription: "a wrong clock", error: refused("RequestTimeTooSkewed"),
            isTransient: false,
            words: ["does not accept the signature", "clock is right", "r-1"]),
        Case(
            testDescription: "a wrong secret", error: refused("InvalidSignatureException"),
            isTransient: false, words: ["whether the secret key belongs to the access key"]),
        Case(
            testDescription: "an access key that is gone",
            error: refused("UnrecognizedClientException"), isTransient: false,
            words: ["does not know the access key", "deleted or switched off"]),
        Case(
            testDescription: "a fault of the service",
            error: refused("ServerException", status: 500), isTransient: true,
            words: ["answers UpdateService with ServerException"]),
        Case(
            testDescription: "another refusal", error: refused("InvalidParameterException"),
            isTransient: false, words: ["InvalidParameterException: told so"]),
        Case(
            testDescription: "an answer that cannot be read, whose text is not quoted",
            error: .malformed(service: "ECS", operation: "ListTasks", reason: "hunter2"),
            isTransient: false, words: ["the answer of AWS ECS to ListTasks"]),
    ]

    @Test(arguments: cases)
    func `what an error of AWS means for a runtime`(_ one: Case) {
        let error = RuntimeError(one.error, to: "look", in: "eu-test-1")
        #expect(error.isTransient == one.isTransient)
        for words in one.words { #expect(error.description.contains(words)) }
        #expect(!error.description.contains("hunter2"))
    }

    @Test func `no region is told before anything is asked`() throws {
        let error = try #require(throws: AWSError.self) {
            _ = try AWSClient(
                region: nil, settings: AWSSettings(variables: [:], file: { _ in nil }),
                http: HTTPClient(clock: .test()))
        }
        let sentence = RuntimeError(error, to: "reach the cluster shop", in: nil).description
        #expect(sentence.contains("AWS_REGION"))
    }
}
