import FoundationEssentials
import PinionSyntax
import PinionTesting

/// The ready-made jobs under `examples/wiring`.
enum Wiring {
    static let folder = "\(Program.project)/examples/wiring"
    static let scripts = "\(folder)/scripts"

    /// The files of one of its folders, in order.
    static func files(in name: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: "\(folder)/\(name)").sorted()
            .map { "\(name)/\($0)" }
    }

    static func text(of file: String) throws -> String {
        String(decoding: try Data(contentsOf: URL(filePath: "\(folder)/\(file)")), as: UTF8.self)
    }

    /// A file's lines that are neither empty nor a comment.
    static func lines(of file: String) throws -> [String] {
        try text(of: file).split(separator: "\n").map(String.init).filter { !$0.hasPrefix("#") }
    }

    /// A file as a tree, read by the same strict reader as pins.
    static func tree(of file: String) throws -> YAMLNode {
        try YAMLNode(parsing: SourceText(path: file, bytes: Array(text(of: file).utf8)))
    }

    /// A script, with nothing of a forge around it but what is given; `pinion` is found in `programs`.
    static func script(
        _ name: String, _ arguments: [String], _ variables: [String: String?] = [:],
        in shop: Shop, programs: String = Program.folder
    ) -> Command {
        var environment = shop.surroundings
        for name in ["GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY", "GITHUB_ENV", "GITHUB_SERVER_URL"]
            + ["GITEA_ACTIONS", "FORGEJO_ACTIONS", "GITEA_TOKEN", "FORGEJO_TOKEN", "RUNNER_TEMP"]
            + ["GITLAB_CI", "CI_PROJECT_URL", "CI_SERVER_URL", "CI_SERVER_HOST", "CI_JOB_TOKEN"]
            + ["CI_MERGE_REQUEST_IID", "CI_MERGE_REQUEST_SOURCE_BRANCH_SHA", "GITLAB_TOKEN"]
            + ["PINION_BASE", "PINION_HEAD", "PINION_FORK", "PINION_SOURCE", "NETRC"]
            + ["PINION_DOCKER_CONFIG", "CI", "CI_FORGE_URL", "CI_FORGE_TYPE"]
        {
            environment.updateValue(nil, forKey: name)
        }
        environment["PATH"] = "\(programs):\(scripts):/usr/local/bin:/usr/bin:/bin"
        environment.merge(variables) { $1 }
        return Command(
            "\(scripts)/\(name)", arguments, environment: environment, directory: shop.folder)
    }
}

extension Program {
    /// The folder that holds the built program.
    static var folder: String {
        String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)])
    }
}

extension YAMLNode {
    /// Every scalar below a key of that name, however deep, in source order.
    func scalars(under key: String) -> [String] {
        let below = (entries ?? []).flatMap { entry in
            entry.name == key ? entry.value.scalars : entry.value.scalars(under: key)
        }
        return below + (elements ?? []).flatMap { $0.scalars(under: key) }
    }

    /// Every scalar below, in source order.
    var scalars: [String] {
        if let scalar { return [scalar] }
        return (entries ?? []).flatMap(\.value.scalars) + (elements ?? []).flatMap(\.scalars)
    }

    /// A mapping of scalars.
    var pairs: [String: String] {
        Dictionary(
            (entries ?? []).map { ($0.name, $0.value.scalar ?? "") }, uniquingKeysWith: { $1 })
    }
}
