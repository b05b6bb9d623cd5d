import PinionTesting
import Testing

@Suite(.timeLimit(.minutes(10)))
struct ExitCodeTests {
    @Test(arguments: ExitCases.looking)
    func `a command that looks ends with the code of what it found, and changes nothing`(
        _ row: ExitCase
    ) async throws { try await check(row) }

    @Test(arguments: ExitCases.examining)
    func `what doctor ends with`(
        _ row: ExitCase
    ) async throws { try await check(row) }

    @Test(arguments: ExitCases.reconciling)
    func `reconcile ends with the code of what the rules say`(_ row: ExitCase) async throws {
        try await check(row)
    }

    @Test(arguments: ExitCases.writing)
    func `a command that writes ends with the code of what it did, and pushes nothing by mistake`(
        _ row: ExitCase
    ) async throws { try await check(row) }

    @Test(arguments: ExitCases.failing)
    func `fault 17: what cannot be read or asked ends with 1, and hides nothing else`(
        _ row: ExitCase
    ) async throws { try await check(row) }

    private func check(_ row: ExitCase) async throws {
        try await withScratch { scratch in
            let shop = try await Shop.make(in: scratch, row.environments, settings: row.settings)
            if row.isKnown { try await makeKnown(shop, row) }
            try await row.arrange(shop)
            let before = try await shop.everything()
            let outcome = try await shop.command(row.arguments).run()
            let all = outcome.output + outcome.errors
            #expect(outcome.end == .exited(row.code), "\(all)")
            for text in row.says { #expect(all.contains(text), "\(all)") }
            let after = try await shop.everything()
            switch row.changes {
            case .nothing: #expect(after == before)
            case .ledger: #expect(after.sandboxes == before.sandboxes)
            case .sandbox: #expect(after.sandboxes != before.sandboxes)
            }
        }
    }

    /// Lets the ledger know what runs, without a change: the pins of the sandbox's own images, then those of the row.
    private func makeKnown(_ shop: Shop, _ row: ExitCase) async throws {
        for environment in row.environments {
            var known = environment
            for service in environment.services ?? [] where known.pins[service.name] != nil {
                known.pins[service.name] = service.declared
            }
            known.rules = ["apply: automatic"]
            try shop.write(known.pinsFile, to: "environments/\(environment.name)/pins.yaml")
            try shop.write(
                known.environmentFile, to: "environments/\(environment.name)/environment.yaml")
        }
        try await shop.publish("Pin what runs")
        try await shop.pinion("reconcile")
        for environment in row.environments {
            try shop.write(environment.pinsFile, to: "environments/\(environment.name)/pins.yaml")
            try shop.write(
                environment.environmentFile, to: "environments/\(environment.name)/environment.yaml"
            )
        }
        try await shop.publish("Pin the shop again")
    }
}
