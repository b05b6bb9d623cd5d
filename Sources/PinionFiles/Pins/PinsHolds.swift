package import PinionModel

/// The holds of one pins file.
package enum PinsHolds {
    /// Each pin's hold; nil where the file has mistakes, as an old version may have.
    package static func read(_ file: RepositoryFile) -> [PinKey: Hold]? {
        do throws(FileMistakes) {
            var reading = FileReading(path: file.path)
            let services = reading.pins(try file.tree())
            guard reading.mistakes.isEmpty else { return nil }
            var holds: [PinKey: Hold] = [:]
            for service in services {
                for pin in service.pins {
                    holds[PinKey(service: service.name, container: pin.container)] = pin.hold
                }
            }
            return holds
        } catch {
            return nil
        }
    }
}
