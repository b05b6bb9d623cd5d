import PinionFiles
import PinionModel

extension HistoryPort {
    /// Traces a digest, its first digits, or a commit over all environments of the tip.
    package func trace(_ query: String) async throws -> TraceReport {
        var (histories, notes) = try await appliedHistories()
        notes += try await vanished()
        let pins = project.pins
        let build = try await TracedBuild(query, self) { hex in
            histories.reduce(into: Set(pins.map(\.image.digest).filter { $0.hex.hasPrefix(hex) })) {
                $0.formUnion(ImageTrace.digests(beginningWith: hex, in: $1.entries))
            }
        }
        if project.settings.ledger == .local {
            notes.append(
                "ledgers are kept on each host (`ledger: local`); what other hosts applied is not "
                    + "told here")
        }
        var runs: [TracedRun] = []
        for one in histories {
            let trace = ImageTrace(
                of: build.digests, in: one.name, entries: one.entries, state: one.state)
            for run in trace.runs { runs.append(await traced(run, pins)) }
        }
        return TraceReport(
            query: query, commit: build.commit, digests: build.digests, runs: runs,
            pins: pins.filter { build.digests.contains($0.image.digest) },
            notes: build.notes + notes)
    }

    /// Reads the ledgers of the tip's environments; the notes say what cannot be read.
    private func appliedHistories() async throws -> ([AppliedHistory], notes: [String]) {
        let ledger = try await ledger()
        var histories: [AppliedHistory] = []
        var notes: [String] = []
        for read in project.environments {
            guard let name = Environment.Name(parsing: read.name) else { continue }
            do throws(LedgerError) {
                let one = try await AppliedHistory(of: name, in: ledger)
                histories.append(one)
                if let newer = one.entries.lazy.compactMap(\.newer).first ?? one.state.newer {
                    notes.append("the ledger of \(name) is read in part: \(newer)")
                }
            } catch {
                notes.append(error.description)
                continue
            }
            notes += try await historyNotes(of: name)
        }
        return (histories, notes)
    }

    private func traced(_ run: ImageRun, _ pins: [TracedPin]) async -> TracedRun {
        // If git cannot be read, the origin is unknown.
        let origin = (try? await origin(of: run)) ?? nil
        let details = await origin.asyncMap { await history.knownCommit($0.revision.id) } ?? nil
        return TracedRun(
            run: run, origin: origin,
            pullRequest: details.flatMap { PullRequestMention(inMessage: $0.message) },
            isPinned: pins.contains {
                $0.environment == run.environment && $0.key.covers(run.container)
                    && $0.image.digest == run.image.digest
            })
    }

    /// Finds the commit that brought a run's image to its pin, trying few versions first.
    ///
    /// Most images come with one of the last commits before they are applied.
    private func origin(of run: ImageRun) async throws -> PinOrigin? {
        let files = try await filedPins(at: run.commit)
        let found = files.first { file in
            file.environment == run.environment.description && run.isPinned(by: file.pins)
        }
        guard let path = found?.path else { return nil }
        for limit in [64, 4_096] {
            let (versions, isWhole) = try await versions(of: path, at: run.commit, limit: limit)
            let origin = PinOrigin(in: versions, isWhole: isWhole) { file in
                run.isPinned(by: FiledPins.read(file))
            }
            if origin?.isExact == true || limit > 64 { return origin }
        }
        return nil
    }
}

/// The ledger of one environment: its entries, newest first, and the newest state.
private struct AppliedHistory: Sendable {
    let name: Environment.Name
    let entries: [LedgerEntry]
    let state: LedgerState

    init(of name: Environment.Name, in ledger: any Ledger) async throws(LedgerError) {
        self.name = name
        let entries = try await ledger.parsedEntries(of: name)
        guard let tip = try await ledger.newest(of: name) else {
            (self.entries, state) = ([], LedgerState())
            return
        }
        do throws(UnreadableLedger) { state = try LedgerState(parsing: tip.record.state) } catch {
            throw .unreadable(environment: name, reason: "commit \(tip.id.short), \(error)")
        }
        self.entries = entries
    }
}

extension ImageRun {
    /// Whether a file's pins have its image for its container.
    fileprivate func isPinned(by pins: [PinKey: Pin]?) -> Bool {
        pins?.contains { $0.covers(container) && $1.image.digest == image.digest } ?? false
    }
}

extension Project {
    /// Every pin of the environments that can be read.
    fileprivate var pins: [TracedPin] {
        environments.compactMap { try? $0.result.get() }.flatMap { environment in
            environment.pins.map {
                TracedPin(environment: environment.name, key: $0.key, image: $0.value.image)
            }
        }
    }
}
