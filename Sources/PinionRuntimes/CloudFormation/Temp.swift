import PinionAWS
import PinionModel
struct StackSurface: Sendable {
    let unchangeable: String?
    struct Statement { let template: Surface; let site: String?; let update: OwnerUpdate? }
    func statement(for name: String) -> Statement? { nil }
}
struct StackClient: Sendable { let client: AWSClient; let pause: @Sendable (Duration) async throws -> Void }
struct StackReader: Sendable {
    let client: StackClient
    let block: ECSBlock
    func surfaces(of services: [ECSService], _ definitions: [String: ECSSnapshot.Definition], isWhole: Bool) async -> [String: StackSurface] { [:] }
    func change(_ change: ImageChange, of service: ECSService, permit: @Sendable () async throws(RuntimeError) -> Void) async throws(RuntimeError) {}
}
