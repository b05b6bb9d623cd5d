import PinionHTTP
import PinionModel
import PinionSyntax

/// A forge that can merge a pull request automatically, once its requirements are met.
protocol AutoMerging: ForgeDialect {
    /// The requirement on the branch, for messages.
    var gateName: String { get }
    /// Whether the merge is requested in the name of the token's user.
    var mergesAsUser: Bool { get }
    /// The wait after a refusal.
    var pauseBeforeMerging: Duration { get }
    /// Returns requests whose answers may tell what the forge requires of a branch.
    func requirements(of target: String, for request: JSONNode) -> [ForgeCall]
    /// Whether an answer says that a status is required of the branch.
    func requires(
        _ context: String, _ answer: JSONNode, of target: String, for request: JSONNode
    ) -> Bool
    /// Returns the requests for automatic merging, each sent if the one before is refused.
    func merging(_ request: JSONNode, as user: String) -> [ForgeCall]
}

extension AutoMerging {
    var gateName: String { "the status pinion" }
    var mergesAsUser: Bool { false }
    var pauseBeforeMerging: Duration { .zero }
}

extension ForgeClient {
    /// The context of the gate's status.
    private static let gate = "pinion"

    /// Turns on automatic merging of a pull request, but only if the branch requires the gate: else
    /// the forge would merge at once, or on other checks only.
    func enableAutoMerge(_ number: Int, into target: String) async -> [String] {
        guard let forge = dialect as? any AutoMerging else {
            return ["\(label) merges nothing by itself, or not in a way that is known here"]
        }
        do throws(ForgeError) {
            let request = try await session.ask(dialect.request(number), for: .merge(number))
            guard try await isGuarded(target, request, forge) else {
                return [
                    "pull request \(number) does not merge by itself: \(label) does not require "
                        + "\(forge.gateName) of \(ShownText(target)), so that what nobody judged "
                        + "could be merged; require it there"
                ]
            }
            guard let user = try await forge.mergesAsUser ? self.user() : "" else {
                return [
                    "pull request \(number) does not merge by itself: \(label) does not tell "
                        + "whose token it is"
                ]
            }
            var refusal: ForgeError?
            for call in forge.merging(request, as: user) {
                if refusal != nil { try await session.wait(forge.pauseBeforeMerging) }
                do throws(ForgeError) { return try await sendMerge(call, number) } catch {
                    guard case .refused = error else { throw error }
                    refusal = error
                }
            }
            return refusal.map { [$0.description] } ?? []
        } catch {
            return [error.description]
        }
    }

    private func isGuarded(
        _ target: String, _ request: JSONNode, _ forge: any AutoMerging
    ) async throws(ForgeError) -> Bool {
        for call in forge.requirements(of: target, for: request) {
            do throws(ForgeError) {
                let answer = try await session.ask(call, for: .find)
                if forge.requires(Self.gate, answer, of: target, for: request) { return true }
            } catch {
                // A list that this token may not read says nothing; the next one may.
                guard case .notFound = error else { throw error }
            }
        }
        return false
    }

    /// Requests the merge; GraphQL answers 200 even if it refuses.
    private func sendMerge(_ call: ForgeCall, _ number: Int) async throws(ForgeError) -> [String] {
        let response = try await session.send(call, for: .merge(number))
        guard call.isGraphQL else { return [] }
        let answer = try session.json(of: response, for: .merge(number))
        guard let errors = answer["errors"]?.array, !errors.isEmpty else { return [] }
        let texts = errors.compactMap { $0["message"]?.string }.joined(separator: "; ")
        throw .refused(
            forge: label, operation: ForgeOperation.merge(number).description,
            reason: ShownText(texts, longest: 300).description)
    }
}
