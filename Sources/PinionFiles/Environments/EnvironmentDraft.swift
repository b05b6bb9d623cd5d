import PinionModel
import PinionReading
import PinionSites
import PinionSyntax

/// The readable parts of one environment, and all its mistakes so far.
///
/// A draft with mistakes is still compared with other environments: it claims its objects anyway.
struct EnvironmentDraft {
    private static let keys = [
        "runtime", "apply", "untracked", "limits", "promotion", "windows", "freeze", "trust",
        "proposals", "tag",
    ]

    let folder: String
    let name: Environment.Name?
    private(set) var mistakes: [FileMistake] = []
    private(set) var runtime: (settings: any RuntimeFormat, site: FilePosition)?
    private(set) var rules = RulesDraft(rules: Rules(), promotionSite: nil)
    private(set) var services: [Service] = []

    init(
        _ folder: EnvironmentFolder, kinds: [any RuntimeFormat.Type], isKnownZone: (String) -> Bool
    ) {
        self.folder = folder.name
        name = Environment.Name(parsing: folder.name)
        if name == nil {
            mistakes.append(
                FileMistake(
                    at: FilePosition(startOf: folder.path),
                    "\(QuotedText(folder.name)) is no environment's name",
                    remedy:
                        "rename the folder: up to 63 of a to z, 0 to 9 and -, not starting with -"))
        }
        mistakes += folder.misplaced
        readEnvironmentFile(of: folder, kinds, isKnownZone)
        readPins(of: folder)
    }

    /// Adds a mistake that the comparison with other environments found.
    mutating func add(_ mistake: FileMistake) { mistakes.append(mistake) }

    /// The environment, or all its mistakes.
    var result: Result<Environment, FileMistakes> {
        guard mistakes.isEmpty, let name, let runtime else {
            return .failure(FileMistakes(mistakes))
        }
        return .success(
            Environment(
                name: name, runtime: runtime.settings, rules: rules.rules, services: services))
    }

    /// The environment from its environment file only; `nil` if that names no runtime.
    var withoutPins: Environment? {
        guard let name, let runtime else { return nil }
        return Environment(name: name, runtime: runtime.settings, rules: rules.rules, services: [])
    }

    // MARK: Files

    private mutating func readEnvironmentFile(
        of folder: EnvironmentFolder, _ kinds: [any RuntimeFormat.Type],
        _ isKnownZone: (String) -> Bool
    ) {
        guard let file = folder.environmentFile else {
            return missing(
                "environment.yaml", in: folder, "run `pinion init` to write it from what runs")
        }
        guard let (opened, root) = opened(file) else { return }
        var reading = opened
        defer { mistakes += reading.mistakes }
        guard
            let fields = reading.fields(
                of: root, as: FileReading.wholeFile, "in an environment file", known: Self.keys)
        else { return }
        let want = "what runs the services, such as { swarm: { stack: shop } }"
        if let node = reading.required("runtime", in: fields, as: FileReading.wholeFile, want: want)
        {
            runtime = reading.runtime(node, of: kinds).map { ($0, reading.site(of: node)) }
        }
        rules = reading.rules(fields, isKnownZone: isKnownZone)
    }

    private mutating func readPins(of folder: EnvironmentFolder) {
        let files = folder.pinsFiles
        if files.isEmpty {
            missing("pins.yaml", in: folder, "run `pinion init` to write it from what runs")
        }
        var servicesByFile: [[Service]] = []
        for file in files {
            guard let (opened, root) = opened(file) else { continue }
            var reading = opened
            servicesByFile.append(reading.pins(root))
            mistakes += reading.mistakes
        }
        services = servicesByFile.flatMap(\.self)
        mistakes += ServiceClashes(servicesByFile).mistakes
    }

    private mutating func opened(_ file: RepositoryFile) -> (FileReading, YAMLNode)? {
        // The folder's mistakes include a link already.
        guard file.mistakeOfLink == nil else { return nil }
        do throws(FileMistakes) { return (FileReading(path: file.path), try file.tree()) } catch {
            mistakes += error.mistakes
            return nil
        }
    }

    private mutating func missing(_ name: String, in folder: EnvironmentFolder, _ remedy: String) {
        let stem = name.dropLast("yaml".count)
        // A link or misnamed file in its place has been reported already.
        let isExplained = folder.misplaced.contains {
            $0.position.path == folder.path || $0.position.path.contains(stem)
        }
        guard !isExplained else { return }
        mistakes.append(
            FileMistake(
                at: FilePosition(path: "\(folder.path)/\(name)", line: 1, column: 1),
                "the file is missing", remedy: remedy))
    }
}
