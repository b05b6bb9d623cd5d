package import PinionModel

/// The reviewer, which reads and asks no more than a change touches, and judges.
package struct Reviewer: Sendable {
    let port: any ReviewPort
    private let services: ReviewServices.Factory

    package init(_ port: any ReviewPort, services: @escaping ReviewServices.Factory) {
        (self.port, self.services) = (port, services)
    }

    /// Reviews a change.
    ///
    /// `named` are the only environments that it may touch; if `nil`, its commits name them.
    package func review(
        from base: CommitID, to head: CommitID, named: Set<String>?
    ) async throws(ReviewError) -> Review {
        try await checkAncestry(of: base, head)
        let reading: ReviewReading
        let messages: [String]
        do throws(SourceError) {
            reading = try await read(from: base, to: head)
            messages = try await self.messages(from: base, to: head)
        } catch { throw .source(error) }
        let trailers = ChangeTrailers(of: messages)
        let subjects = reading.subjects
        let evidence = await EvidenceGathering(port: port, services: services, reading: reading)
            .evidence(on: subjects)
        let allowed = named ?? trailers.environments
        let now = port.now()
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

    private func checkAncestry(of base: CommitID, _ head: CommitID) async throws(ReviewError) {
        let mergeBase: CommitID?
        do throws(SourceError) {
            if try await port.source.isAncestor(base, of: head) { return }
            mergeBase = try await port.history.mergeBase(base, head)
        } catch { throw .source(error) }
        throw .notAncestor(base: base, head: head, mergeBase: mergeBase)
    }

    private static func notes(_ trailers: ChangeTrailers) -> [String] {
        trailers.overrides.map {
            "a commit asks to override windows and freezes (\($0)); a commit lifts no rule of "
                + "this check: whoever may merge without it decides"
        }
    }
}

extension Reviewer {
    /// Reads the messages of at most 500 commits that only the head has, newest first.
    private func messages(from base: CommitID, to head: CommitID) async throws(SourceError)
        -> [String]
    {
        var waiting = [head]
        var seen: Set<CommitID> = [base]
        var messages: [String] = []
        while !waiting.isEmpty, messages.count < 500 {
            let id = waiting.removeFirst()
            guard seen.insert(id).inserted,
                !(try await port.source.isAncestor(id, of: base))
            else { continue }
            let details = try await port.history.commit(id)
            messages.append(details.message)
            waiting += details.parents
        }
        return messages
    }
}

extension ReviewReading {
    /// The environments to judge: those that the change touches, and those that it breaks.
    var subjects: [ReviewSubject] {
        guard let old = try? base.get(), let new = try? head.get() else { return [] }
        let names = Set((old.environments + new.environments).map(\.name)).sorted()
        return names.compactMap { name in
            let subject = ReviewSubject(
                name: name, base: .init(of: name, in: old), head: .init(of: name, in: new))
            return scope.folders.contains(name) || subject.isBroken ? subject : nil
        }
    }

    /// The violations of the change as a whole.
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
                "\(name) is retired (`retired` in pinion.yaml), and its folder is there; take it "
                    + "out of `retired`, or remove the folder")
        }
        if case .failure(let mistakes) = head {
            violations += mistakes.mistakes.map { Violation($0) }
        }
        if case .failure(let mistakes) = base {
            violations.append(
                Violation(
                    .baseUnreadable,
                    "the environments of the base cannot be read, so that there are no rules to "
                        + "judge by: \(mistakes.mistakes.first.map { "\($0)" } ?? ""); whoever "
                        + "may merge without this check brings in the change that mends it"))
        }
        return violations
    }

    /// The keys of `pinion.yaml` by which the change relaxes rules for all environments.
    var relaxedSettings: [String] {
        guard case .success(let new)? = settings, let old = try? base.get() else { return [] }
        return old.settings.relaxations(to: new)
    }

    /// Notes on the change as a whole.
    var notes: [String] {
        guard case .success(let new)? = settings, let old = try? base.get() else { return [] }
        let keys = old.settings.changes(to: new)
        guard !keys.isEmpty else { return ["pinion.yaml changed, and means the same"] }
        let relaxed = relaxedSettings
        let note =
            "relaxes \(relaxed.joined(separator: ", ")): the status pinion/rules fails, for those "
            + "who own the rules"
        return (relaxed.isEmpty ? [] : [note]) + [
            "pinion.yaml changed: \(keys.joined(separator: ", ")); takes effect after the merge, "
                + "this change is judged by the present settings"
        ]
    }
}

extension ReviewSubject {
    /// Whether it can be read at the base but not at the head.
    fileprivate var isBroken: Bool {
        if case (.read, .unreadable) = (base, head) { true } else { false }
    }
}
