package import PinionHistory
package import PinionModel
package import PinionProposals
package import PinionReconcile
package import PinionReview
package import PinionSyntax

/// The result of a use case, which every format writes.
package enum Document: Sendable {
    case status(Report)
    case drift(Report)
    case plan(Report)
    case reconcile(Report)
    case proposals([ProposalReport])
    case trace(TraceReport)
    case log([LoggedEntry], of: String, seen: LookRecord.Look?, isLedgerEmpty: Bool)
    case figures(DeliveryFigures, of: String, ledger: LedgerLocation)
    case review(Review)

    /// The kind of a document; all documents of one kind have one shape.
    package enum Kind: Hashable, Sendable, CaseIterable {
        case report
        case proposals
        case trace
        case log
        case review
    }

    /// The document's kind.
    package var kind: Kind {
        switch self {
        case .status, .drift, .plan, .reconcile: .report
        case .proposals: .proposals
        case .trace: .trace
        case .log, .figures: .log
        case .review: .review
        }
    }

    /// The document for people.
    package var blocks: [Block] {
        switch self {
        case .status(let report): StatusText.blocks(report)
        case .drift(let report): FindingsText.drift(report)
        case .plan(let report): PlanText.blocks(report)
        case .reconcile(let report): FindingsText.reconcile(report)
        case .proposals(let reports): ProposalText.blocks(reports)
        case .trace(let report): TraceText.blocks(report)
        case .log(let entries, let environment, let seen, let isLedgerEmpty):
            LogText.blocks(entries, of: environment, seen, isLedgerEmpty: isLedgerEmpty)
        case .figures(let figures, let environment, let place):
            FiguresText.blocks(figures, environment, place)
        case .review(let review): CheckText.blocks(review)
        }
    }

    /// The document for programs; each kind has its own schema.
    ///
    /// Fields are added to a schema, never changed or removed.
    package var json: JSONText {
        switch self {
        case .status(let report), .drift(let report), .plan(let report), .reconcile(let report):
            JSONReport.json(report)
        case .proposals(let reports): ProposalJSON.json(reports)
        case .trace(let report): TraceText.json(report)
        case .log(let entries, let environment, let seen, _):
            LogText.json(entries, environment: environment, seen: seen)
        case .figures(let figures, let environment, let place):
            FiguresText.json(figures, environment: environment, place: place)
        case .review(let review): CheckJSON.json(review)
        }
    }

    /// The failures that the text for people leaves to standard error.
    package var failures: [String] {
        if case .proposals(let reports) = self {
            reports.compactMap(ProposalText.failure)
        } else {
            []
        }
    }
}

/// A part of a document as people read it.
package enum Block: Hashable, Sendable {
    /// A line, with its indent in columns.
    case line(Int, RichText)
    /// Rows of cells; the first one is the head.
    case table([[RichText]])
}

extension [Block] {
    /// Returns the blocks with their lines further to the right.
    func indented(by columns: Int) -> [Block] {
        map { block in
            if case .line(let indent, let text) = block {
                .line(indent + columns, text)
            } else {
                block
            }
        }
    }
}

extension [[Block]] {
    /// The sections with an empty line between them.
    var asDocument: [Block] { [Block](joined(separator: [Block.line(0, "")])) }
}

extension String {
    /// Returns the string's lines as blocks: the first after `start`, the others after `further`.
    func blocks(
        _ indent: Int, _ start: RichText = "", rest: Int, _ further: String = ""
    ) -> [Block] {
        split(separator: "\n", omittingEmptySubsequences: false).enumerated().map { number, line in
            number == 0 ? .line(indent, "\(start)\(line)") : .line(rest, "\(further)\(line)")
        }
    }
}
