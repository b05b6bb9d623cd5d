import PinionModel
import PinionSyntax

/// The services of an environment after some changes, as its files must read back.
struct ChangedServices {
    private var services: [Service.Name: Service]
    private let path: String
    /// The changes that had an effect, in their order.
    private(set) var effective: [PinChange] = []

    init(_ services: [Service], path: String) {
        self.services = Dictionary(services.map { ($0.name, $0) }) { first, _ in first }
        self.path = path
    }

    /// The services, sorted by name, without the places of their pins.
    var result: [Service] { Self.bare(Array(services.values)) }

    /// Returns services sorted by name, without the places of their pins.
    static func bare(_ services: [Service]) -> [Service] {
        services.map { service in
            service.replacing(pins: service.pins.map { $0.with { $0.site = .nowhere } })
        }.sorted { $0.name < $1.name }
    }

    /// Makes a change; has no effect if it is already made.
    mutating func apply(_ change: PinChange) throws(FilesError) {
        switch change {
        case .add(let service): try add(service)
        case .move(let key, let from, let to):
            guard try pin(key).image != to else { return }
            guard try pin(key).image == from else {
                throw .notAsPlanned(
                    key,
                    problem: try "it is \(pin(key).image.reference.familiar), and the change was "
                        + "planned on \(from.reference.familiar); run the command again")
            }
            try update(key) { $0.image = to }
        case .hold(let key, let hold):
            guard try pin(key).hold != hold else { return }
            try update(key) { $0.hold = hold }
        case .release(let key):
            guard try pin(key).hold != nil else {
                throw .notAsPlanned(key, problem: "it has no hold; name a pin that is held")
            }
            try update(key) { $0.hold = nil }
        }
        effective.append(change)
    }

    private mutating func add(_ service: Service) throws(FilesError) {
        guard let present = services[service.name] else {
            services[service.name] = service
            return
        }
        let known = present.pins.map(\.container)
        for pin in service.pins {
            let key = PinKey(service: service.name, container: pin.container)
            guard pin.container != nil, !known.contains(nil) else {
                throw .notAsPlanned(
                    key,
                    problem: "\(service.name) is pinned without `containers`; "
                        + "write all its containers under `containers` by hand")
            }
            guard !known.contains(pin.container) else {
                throw .notAsPlanned(key, problem: "it is pinned already; run the command again")
            }
        }
        services[service.name] = present.replacing(pins: present.pins + service.pins)
    }

    private mutating func update(_ key: PinKey, _ change: (inout Pin) -> Void) throws(FilesError) {
        let service = try service(key)
        services[key.service] = service.replacing(
            pins: service.pins.map { $0.container == key.container ? $0.with(change) : $0 })
    }

    private func service(_ key: PinKey) throws(FilesError) -> Service {
        if let service = services[key.service] { return service }
        let names = services.keys.map(\.description).sorted()
        throw .noSuchService(
            key.service.description, path: path,
            guess: nearest(to: key.service.description, among: names))
    }

    private func pin(_ key: PinKey) throws(FilesError) -> Pin {
        let service = try service(key)
        if let pin = service.pins.first(where: { $0.container == key.container }) { return pin }
        let known = service.pins.map { $0.container ?? key.service.description }
        guard let container = key.container else {
            throw .containerNotNamed(service: key.service.description, path: path, known: known)
        }
        throw .noSuchContainer(
            container, service: key.service.description, path: path, known: known)
    }
}

extension FilePosition {
    /// A placeholder for no place, so that pins are compared by their values.
    fileprivate static let nowhere = FilePosition(path: "", line: 0, column: 0)
}

extension Service {
    fileprivate func replacing(pins: [Pin]) -> Service {
        Service(name: name, runtimeName: runtimeName, pins: pins)
    }
}

extension Pin {
    fileprivate func with(_ change: (inout Pin) -> Void) -> Pin {
        var pin = self
        change(&pin)
        return pin
    }
}
