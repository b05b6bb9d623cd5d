import PinionDecisions
import PinionModel

/// The pins that an environment lacks for what runs in its scope.
struct MissingPins {
    /// The services to pin: new ones, and known ones with their further containers.
    let services: [Service]
    /// The services that cannot be pinned, and why.
    let leftOut: [LeftOut]
    /// The questions that the registries must still be asked.
    let open: Set<RegistryQuestion>

    init(in inventory: Inventory, _ environment: Environment, answers: RegistryAnswers) {
        let pinned = Dictionary(
            environment.services.map { ($0.nameInRuntime, $0) }, uniquingKeysWith: { one, _ in one }
        )
        let keys = Set(environment.services.map(\.name))
        let wanted = inventory.services.filter { seen in
            !environment.rules.untrackedIgnore.contains { $0.matches(seen.name) }
                && pinned[seen.name].map { Self.lacks($0, seen) } ?? true
        }
        let adoption = Adoption(
            Inventory(services: wanted),
            file: environment.services.first?.pins.first?.site.path ?? "", answers: answers)
        open = adoption.open
        var services: [Service] = []
        var leftOut = adoption.unpinnable.map { LeftOut($0.name, $0.reason) }
        leftOut += adoption.unconfirmed.map { LeftOut($0.name, $0.reason.description, .failed) }
        let unconfirmed = Set(adoption.unconfirmed.map(\.name))
        for service in adoption.services where !unconfirmed.contains(service.name.description) {
            guard let known = pinned[service.nameInRuntime] else {
                if keys.contains(service.name) {
                    leftOut.append(
                        LeftOut(
                            service.name.description,
                            "its name is the key of another service; add it by hand under another "
                                + "key"))
                } else {
                    services.append(service)
                }
                continue
            }
            guard known.pins.allSatisfy({ $0.container != nil }) else {
                leftOut.append(
                    LeftOut(
                        known.name.description,
                        "it runs several containers, and is pinned as one; write its pin under "
                            + "`containers` by hand"))
                continue
            }
            services.append(Self.further(service, than: known))
        }
        self.services = services.sorted { $0.name < $1.name }
        self.leftOut = leftOut
    }

    /// Whether a known service runs a container that has no pin.
    private static func lacks(_ known: Service, _ seen: ServiceObservation) -> Bool {
        let pinned = Set(known.pins.map { $0.container ?? seen.containers.first?.name })
        return seen.containers.contains { !pinned.contains($0.name) }
    }

    private static func further(_ service: Service, than known: Service) -> Service {
        let pinned = Set(known.pins.map(\.container))
        return Service(
            name: known.name, runtimeName: known.runtimeName,
            pins: service.pins.map { pin in
                Pin(
                    container: pin.container ?? service.name.description, image: pin.image,
                    site: pin.site)
            }.filter { !pinned.contains($0.container) })
    }
}
