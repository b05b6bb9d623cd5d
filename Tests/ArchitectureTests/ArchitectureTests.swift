import Testing

@Suite(.timeLimit(.minutes(10)))
struct ArchitectureTests {
    @Test func `the manifest declares the table's targets and dependencies`() async throws {
        let targets = try await Manifest.load().targets.filter { $0.type != "test" }
        let table = ArchitectureTables.dependencies
        #expect(targets.map(\.name).sorted() == table.keys.sorted())
        for target in targets {
            let declared = target.dependencies.map(\.name).sorted()
            #expect(declared == table[target.name], "\(target.name)")
        }
    }

    @Test func `every import is in the table`() throws {
        let strangers = try SourceTree.swift("Sources").flatMap { file in
            let allowed = ArchitectureTables.imports[file.target] ?? []
            return file.imports.filter { !allowed.contains($0) }.map { "\(file.path): \($0)" }
        }
        #expect(strangers == [])
    }

    @Test func `every target of ours that a file imports is one that the manifest declares`() {
        for (target, imports) in ArchitectureTables.imports {
            let ours = imports.filter { $0.hasPrefix("Pinion") || $0.hasPrefix("CLib") }
            let declared = ArchitectureTables.dependencies[target] ?? []
            #expect(ours.subtracting(declared) == [], "\(target)")
        }
    }

    @Test func `no adapter imports another, and none imports a use case`() {
        let adapters: Set = ["PinionForges", "PinionGit", "PinionRegistry", "PinionRuntimes"]
        let useCases: Set = [
            "PinionHistory", "PinionProposals", "PinionReconcile", "PinionReview",
        ]
        let above: Set = ["PinionCommands", "PinionOperations", "PinionWiring"]
        for target in adapters.union(["PinionHTTP", "PinionReports"]).union(useCases) {
            let imports = ArchitectureTables.imports[target] ?? []
            #expect(imports.isDisjoint(with: adapters.union(above)), "\(target)")
        }
        for adapter in adapters {
            let imports = ArchitectureTables.imports[adapter] ?? []
            #expect(
                imports.isDisjoint(with: useCases.union(["PinionDecisions", "PinionFiles"])),
                "\(adapter)")
        }
        let full: Set = ["Foundation", "FoundationNetworking", "FoundationXML"]
        #expect(ArchitectureTables.imports.values.allSatisfy(full.isDisjoint(with:)))
    }

    @Test func `no file has more lines than can be read in one go`() throws {
        for (folder, limit) in ArchitectureTables.lineLimits {
            let long = try SourceTree.swift(folder).filter { $0.lineCount > limit }
            #expect(long.map { "\($0.path): \($0.lineCount)" } == [])
        }
    }

    @Test func `no file or folder has a name that says nothing`() throws {
        let empty = try (SourceTree.swift("Sources") + SourceTree.swift("Tests")).filter { file in
            file.path.dropLast(".swift".count).split { $0 == "/" || $0 == "+" }.contains { part in
                ArchitectureTables.emptyNames.contains { part.hasSuffix($0) }
            }
        }
        #expect(empty.map(\.path) == [])
    }

    @Test func `no file names a folder of the machine that it was written on`() throws {
        let folders = ["work", "root"].map { "/\($0)/" }
        let files = try SourceTree.files(endings: [""]).filter { file in
            folders.contains { mentions($0, in: file.text) }
        }
        #expect(files.map(\.path) == [])
    }

    /// Whether an absolute path starts with the folder somewhere in a text (as a part of a longer path it is another one).
    private func mentions(_ folder: String, in text: String) -> Bool {
        text.ranges(of: folder).contains { range in
            guard range.lowerBound > text.startIndex else { return true }
            let before = text[text.index(before: range.lowerBound)]
            return !(before.isLetter || before.isNumber || "._-})/".contains(before))
        }
    }
}
