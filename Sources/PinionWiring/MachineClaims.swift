import PinionGit
import PinionModel

/// The objects of a machine that belong to each environment, of this repository and of others.
///
/// All ledgers are fetched with one query of the remote, and each is read once; none is read for an
/// environment that has its machine to itself.
package actor MachineClaims: ObjectClaims {
    private let project: Project
    private let repository: SourceRepository
    private let tip: CommitID
    private let runtimes: RuntimeFactory
    private let now: @Sendable () -> Timestamp
    private let gatherings = SharedAnswers<Bool, Siblings>()
    private let sights = SharedAnswers<
        PinionModel::Environment.Name, Result<Set<String>, RuntimeError>
    >()
    private var known: [HostClaim: ObjectHandles] = [:]
    /// The claims of other repositories that each environment has seen: only later ones can take an
    /// object.
    private var seenClaims: [PinionModel::Environment.Name: Set<HostClaim>] = [:]

    /// The objects of the other environments of this repository, by their ledgers.
    struct Siblings: Sendable {
        var index = ClaimIndex()
        var newcomers: Set<PinionModel::Environment.Name> = []
        var doubts: [PinionModel::Environment.Name: String] = [:]
        var states: [PinionModel::Environment.Name: LedgerState] = [:]
    }

    init(
        _ project: Project, _ repository: SourceRepository, tip: CommitID, runtimes: RuntimeFactory,
        now: @escaping @Sendable () -> Timestamp
    ) {
        (self.project, self.repository) = (project, repository)
        (self.tip, self.runtimes, self.now) = (tip, runtimes, now)
    }

    // MARK: Surveys

    func survey(for environment: PinionModel::Environment) async -> ClaimSurvey {
        guard let folder = folder(of: environment) else { return ClaimSurvey() }
        return await survey(for: environment, folder.found(for: environment.name, at: now()))
    }

    private func survey(
        for environment: PinionModel::Environment, _ found: ClaimFolder.Found
    ) async -> ClaimSurvey {
        let names = siblings(of: environment)
        let siblings = names.isEmpty ? Siblings() : await gathered()
        var index = siblings.index
        seenClaims[environment.name] = Set(found.foreign.map(\.claim))
        for (claim, source, path) in found.foreign {
            let handles = await foreign(in: claim)
            guard !handles.all.isEmpty else { continue }
            let claimant = Claimant.foreign(
                environment: claim.environment.description, source: source, file: path)
            index.add(ObjectClaim(claimant, handles))
        }
        return ClaimSurvey(
            index: index, siblings: names,
            newcomers: siblings.newcomers.intersection(names).sorted(), own: found.own,
            doubts: found.doubts
                + siblings.doubts.filter { names.contains($0.key) }.sorted { $0.key < $1.key }
                .map(\.value))
    }

    private func folder(of environment: PinionModel::Environment) -> ClaimFolder? {
        environment.runtime.id.map { repository.claims(on: "\(environment.runtime.kind) \($0)") }
    }

    /// Returns the commit's environments that may share an object with this one.
    private func siblings(
        of environment: PinionModel::Environment
    ) -> Set<PinionModel::Environment.Name> {
        Set(
            machineSharers.filter {
                $0.name != environment.name && $0.runtime.mayOverlap(environment.runtime)
            }.map(\.name)
        ).union(unreadable)
    }

    /// The environments whose files have mistakes: they keep the objects in their ledgers.
    private var unreadable: [PinionModel::Environment.Name] {
        project.environments.compactMap { read in
            guard case .failure = read.result else { return nil }
            return PinionModel::Environment.Name(parsing: read.name)
        }
    }

    private var machineSharers: [PinionModel::Environment] {
        project.environments.compactMap { read in
            guard case .success(let environment) = read.result, environment.mayShareObjects else {
                return nil
            }
            return environment
        }
    }

    /// Returns the objects of a claim that belong to another repository.
    ///
    /// The claim may come from this repository under another address, or from a fork that shares
    /// its commits. An object is this repository's own if one of its ledgers names it or ever named
    /// it; an environment that was renamed or deleted holds nothing.
    private func foreign(in claim: HostClaim) async -> ObjectHandles {
        if let known = known[claim] { return known }
        var handles = claim.handles
        let source = repository.source(branch: project.settings.branch)
        if (try? await source.isAncestor(claim.commit, of: tip)) ?? false {
            handles = claim.handles(without: await recorded(handles.ids, by: claim.environment))
        }
        known[claim] = handles
        return handles
    }

    // MARK: Ledgers

    private func gathered() async -> Siblings {
        await gatherings.answer(to: true) { await self.gather() }
    }

    private func gather() async -> Siblings {
        var siblings = Siblings()
        for name in unreadable {
            do throws(LedgerError) {
                let held = Set(try await state(of: name).objects.values)
                siblings.index.add(ObjectClaim(.sibling(name), ObjectHandles(ids: held, names: [])))
            } catch {
                siblings.doubts[name] =
                    "what environment \(name) holds, whose files have mistakes, cannot be told: "
                    + "\(error)"
            }
        }
        for environment in machineSharers {
            let name = environment.name
            do throws(LedgerError) {
                let state = try await state(of: name)
                siblings.states[name] = state
                siblings.index.add(ObjectClaim(of: environment, by: state))
                let isKnown = environment.services.allSatisfy {
                    state.objects[$0.name.description] != nil
                }
                if !isKnown { siblings.newcomers.insert(name) }
            } catch {
                siblings.doubts[name] =
                    "what environment \(name) holds on the same machine cannot be told: \(error)"
            }
        }
        return siblings
    }

    private func state(
        of name: PinionModel::Environment.Name
    ) async throws(LedgerError) -> LedgerState {
        let ledger = try await repository.ledger(project.settings.ledger)
        guard let newest = try await ledger.newest(of: name) else { return LedgerState() }
        do throws(UnreadableLedger) {
            return try LedgerState(parsing: newest.record.state)
        } catch { throw .unreadable(error, of: name) }
    }

    /// Returns the ids that an environment's ledger names now or named before.
    private func recorded(
        _ ids: Set<String>, by name: PinionModel::Environment.Name
    ) async -> Set<String> {
        var found: Set<String> = []
        for limit in [1, .max] where !ids.isSubset(of: found) {
            let records = try? await repository.ledger(project.settings.ledger)
                .history(of: name, limit: limit)
            for (_, record) in records ?? [] {
                guard let state = try? LedgerState(parsing: record.state) else { continue }
                found.formUnion(state.objects.values)
            }
        }
        return found.intersection(ids)
    }

    // MARK: Looks

    func look(at newcomers: [PinionModel::Environment.Name]) async -> NewcomerObservations {
        var observed: NewcomerObservations = [:]
        for name in newcomers {
            observed[name] = await sights.answer(to: name) { await self.look(at: name) }
        }
        return observed
    }

    /// Returns the objects that an environment pins and sees, and that are not in its ledger.
    private func look(
        at name: PinionModel::Environment.Name
    ) async -> Result<Set<String>, RuntimeError> {
        guard let environment = machineSharers.first(where: { $0.name == name }) else {
            return .success([])
        }
        let known = await gathered().states[name]?.objects ?? [:]
        let wanted = environment.services.filter { known[$0.name.description] == nil }
        let names = Set(wanted.map(\.nameInRuntime))
        do {
            let seen = try await runtimes.runtime(of: environment)
                .observe(.inScope(pinned: environment.services.map(\.nameInRuntime)))
            return .success(
                seen.services.filter { names.contains($0.name) }
                    .reduce(into: []) { $0.formUnion($1.handles.all) })
        } catch let error as RuntimeError {
            return .failure(error)
        } catch {
            return .failure(
                .refused(
                    operation: "look at environment \(name)", reason: "\(error)",
                    remedy: "run `pinion status \(name)`"))
        }
    }

    // MARK: Records

    func record(_ claim: HostClaim, for environment: PinionModel::Environment) async -> ClaimAnswer
    {
        guard let folder = folder(of: environment) else { return .recorded }
        let wanted = claim.handles.all
        do throws(ClaimFailure) {
            let isRecorded = try await folder.record(claim) { found in
                await self.isFree(wanted, of: found, for: environment.name)
            }
            return isRecorded ? .recorded : .taken(await survey(for: environment))
        } catch { return error.isShared ? .blocked(Failure(error)) : .failed(Failure(error)) }
    }

    private func isFree(
        _ wanted: Set<String>, of found: ClaimFolder.Found, for name: PinionModel::Environment.Name
    ) async -> Bool {
        guard found.doubts.isEmpty else { return false }
        let seen = seenClaims[name] ?? []
        for (claim, _, _) in found.foreign where !claim.handles.all.isDisjoint(with: wanted) {
            guard !seen.contains(claim) else { continue }
            guard await foreign(in: claim).all.isDisjoint(with: wanted) else { return false }
        }
        return true
    }
}
