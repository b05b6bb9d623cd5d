import PinionModel
import PinionSyntax

extension ForgeClient: PullRequestConfiguring {
    func apply(
        _ options: PullRequestOptions, to request: PullRequest, into target: String
    ) async -> [String] {
        var notes: [String] = []
        if options.isDraft, !request.isDraft {
            notes.append("\(label) opened it, and not as a draft")
        }
        if !options.labels.isEmpty {
            let calls = dialect.labeling(request.number, with: options.labels)
            notes += await notesFromSending("has no labels", calls, .label(request.number))
        }
        if !options.reviewers.isEmpty { notes += await ask(options.reviewers, on: request.number) }
        if options.autoMerges {
            notes += await enableAutoMerge(request.number, into: target)
        }
        return notes
    }

    /// Sends independent requests, also after one has failed, and returns the failures as notes.
    private func notesFromSending(
        _ lack: String, _ calls: [ForgeCall]?, _ operation: ForgeOperation
    ) async -> [String] {
        guard let calls else { return ["\(label) \(lack)"] }
        var notes: [String] = []
        for call in calls {
            do throws(ForgeError) { _ = try await session.send(call, for: operation) } catch {
                notes.append(error.description)
            }
        }
        return notes
    }

    private func ask(_ reviewers: [String], on number: Int) async -> [String] {
        let operation = ForgeOperation.ask(number)
        var known: [String] = []
        var notes: [String] = []
        do throws(ForgeError) {
            for reviewer in reviewers {
                guard let call = dialect.finding(reviewer) else {
                    known.append(reviewer)
                    continue
                }
                let found = try await session.ask(call, for: operation).array?.first?["id"]?.int
                if let found {
                    known.append(String(found))
                } else {
                    notes.append("\(label) knows no reviewer \(ShownText(reviewer))")
                }
            }
            guard !known.isEmpty else { return notes }
            let calls = dialect.asking(known, on: number, of: try await current(number, operation))
            return notes + (await notesFromSending("", calls, operation))
        } catch {
            return notes + [error.description]
        }
    }
}
