package import PinionGit
package import PinionModel

extension LedgerKeeper {
    /// Returns sentences on the records that this host's copy has and a chain lacks.
    package func missing(
        in chain: [ChainedRecord], of name: PinionModel::Environment.Name
    ) async throws -> [String] {
        guard let kept = try await keptTip(), !chain.contains(where: { $0.id == kept }) else {
            return []
        }
        let mark = "\(LedgerRecord.replaces): \(kept)\n"
        if chain.contains(where: { $0.record.message.contains(mark) }) { return [] }
        return [
            "this host's copy ends with \(kept.short), which is not in it; put the copy back by "
                + "`pinion ledger restore \(name)`"
        ]
    }
}
