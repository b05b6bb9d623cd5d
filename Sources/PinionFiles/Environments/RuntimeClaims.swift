import PinionModel

/// Environments whose scopes hold the same objects of a runtime.
///
/// Only what the files tell is compared: a stack and a label may meet in one object too, and that only
/// the runtime can see.
struct RuntimeClaims {
    /// Each mistake with the folder of the environment that it belongs to.
    let mistakes: [(folder: String, mistake: FileMistake)]

    private struct Claim {
        let folder: String
        let block: RuntimeBlock
        let site: FilePosition
    }

    init(_ drafts: [EnvironmentDraft]) {
        let claims = drafts.compactMap { draft in
            draft.runtime.map { Claim(folder: draft.folder, block: $0.block, site: $0.site) }
        }
        // Blocks of two kinds never overlap.
        mistakes = Dictionary(grouping: claims) { $0.block.kind }.values.flatMap { group in
            group.flatMap { claim in
                group.compactMap { other in
                    guard claim.folder != other.folder, claim.block.overlaps(other.block) else {
                        return nil
                    }
                    let mistake = FileMistake(
                        at: claim.site,
                        "the environments \(claim.folder) and \(other.folder) claim the same services: "
                            + "\(claim.block.claimed), also at \(other.site)",
                        remedy: other.block.wayOut)
                    return (claim.folder, mistake)
                }
            }
        }
    }
}

extension RuntimeBlock {
    fileprivate var claimed: String {
        switch self {
        case .sandbox(let state): "the sandbox \(state)"
        case .docker(let block), .swarm(let block):
            "\(block.scope == .all ? "everything" : "\(block.scope)") on \(block.endpoint ?? "the default engine")"
        case .ecs(let block):
            "\(block.scope == .all ? "everything" : "\(block.scope)") of the cluster \(block.cluster) in "
                + (block.knownRegion ?? "the default region")
        case .unsupported(let kind): kind
        }
    }

    fileprivate var wayOut: String {
        switch self {
        case .sandbox: "give one of them another `state`"
        case .docker, .swarm:
            "give one of them another scope, or both their `id` if they are two machines"
        case .ecs: "give one of them another scope, or both their `id` if they are two clusters"
        case .unsupported: "give one of them another scope"
        }
    }
}
