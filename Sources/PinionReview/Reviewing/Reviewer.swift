package import PinionModel

/// Gathers what a review needs through the ports, and judges.
///
/// It reads and asks no more than the change touches. Everything that decides is in `PinionModel`.
package struct Reviewer: Sendable {
    let ports: ReviewPorts
    let settings: ProjectSettings

    package init(_ ports: ReviewPorts, settings: ProjectSettings) {
        (self.ports, self.settings) = (ports, settings)
    }

    /// Reviews a change; `named` are the environments that it may touch, nil leaves that to its commits.
    package func review(
        from base: CommitID, to head: CommitID, named: Set<String>?
    ) async throws(ReviewError) -> Review {
        try await checkAncestry(of: base, head)
        let reading: ReviewReading
        let messages: [String]
        do throws(SourceError) {
            reading = try await ReviewReader(ports: ports, settings: settings)
                .read(from: base, to: head)
            messages = try await CommitWalk(ports: ports).messages(from: base, to: head)
        } catch {
            throw .source(error)
        }
        let trailers = ChangeTrailers(of: messages)
        let subjects = reading.subjects
        let evidence = await EvidenceGathering(ports: ports, settings: settings, reading: reading)
            .evidence(on: subjects)
        let allowed = named ?? trailers.environments
        let now = ports.now()
        let environments = zip(subjects, evidence).map { subject, evidence in
            let isTouched = reading.scope.folders.contains(subject.name)
            return EnvironmentReview(
                of: subject, evidence, named: isTouched ? allowed : nil, at: now)
        }
        return Review(
            generatedAt: now, base: base, head: head, environments: environments,
            violations: reading.violations, notes: reading.notes + Self.notes(trailers),
            relaxedSettings: reading.relaxedSettings)
    }

    private func checkAncestry(
        of base: CommitID, _ head: CommitID
    ) async throws(ReviewError) {
        let mergeBase: CommitID?
        do throws(SourceError) {
            if try await ports.source.isAncestor(base, of: head) { return }
            mergeBase = try await ports.history.mergeBase(base, head)
        } catch {
            throw .source(error)
        }
        throw .notAncestor(base: base, head: head, mergeBase: mergeBase)
    }

    private static func notes(_ trailers: ChangeTrailers) -> [String] {
        trailers.overrides.map {
            "a commit asks to override windows and freezes (\($0)); a commit lifts no rule of this check: whoever "
                + "may merge without it decides"
        }
    }
}

/// Walks the commits that a head has and its base has not.
struct CommitWalk {
    let ports: ReviewPorts

    /// More commits than this are not looked at.
    private static let most = 500

    /// Their messages, from the head backwards.
    func messages(from base: CommitID, to head: CommitID) async throws(SourceError) -> [String] {
        var waiting = [head]
        var seen: Set<CommitID> = [base]
        var messages: [String] = []
        while !waiting.isEmpty, messages.count < Self.most {
            let id = waiting.removeFirst()
            guard seen.insert(id).inserted,
                !(try await ports.source.isAncestor(id, of: base))
            else { continue }
            let details = try await ports.history.commit(id)
            messages.append(details.message)
            waiting += details.parents
        }
        return messages
    }
}

extension ReviewReading {
    /// The environments that are judged: those that the change touches, and those that it breaks without
    /// touching them.
    var subjects: [ReviewSubject] {
        guard let old = try? base.get(), let new = try? head.get() else { return [] }
        let names = Set((old.environments + new.environments).map(\.name)).sorted()
        return names.compactMap { name in
            let subject = ReviewSubject(
                name: name, base: .init(of: name, in: old), head: .init(of: name, in: new))
            return scope.folders.contains(name) || subject.isBroken ? subject : nil
        }
    }

    /// What speaks against the change as a whole.
    var violations: [Violation] {
        var violations: [Violation] = []
        if case .failure(let mistakes)? = settings {
            violations += mistakes.mistakes.map { Violation($0) }
        }
        if case .success(let new)? = settings, let old = try? base.get().settings {
            violations += Violation(from: old, to: new).map { [$0] } ?? []
        }
        if let old = try? base.get(), let new = try? head.get() {
            let former = old.environments.compactMap { try? $0.result.get() }
            violations += new.environments.compactMap { try? $0.result.get() }
                .compactMap { Violation($0, at: former) }
        }
        violations += revived.map { name in
            Violation(
                .fileInvalid,
                "\(name) is retired (`retired` in pinion.yaml), and its folder is there; take it out of `retired`, or "
                    + "remove the folder")
        }
        if case .failure(let mistakes) = head {
            violations += mistakes.mistakes.map { Violation($0) }
        }
        if case .failure(let mistakes) = base {
            violations.append(
                Violation(
                    .baseUnreadable,
                    "the environments of the base cannot be read, so that there are no rules to judge by: "
                        + "\(mistakes.mistakes.first.map { "\($0)" } ?? ""); whoever may merge without this "
                        + "check brings in the change that mends it"))
        }
        return violations
    }

    /// The keys of `pinion.yaml` by which the change relaxes what holds for all environments.
    var relaxedSettings: [String] {
        guard case .success(let new)? = settings, let old = try? base.get() else { return [] }
        return old.settings.relaxations(to: new)
    }

    /// What a reviewer should know of the change as a whole.
    var notes: [String] {
        guard case .success(let new)? = settings, let old = try? base.get() else { return [] }
        let keys = old.settings.changes(to: new)
        guard !keys.isEmpty else { return ["pinion.yaml changed, and means the same"] }
        let relaxed = relaxedSettings
        let note =
            "relaxes \(relaxed.joined(separator: ", ")): the status pinion/rules fails, for those who own the rules"
        return (relaxed.isEmpty ? [] : [note]) + [
            "pinion.yaml changed: \(keys.joined(separator: ", ")); takes effect after the merge, this change is "
                + "judged by the present settings"
        ]
    }
}

extension ReviewSubject {
    /// Whether it can be read at the base and not at the head.
    fileprivate var isBroken: Bool {
        if case (.read, .unreadable) = (base, head) { true } else { false }
    }
}
