import ArgumentParser
import PinionProcess
import PinionReports
import PinionWiring

/// The way of writing a command's result: one of the formats that can write its documents.
struct OutputOptions<Documents: DocumentKind>: ParsableArguments {
    @Option(help: "How to write it: \(FormatChoice<Documents>.list).")
    var format = FormatChoice<Documents>()

    @Flag(help: "Show whole digests on a terminal too.")
    var details = false

    /// Writes a result; failures that the format leaves out go to standard error.
    func show(_ document: Document, _ process: ProcessContext) {
        let rendering = Rendering(
            style: Terminal.style(isDetailed: details, environment: process.environment),
            token: "pinion-\(process.clock.nonce())")
        Terminal.print(format.format.text(of: document, rendering))
        for failure in document.failures where format.format.leavesFailures {
            Terminal.complain("error: \(failure)\n")
        }
    }
}

/// One of the formats for a kind of documents; the default is the first.
struct FormatChoice<Documents: DocumentKind>: ExpressibleByArgument {
    let format: Format

    private static var all: [Format] { [Format].all.writing(Documents.kind) }

    /// The names in a sentence: `text, json or markdown`.
    static var list: String {
        let names = allValueStrings
        return names.dropLast().joined(separator: ", ") + " or " + (names.last ?? "")
    }

    static var allValueStrings: [String] { all.map(\.name) }

    var defaultValueDescription: String { format.name }

    init() { format = Self.all[0] }

    init?(argument: String) { self.init(argument, in: .all) }

    /// Finds the format with a name; `nil` if none with that name can write the documents.
    init?(_ name: String, in formats: [Format]) {
        let format = formats.writing(Documents.kind).first { $0.name == name }
        guard let format else { return nil }
        self.format = format
    }
}

/// The kind of documents that a command writes, as a type.
protocol DocumentKind { static var kind: Document.Kind { get } }

enum ReportDocuments: DocumentKind { static let kind = Document.Kind.report }
enum ProposalDocuments: DocumentKind { static let kind = Document.Kind.proposals }
enum TraceDocuments: DocumentKind { static let kind = Document.Kind.trace }
enum LogDocuments: DocumentKind { static let kind = Document.Kind.log }
enum ReviewDocuments: DocumentKind { static let kind = Document.Kind.review }
