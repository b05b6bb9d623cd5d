/// A version of the Docker Engine API: `1.41`.
struct APIVersion: Hashable, Sendable, Comparable, CustomStringConvertible {
    let major: Int
    let minor: Int

    init(_ major: Int, _ minor: Int) { (self.major, self.minor) = (major, minor) }

    /// Reads a text such as `1.41`; `nil` for any other text.
    init?(parsing text: some StringProtocol) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, let major = Int(parts[0]), let minor = Int(parts[1]),
            major >= 0, minor >= 0
        else { return nil }
        self.init(major, minor)
    }

    /// The oldest supported version: Docker 19.03.
    static let oldest = APIVersion(1, 40)
    /// The newest version that Pinion uses.
    static let newest = APIVersion(1, 51)

    /// The version from which a container can be created for another platform.
    static let containerPlatform = APIVersion(1, 41)
    /// The version from which a container can be created on several networks with MAC addresses.
    static let severalEndpoints = APIVersion(1, 44)
    /// The version from which an image can be read for another platform.
    static let imagePlatform = APIVersion(1, 49)

    var description: String { "\(major).\(minor)" }

    static func < (one: APIVersion, other: APIVersion) -> Bool {
        (one.major, one.minor) < (other.major, other.minor)
    }
}
