import PinionModel

/// What `trace` does over all environments of the tip.
package struct Tracing: Sendable {
    private let ports: HistoryPorts

    /// Reads from the given ports.
    package init(_ ports: HistoryPorts) { self.ports = ports }

    /// One environment's ledger.
    private struct Book: Sendable {
        let name: PinionModel::Environment.Name
        let entries: [LedgerEntry]
        let state: LedgerState
    }

    /// Traces a digest, the digits that it begins with, or a commit.
    package func report(_ query: String) async throws -> TraceReport {
        var books: [Book] = []
        var notes: [String] = []
        for read in ports.project.environments {
            guard let name = PinionModel::Environment.Name(parsing: read.name) else { continue }
            do throws(LedgerError) {
                let book = try await book(of: name)
                books.append(book)
                if let newer = book.entries.lazy.compactMap(\.newer).first ?? book.state.newer {
                    notes.append("the ledger of \(name) is read in part: \(newer)")
                }
            } catch {
                notes.append(error.description)
                continue
            }
            notes += try await ports.doubts(name)
        }
        notes += try await ports.vanished()
        let pins = ports.project.pins
        let known = { (hex: String) in
            books.reduce(into: Set(pins.map(\.image.digest).filter { $0.hex.hasPrefix(hex) })) {
                $0.formUnion(ImageTrace.digests(beginningWith: hex, in: $1.entries))
            }
        }
        let build = try await TracedBuild(query, ports, knowing: known)
        if ports.project.settings.ledger == .local {
            notes.append(
                "ledgers are kept on each host (`ledger: local`); what other hosts applied is not told here"
            )
        }
        let origins = TraceOrigins(ports)
        var runs: [TracedRun] = []
        for book in books {
            let trace = ImageTrace(
                of: build.digests, in: book.name, entries: book.entries, state: book.state)
            for run in trace.runs { runs.append(await traced(run, origins, pins)) }
        }
        return TraceReport(
            query: query, commit: build.commit, digests: build.digests, runs: runs,
            pins: pins.filter { build.digests.contains($0.image.digest) },
            notes: build.notes + notes)
    }

    private func book(of name: PinionModel::Environment.Name) async throws(LedgerError) -> Book {
        let entries = try await ports.ledger.parsedEntries(of: name)
        guard let tip = try await ports.ledger.newest(of: name) else {
            return Book(name: name, entries: [], state: LedgerState())
        }
        do throws(UnreadableLedger) {
            let state = try LedgerState(parsing: tip.record.state)
            return Book(name: name, entries: entries, state: state)
        } catch {
            throw .unreadable(error, at: tip.id, of: name)
        }
    }

    private func traced(
        _ run: ImageRun, _ origins: TraceOrigins, _ pins: [TracedPin]
    ) async -> TracedRun {
        let origin = await origins.origin(of: run)
        let details =
            await origin.asyncMap { await ports.history.knownCommit($0.revision.id) } ?? nil
        return TracedRun(
            run: run, origin: origin,
            pullRequest: details.flatMap { PullRequestMention(inMessage: $0.message) },
            isPinned: pins.contains {
                $0.environment == run.environment && $0.key.covers(run.container)
                    && $0.image.digest == run.image.digest
            })
    }
}

extension Project {
    /// Every pin of the environments that can be read.
    var pins: [TracedPin] {
        environments.flatMap { read -> [TracedPin] in
            guard case .success(let environment) = read.result else { return [] }
            return environment.pins.map {
                TracedPin(environment: environment.name, key: $0.key, image: $0.value.image)
            }
        }
    }
}
