package import PinionModel
import PinionReading

/// The pins of one pins file in any commit, read regardless of the environment's other files.
package struct FiledPins: Sendable {
    /// The name of the environment's folder.
    package let environment: String
    /// The file's path.
    package let path: String
    /// The pins; `nil` if the file has mistakes, as an old version may have.
    package let pins: [PinKey: Pin]?

    /// Reads every pins file in the environments' folder `root`, by environment, then by path.
    package static func all(in files: [RepositoryFile], root: String) -> [FiledPins] {
        EnvironmentFolder.folders(of: files, in: root).flatMap { folder in
            folder.pinsFiles.map {
                FiledPins(environment: folder.name, path: $0.path, pins: read($0))
            }
        }
    }

    /// Reads the pins of one file; `nil` if it has mistakes.
    package static func read(_ file: RepositoryFile) -> [PinKey: Pin]? {
        services(in: file).map { services in
            var pins: [PinKey: Pin] = [:]
            for service in services {
                for pin in service.pins {
                    pins[PinKey(service: service.name, container: pin.container)] = pin
                }
            }
            return pins
        }
    }

    /// Reads the services of one file with their pins; `nil` if it has mistakes.
    package static func services(in file: RepositoryFile) -> [Service]? {
        do throws(FileMistakes) {
            var reading = FileReading(path: file.path)
            let services = reading.pins(try file.tree())
            return reading.mistakes.isEmpty ? services : nil
        } catch {
            return nil
        }
    }
}
