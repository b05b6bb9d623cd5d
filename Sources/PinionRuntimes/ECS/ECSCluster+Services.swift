import PinionModel
import PinionProcess
import PinionSyntax

/// The services that ECS lists.
struct ECSListing: Sendable {
    /// The names of all services of the cluster; empty if single services were requested.
    let names: [String]
    let services: [ECSService]
}

extension ECSCluster {
    /// The most services in one `DescribeServices` request (Amazon ECS API Reference).
    private static let servicesPerCall = 10

    func arn() async throws(RuntimeError) -> String {
        let purpose = "look at \(words)"
        let answer = try await call(
            "DescribeClusters", [("clusters", .array([.string(name)]))], to: purpose)
        for cluster in answer["clusters"]?.array ?? [] {
            guard let arn = cluster["clusterArn"]?.string else { continue }
            if let status = cluster["status"]?.string, status == "INACTIVE" {
                throw .refused(
                    operation: purpose, reason: "the cluster was deleted",
                    remedy: "name another in environment.yaml")
            }
            return arn
        }
        let failure = ECSFailure.list(answer).first
        guard let failure, !failure.isMissing else { throw missing(to: purpose) }
        throw .refused(
            operation: purpose, reason: "ECS says \(failure.reason)",
            remedy: "look at the cluster with `aws ecs describe-clusters`")
    }

    /// Returns the selected services; their tags may still put them out of scope.
    func listing(
        _ selection: ServiceSelection, in scope: ECSScope
    ) async throws(RuntimeError) -> ECSListing {
        switch selection {
        case .only(let names):
            let wanted = names.filter { scope.admits(name: $0) }
            return ECSListing(names: [], services: try await services(wanted))
        case .inScope:
            let arns = try await pages(
                "ListServices", "serviceArns", [], to: "list the services of \(words)")
            let names = Set(arns.map(ECSName.last)).sorted()
            let wanted = names.filter { scope.admits(name: $0) }
            return ECSListing(names: names, services: try await services(wanted))
        }
    }

    /// Describes services and leaves out missing ones; throws on any other failure.
    func services(_ names: [String]) async throws(RuntimeError) -> [ECSService] {
        let batches = names.batches(of: Self.servicesPerCall)
        let answers = await batches.concurrentResults { batch async throws(RuntimeError) in
            try await describe(Array(batch))
        }
        var all: [ECSService] = []
        for answer in answers { all += try answer.get() }
        return all.filter(\.isThere).sorted { $0.name < $1.name }
    }

    private func describe(_ names: [String]) async throws(RuntimeError) -> [ECSService] {
        let purpose = "look at the services of \(words)"
        let answer = try await ask(
            "DescribeServices",
            [("services", .array(names.map { .string($0) })), ("include", ["TAGS"])], to: purpose)
        if let failure = ECSFailure.list(answer).first(where: { !$0.isMissing }) {
            throw .refused(
                operation: "look at the service \(ECSName.last(of: failure.subject))",
                reason: "ECS says \(failure.reason)",
                remedy: "look at it with `aws ecs describe-services`")
        }
        let services = (answer["services"]?.array ?? []).compactMap(ECSService.init)
        let told = Set(services.map(\.name))
            .union(ECSFailure.list(answer).map { ECSName.last(of: $0.subject) })
        if let silent = names.first(where: { !told.contains($0) }) {
            throw .refused(
                operation: "look at the service \(silent)",
                reason: "ECS neither describes it nor says that it is missing",
                remedy: "run the command again")
        }
        return services
    }
}

extension Array {
    /// Returns the elements in batches of at most `size`.
    func batches(of size: Int) -> [ArraySlice<Element>] {
        stride(from: 0, to: count, by: size).map { self[$0..<Swift.min($0 + size, count)] }
    }
}
