import PinionTesting

/// A person's working copy of a small shop, with environments on sandboxes and images in a folder: what a user has.
///
/// Everything lies in a scratch folder; the user's and the machine's git settings are kept out.
struct Shop: Sendable {
    /// Where `origin` is.
    enum Origin: Sendable {
        /// There is none: the working copy stands for itself.
        case none
        /// A bare repository on the same disk.
        case disk
        /// The same, behind a server.
        case server(GitHTTPServer)
    }

    let scratch: Scratch
    /// The working copy's absolute path.
    let folder: String
    /// The bare repository behind `origin`.
    let origin: BareRepository?
    /// Where caches are kept.
    let cache: String
    /// Where states are kept.
    let state: String

    /// Makes the working copy, commits it, pushes it where there is an origin, and starts the sandboxes.
    ///
    /// With `settings` as `nil` there is no `pinion.yaml`.
    static func make(
        in scratch: Scratch, _ environments: [ShopEnvironment] = [ShopEnvironment()],
        origin: Origin = .none, settings: String? = "images: layout:.pinion/images\n"
    ) async throws -> Shop {
        let remote: BareRepository? =
            if case .none = origin { nil } else {
                try await BareRepository.make(at: scratch.makeFolder("remotes") + "/shop.git")
            }
        let shop = Shop(
            scratch: scratch, folder: try scratch.makeFolder("shop"), origin: remote,
            cache: try scratch.makeFolder("cache"), state: try scratch.makeFolder("state"))
        try scratch.makeFolder("home")
        try await shop.fill(environments, settings)
        try await shop.git("init", "--quiet", "--initial-branch=main")
        switch origin {
        case .none: break
        case .disk:
            try await shop.git("remote", "add", "origin", scratch.path(of: "remotes/shop.git"))
        case .server(let server):
            try await shop.git("remote", "add", "origin", server.address(of: "shop.git"))
        }
        try await shop.publish("Pin the shop")
        return shop
    }

    private func fill(_ environments: [ShopEnvironment], _ settings: String?) async throws {
        try write(".pinion/\n", to: ".gitignore")
        if let settings { try write(settings, to: "pinion.yaml") }
        for environment in environments {
            try write(
                environment.environmentFile, to: "environments/\(environment.name)/environment.yaml"
            )
            try write(environment.pinsFile, to: "environments/\(environment.name)/pins.yaml")
            if environment.runtime == nil {
                try write(environment.sandboxFile, to: environment.sandboxPath)
            }
        }
        try scratch.makeFolder("shop/.pinion")
        try await Command(
            "cp", ["-R", "\(Program.project)/examples/images", "\(folder)/.pinion/images"]
        ).succeed()
    }

    // MARK: Files and git

    /// Writes a file of the working copy.
    func write(_ text: String, to file: String) throws {
        try scratch.write(text, to: "shop/\(file)")
    }

    /// Reads a file of the working copy.
    func read(_ file: String) throws -> String { try scratch.read("shop/\(file)") }

    /// Runs git in the working copy, and returns its output without the final line break.
    @discardableResult
    func git(_ arguments: String...) async throws -> String {
        try await Command("git", arguments, environment: surroundings, directory: folder).succeed()
    }

    /// Commits everything, pushes it where there is an origin, and returns the commit's id.
    @discardableResult
    func publish(_ message: String, force: Bool = false) async throws -> String {
        try await git("add", "--all")
        try await git("commit", "--quiet", "--allow-empty", "--message", message)
        if let origin {
            // Straight to the disk: what the server does wrong is meant for Pinion, not for the person who pushes.
            try await git(
                "push", "--quiet", force ? "--force" : "--no-force", origin.path, "HEAD:main")
            try await git("update-ref", "refs/remotes/origin/main", "HEAD")
        }
        return try await git("rev-parse", "HEAD")
    }

    /// Commits and publishes another pin of a service.
    @discardableResult
    func pin(_ service: String, to image: String, in environment: String = "production")
        async throws -> String
    {
        let file = "environments/\(environment)/pins.yaml"
        let lines = try read(file).split(separator: "\n").map { line in
            line.hasPrefix("  \(service): ") ? "  \(service): \(image)" : String(line)
        }
        try write(lines.joined(separator: "\n") + "\n", to: file)
        return try await publish("Pin \(service) to \(image.split(separator: "@").first ?? "")")
    }

    /// Replaces the rules of an environment, and publishes that.
    func rule(_ rules: [String], in environment: String = "production") async throws {
        let changed = ShopEnvironment(name: environment, rules: rules)
        try write(changed.environmentFile, to: "environments/\(environment)/environment.yaml")
        try await publish("Change the rules of \(environment)")
    }

    // MARK: Running

    /// What the program finds around itself: folders of its own, no settings of the machine, no credentials.
    var surroundings: [String: String?] {
        var variables = BareRepository.isolation
        variables.merge([
            "HOME": scratch.path(of: "home"), "XDG_CACHE_HOME": cache, "XDG_STATE_HOME": state,
            "XDG_CONFIG_HOME": scratch.path(of: "home/.config"),
            "DOCKER_CONFIG": scratch.path(of: "home/.docker"),
            "NO_COLOR": "1", "COLUMNS": nil, "DOCKER_HOST": nil, "DOCKER_CONTEXT": nil,
            "SSH_AUTH_SOCK": nil,
            "GITHUB_TOKEN": nil, "http_proxy": nil, "https_proxy": nil, "HTTP_PROXY": nil,
            "HTTPS_PROXY": nil,
            "ALL_PROXY": nil, "all_proxy": nil,
        ]) { $1 }
        return variables
    }

    /// The program with arguments, in the working copy unless another folder is named.
    func command(
        _ arguments: [String], in directory: String? = nil, deadline: Duration = .seconds(180),
        variables: [String: String] = [:]
    ) -> Command {
        Command(
            Program.path, arguments,
            environment: surroundings.merging(variables) { _, given in given },
            directory: directory ?? folder, deadline: deadline)
    }

    /// Runs the program to its end.
    @discardableResult
    func pinion(_ arguments: String..., in directory: String? = nil) async throws -> CommandOutcome
    {
        try await command(arguments, in: directory).run()
    }

    /// The same working copy for another person: a clone, caches and states of their own, and the same sandboxes.
    func clone(_ name: String) async throws -> Shop {
        let copy = Shop(
            scratch: scratch, folder: scratch.path(of: name), origin: origin,
            cache: try scratch.makeFolder("\(name)-cache"),
            state: try scratch.makeFolder("\(name)-state"))
        let address = try await git("remote", "get-url", "origin")
        try await Command(
            "git", ["clone", "--quiet", origin?.path ?? folder, copy.folder],
            environment: surroundings
        ).succeed()
        try await copy.git("remote", "set-url", "origin", address)
        try await Command("ln", ["-s", "\(folder)/.pinion", "\(copy.folder)/.pinion"]).succeed()
        return copy
    }
}
