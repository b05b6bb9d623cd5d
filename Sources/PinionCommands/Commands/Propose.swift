import ArgumentParser
import PinionFiles
import PinionModel
import PinionProposals
import PinionReconcile
import PinionWiring

/// `pinion propose ENV SERVICE=IMAGE…`: images that somebody names.
struct Propose: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "propose",
        abstract: "Propose images for pinned services: one commit, one pull request.",
        discussion: """
            Resolves each image to its digest, changes exactly those bytes of the pins, commits, \
            pushes the branch pinion/ENV/propose, and opens or refreshes its pull request. What an \
            open one proposes already stays. The same call again changes nothing. Your working \
            copy is never touched.

            IMAGE is a reference with a tag or a digest; :TAG or @DIGEST alone means the pinned \
            repository.

            Examples:
              pinion propose production web=:1.9.0
              pinion propose production web=registry.example.com/shop/web:1.9.0 api/proxy=@sha256:…
              pinion propose production --from imagedefinitions.json --service web

            A file of image definitions is what a build hands to CodePipeline's ECS action: \
            [{"name": CONTAINER, "imageUri": IMAGE}]. Its containers are of the service that \
            --service names, or of the only one that has them all.

            Exit codes: 0 done, or nothing to do; 1 an error, nothing pushed; 3 a rule refuses: \
            window, freeze, hold.
            """)

    @Argument(help: "The environment.") var environment: String
    @Argument(
        help: ArgumentHelp(
            "What to run: SERVICE=IMAGE, or SERVICE/CONTAINER=IMAGE.", valueName: "service=image"))
    var wishes: [ImageWish] = []
    @Option(
        help: ArgumentHelp(
            "A file of image definitions instead of images; - reads standard input.",
            valueName: "file")) var from: String?
    @Option(help: ArgumentHelp("The service that --from is about.", valueName: "service"))
    var service: String?
    @OptionGroup var override: OverrideOption
    @OptionGroup var writing: WritingOptions
    @OptionGroup var common: CommonOptions

    func validate() throws {
        guard wishes.isEmpty == (from != nil) else {
            throw ValidationError("name images as SERVICE=IMAGE, or a file with --from, not both")
        }
        guard service == nil || from != nil else {
            throw ValidationError("--service needs --from FILE; else write SERVICE=IMAGE")
        }
    }

    func run() async throws {
        let definitions = try from.map {
            try ImageDefinitions(at: $0, in: ProcessContext.current.folder)
        }
        try await Proposing(common, writing).run(
            [environment],
            NamedImagesPlanner(
                images: definitions.map { .defined($0, service: service) } ?? .named(wishes),
                override: try override.reason()))
    }
}

extension ImageWish: ExpressibleByArgument {}
