import PinionFiles
import PinionModel
import Testing

@Suite(.timeLimit(.minutes(10)))
struct ProjectTests {
    static let folder = "environments/production"

    /// An entry of a tree in the place of a file.
    struct EntryCase: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let file: RepositoryFile
        let refusals: [String]

        init(_ name: String, _ path: String, _ kind: RepositoryFile.Kind, _ refusals: [String]) {
            testDescription = name
            let text = path.hasSuffix("environment.yaml") ? Reading.environment : Reading.pins
            let contents = kind == .file || kind == .executable ? Array(text.utf8) : []
            file = RepositoryFile(path: path, kind: kind, contents: contents)
            self.refusals = refusals
        }
    }

    static let entries = [
        EntryCase(
            "a linked pins file", "\(folder)/pins.yaml", .symbolicLink,
            [
                "\(folder)/pins.yaml:1:1: the file is a symbolic link; commit the file itself in its place"
            ]),
        EntryCase(
            "a linked environment file", "\(folder)/environment.yaml", .symbolicLink,
            [
                "\(folder)/environment.yaml:1:1: the file is a symbolic link; commit the file itself in its place"
            ]),
        EntryCase(
            "a link beside the files", "\(folder)/more", .symbolicLink,
            [
                "\(folder)/more:1:1: the file is a symbolic link; commit the file itself in its place"
            ]),
        EntryCase(
            "a submodule in the folder", "\(folder)/shared", .submodule,
            [
                "\(folder)/shared:1:1: the folder is a submodule; commit its files in this repository"
            ]),
        EntryCase(
            "an executable pins file", "\(folder)/pins.yaml", .executable,
            [
                "\(folder)/pins.yaml:1:1: the file is marked as executable; "
                    + "take the mark off: git update-index --chmod=-x \(folder)/pins.yaml"
            ]),
        EntryCase(
            "an executable environment file", "\(folder)/environment.yaml", .executable,
            [
                "\(folder)/environment.yaml:1:1: the file is marked as executable; "
                    + "take the mark off: git update-index --chmod=-x \(folder)/environment.yaml"
            ]),
        EntryCase("an executable that is not read", "\(folder)/deploy.sh", .executable, []),
        EntryCase("a file that is not read", "\(folder)/README.md", .file, []),
        EntryCase(
            "pins of another ending", "\(folder)/extra.pins.yml", .file,
            [
                "\(folder)/extra.pins.yml:1:1: files that end in .yml are not read; rename it to extra.pins.yaml"
            ]),
        EntryCase(
            "pins in capitals", "\(folder)/extra.PINS.yaml", .file,
            [
                "\(folder)/extra.PINS.yaml:1:1: names are read in small letters alone, so that this file is not "
                    + "read; rename it to extra.pins.yaml"
            ]),
        EntryCase(
            "pins in capitals, of another ending", "\(folder)/Pins.YML", .file,
            [
                "\(folder)/Pins.YML:1:1: files that end in .yml are not read; rename it to pins.yaml"
            ]),
        EntryCase(
            "pins in a folder of their own", "\(folder)/eu/pins.yaml", .file,
            [
                "\(folder)/eu/pins.yaml:1:1: environments do not nest, so that this file is not read; "
                    + "move it to \(folder), or to a folder beside it"
            ]),
    ]

    @Test(arguments: entries)
    func `fault 26: links, submodules and executables are refused by name`(row: EntryCase) throws {
        let files = Reading.files([:]).filter { $0.path != row.file.path } + [row.file]
        #expect(try Reading.mistakes(of: files) == row.refusals)
        #expect(try Reading.mistakes("staging", of: files) == [])
    }

    @Test(arguments: [RepositoryFile.Kind.symbolicLink, .submodule])
    func `fault 26: an environment that is a link is refused, the others are read`(
        kind: RepositoryFile.Kind
    ) throws {
        let link = RepositoryFile(path: Self.folder, kind: kind, contents: [])
        let files = Reading.files([:]).filter { !$0.path.hasPrefix(Self.folder) } + [link]
        #expect(try Reading.mistakes(of: files).count == 1)
        #expect(try Reading.mistakes("staging", of: files) == [])
    }

    @Test(arguments: [RepositoryFile.Kind.symbolicLink, .submodule, .file])
    func `fault 26: a folder of environments that is none fails the whole`(
        kind: RepositoryFile.Kind
    ) throws {
        let entry = RepositoryFile(path: "environments", kind: kind, contents: [])
        #expect(throws: FileMistakes.self) { try Reading.reader.project(from: [entry]) }
    }

    @Test func `fault 28: a file over 4 MiB is refused whether its bytes are there or not`() throws
    {
        let path = "\(Self.folder)/pins.yaml"
        let others = Reading.files([:]).filter { $0.path != path }
        let left = RepositoryFile(path: path, contents: [], isTooLarge: true)
        #expect(
            try Reading.mistakes(of: others + [left]) == [
                "\(path):1:1: the file is larger than 4 MiB; split it into smaller files"
            ])
        let bytes = [UInt8](repeating: 0x23, count: 4 << 20 + 1)
        let whole = RepositoryFile(path: path, contents: bytes)
        #expect(try Reading.mistakes(of: others + [whole]).count == 1)
    }

    @Test func `fault 28: bytes that are not UTF-8 are refused at their place`() throws {
        let path = "\(Self.folder)/pins.yaml"
        let file = RepositoryFile(path: path, contents: Array("services:\n  web: ".utf8) + [0xff])
        let files = Reading.files([:]).filter { $0.path != path } + [file]
        let found = try Reading.mistakes(of: files)
        #expect(found.count == 1)
        #expect(found.first?.hasPrefix("\(path):2:8: ") == true)
    }

    @Test func `missing files are said, with the command that writes them`() throws {
        let files = [Reading.file("environments/production/README.md", "")]
        #expect(
            try Reading.mistakes(of: files) == [
                "\(Self.folder)/environment.yaml:1:1: the file is missing; run `pinion init` to write it from what runs",
                "\(Self.folder)/pins.yaml:1:1: the file is missing; run `pinion init` to write it from what runs",
            ])
    }

    @Test func `fault 17: no environment at all is an empty list, never an error of one`() throws {
        #expect(try Reading.reader.project(from: []).environments.isEmpty)
        let beside = [
            Reading.file("environments/README.md", "x"), Reading.file("src/pins.yaml", "x"),
        ]
        #expect(try Reading.reader.project(from: beside).environments.isEmpty)
    }

    @Test(arguments: [
        "Production", "-x", "a_b", "prod.eu", "größe", String(repeating: "a", count: 64),
    ])
    func `a folder whose name is no environment's is refused`(name: String) throws {
        let files = [
            Reading.file("environments/\(name)/environment.yaml", Reading.environment),
            Reading.file("environments/\(name)/pins.yaml", Reading.pins),
        ]
        #expect(
            try Reading.mistakes(name, of: files) == [
                "environments/\(name):1:1: `\(name)` is no environment's name; "
                    + "rename the folder: up to 63 of a to z, 0 to 9 and -, not starting with -"
            ])
    }

    @Test func `pins may stand in several files, and their mistakes come together`() throws {
        let sound = Reading.files([
            "\(Self.folder)/extra.pins.yaml": "services:\n  api: \(PinsCases.api)\n"
        ])
        #expect(
            try Reading.environment(of: sound).get().services.map(\.name.description) == [
                "api", "web",
            ])
        let broken = Reading.files([
            "\(Self.folder)/extra.pins.yaml": "services:\n  api: nginx\n",
            "\(Self.folder)/environment.yaml": Reading.environment + "aply: never\n",
        ])
        #expect(
            try Reading.mistakes(of: broken).map { $0.prefix { $0 != ";" } } == [
                "\(Self.folder)/environment.yaml:2:1: unknown key `aply` in an environment file",
                "\(Self.folder)/extra.pins.yaml:2:8: `nginx` has no digest",
            ])
    }

    @Test func `another folder of environments is read where the settings say so`() throws {
        let files =
            [Reading.file("pinion.yaml", "environments: deploy/envs\n")]
            + Reading.files([:]).map {
                RepositoryFile(path: "deploy/envs" + $0.path.dropFirst(12), contents: $0.contents)
            }
        let project = try Reading.reader.project(from: files)
        #expect(project.environments.map(\.name) == ["production", "staging"])
        #expect(try Reading.mistakes(of: files) == [])
    }

    @Test func `the order of the files does not matter`() throws {
        let files = Reading.files([
            "\(Self.folder)/a.pins.yaml": "services:\n  web: \(PinsCases.api)\n"
        ])
        #expect(try Reading.mistakes(of: files) == Reading.mistakes(of: files.reversed()))
        let sound = Reading.files([
            "\(Self.folder)/a.pins.yaml": "services:\n  api: \(PinsCases.api)\n"
        ])
        #expect(
            try Reading.environment(of: sound).get()
                == Reading.environment(of: sound.reversed()).get())
    }
}
