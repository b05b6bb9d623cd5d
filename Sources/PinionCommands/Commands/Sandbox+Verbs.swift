import ArgumentParser
import PinionModel
import PinionRuntimes
import PinionWiring

extension Sandbox {
    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "create",
            abstract: "Create a service; CONTAINER=IMAGE for several containers, or just IMAGE.")

        @Argument var service: String
        @Argument(
            help: ArgumentHelp("IMAGE, or CONTAINER=IMAGE for each container.", valueName: "image"))
        var images: [String]
        @Option var instances = 1
        @OptionGroup var file: FileOptions

        func run() async throws {
            let containers = try images.map { text in
                let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
                let image = try ImageReference(parsing: parts.last ?? "")
                return (name: parts.count == 2 ? parts[0] : service, image: image)
            }
            try await file.infrastructure().create(
                service, containers: containers, instances: instances)
        }
    }

    struct Update: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "update", abstract: "Declare another image as it is given, pinned or not.")

        @Argument var service: String
        @Argument var image: Reference
        @Option var container: String?
        @OptionGroup var file: FileOptions

        func run() async throws {
            try await file.infrastructure().update(
                service, container: container, to: image.reference)
        }
    }

    struct Restart: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "restart",
            abstract: "Restart a service: a floating reference is looked up again.")

        @Argument var service: String
        @Option(help: "Only this instance.") var instance: String?
        @OptionGroup var file: FileOptions

        func run() async throws {
            try await file.infrastructure().restart(service, instance: instance)
        }
    }

    struct Recreate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "recreate",
            abstract: "Delete a service and create it again from its template.")

        @Argument var service: String
        @OptionGroup var file: FileOptions

        func run() async throws { try await file.infrastructure().recreate(service) }
    }

    struct Template: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "template", abstract: "Change what a re-creation would use.")

        @Argument var service: String
        @Argument var image: Reference
        @Option var container: String?
        @OptionGroup var file: FileOptions

        func run() async throws {
            try await file.infrastructure().template(
                service, container: container, to: image.reference)
        }
    }

    struct Scale: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "scale", abstract: "Change how many instances run.")

        @Argument var service: String
        @Argument var instances: Int
        @OptionGroup var file: FileOptions

        func run() async throws {
            try await file.infrastructure().scale(service, to: instances)
        }
    }

    struct Fail: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "fail", abstract: "Break something on demand.")

        @Argument var service: String
        @Argument(help: "What breaks: \(SandboxFailure.words.joined(separator: ", ")).")
        var failure: String
        @OptionGroup var file: FileOptions

        func run() async throws {
            guard let failure = SandboxFailure(parsing: failure) else {
                throw Complaint(
                    "`\(failure)` is not a failure that the sandbox knows; it knows "
                        + SandboxFailure.words.joined(separator: ", "))
            }
            try await file.infrastructure().fail(service, failure)
        }
    }

    struct Mend: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "mend",
            abstract: "Take the failures away again, of one service or of all.")

        @Argument var service: String?
        @OptionGroup var file: FileOptions

        func run() async throws { try await file.infrastructure().mend(service) }
    }

    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "remove", abstract: "Delete a service.")

        @Argument var service: String
        @OptionGroup var file: FileOptions

        func run() async throws { try await file.infrastructure().remove(service) }
    }

    struct Tag: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "tag",
            abstract: "Move a tag of the images to another image, as a build pipeline does.")

        @Argument(help: "The tag to move, as REPOSITORY:TAG.") var tag: Reference
        @Argument(help: "The image that it names from now on.") var image: Reference
        @OptionGroup var file: FileOptions

        func run() async throws {
            let registries = try await file.resolved().registries
            guard let name = tag.reference.tag, let retagger = registries.retagging else {
                throw Complaint("name a tag, as REPOSITORY:TAG")
            }
            let digest: Digest
            if let known = image.reference.digest {
                digest = known
            } else {
                digest = try await registries.reading.resolve(image.reference)
            }
            let image = PinnedImage(repository: tag.reference.repository, digest: digest)
            try await retagger.tag(image, as: name)
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "show", abstract: "Show what the sandbox holds.")

        @OptionGroup var file: FileOptions

        func run() async throws {
            let lines = try await file.infrastructure().show()
            Terminal.print(lines.map { $0 + "\n" }.joined())
        }
    }
}
