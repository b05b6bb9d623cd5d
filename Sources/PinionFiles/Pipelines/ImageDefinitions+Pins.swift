package import PinionModel
import PinionReading
import PinionSites
import PinionSyntax

extension ImageDefinitions {
    /// Returns the pin for each entry, in the order of the file.
    ///
    /// A container belongs to the named service, or else to the only one that has all containers of
    /// the file. A service in the short form has one container, whose name is not in git: it
    /// matches the service's name, or any name if the service is named.
    /// - Throws: the entries that match no pin, or several, each with its place.
    package func pins(
        in environment: Environment, of service: String? = nil
    ) throws(FileMistakes) -> [(key: PinKey, image: ImageReference)] {
        let isOnly = service != nil && entries.count == 1
        let service =
            if let service {
                try named(service, in: environment)
            } else {
                try owner(in: environment)
            }
        var found: [(key: PinKey, image: ImageReference)] = []
        var mistakes: [FileMistake] = []
        for entry in entries {
            if let key = service.key(of: entry.name, orOnly: isOnly) {
                found.append((key, entry.image))
            } else {
                mistakes.append(Self.stranger(entry, to: service))
            }
        }
        guard mistakes.isEmpty else { throw FileMistakes(mistakes) }
        return found
    }

    private func named(
        _ name: String, in environment: Environment
    ) throws(FileMistakes) -> Service {
        let services = environment.services
        if let service = services.first(where: { $0.name.description == name }) { return service }
        let guess = nearest(to: name, among: services.map(\.name.description))
        throw mistake(
            at: start, "\(environment.name) pins no service \(QuotedText(name))",
            guess.map { "did you mean `\($0)`?" } ?? "name one of its services with --service")
    }

    /// Returns the only service that has every container of the file.
    private func owner(in environment: Environment) throws(FileMistakes) -> Service {
        let owners = environment.services.filter { service in
            entries.allSatisfy { service.key(of: $0.name, orOnly: false) != nil }
        }
        if owners.count == 1, let owner = owners.first { return owner }
        let names = entries.map { "`\(ShownText($0.name))`" }
        let containers = "the container\(names.count == 1 ? "" : "s") \(listed(names, "and"))"
        guard owners.isEmpty else {
            throw mistake(
                at: start,
                "\(containers) may be of \(listed(owners.map(\.name.description), "or"))",
                "name the service with --service")
        }
        let lone = entries.first { entry in
            environment.services.allSatisfy { $0.key(of: entry.name, orOnly: false) == nil }
        }
        let subject =
            lone.map { "the container \(QuotedText($0.name))" } ?? "\(containers) together"
        throw mistake(
            at: lone?.position ?? start, "no service of \(environment.name) has \(subject)",
            "name the service with --service, or pin the container under `containers`")
    }

    private static func stranger(_ entry: Entry, to service: Service) -> FileMistake {
        let known = service.pins.compactMap(\.container)
        return FileMistake(
            at: entry.position,
            "the service \(service.name) has no container \(QuotedText(entry.name))",
            remedy: known.isEmpty
                ? "it is pinned as one container; leave the others out, or pin each under "
                    + "`containers`"
                : "its containers are \(listed(known, "and"))")
    }

    private var start: FilePosition { FilePosition(startOf: path) }

    private func mistake(
        at site: FilePosition, _ problem: String, _ remedy: String
    ) -> FileMistakes {
        FileMistakes([FileMistake(at: site, problem, remedy: remedy)])
    }
}

extension Service {
    /// Returns a container's pin; the short form's matches the service's name, or any if `isOnly`.
    fileprivate func key(of container: String, orOnly isOnly: Bool) -> PinKey? {
        for pin in pins {
            if let name = pin.container {
                if name == container { return PinKey(service: self.name, container: name) }
            } else if isOnly || [self.name.description, nameInRuntime].contains(container) {
                return PinKey(service: self.name)
            }
        }
        return nil
    }
}
