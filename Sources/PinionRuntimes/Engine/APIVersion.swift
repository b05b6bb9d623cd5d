/// A version of the Docker Engine API: `1.41`.
package struct APIVersion: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The number before the point.
    package let major: Int
    /// The number after it.
    package let minor: Int

    /// Puts a version together.
    package init(_ major: Int, _ minor: Int) {
        self.major = major
        self.minor = minor
    }

    /// Reads `1.41`; nil for any other text.
    package init?(parsing text: some StringProtocol) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, let major = Int(parts[0]), let minor = Int(parts[1]),
            major >= 0, minor >= 0
        else { return nil }
        self.init(major, minor)
    }

    /// The oldest that Pinion speaks: Docker 19.03.
    package static let oldest = APIVersion(1, 40)
    /// The newest that Pinion knows.
    package static let newest = APIVersion(1, 51)

    /// A container can be created for another platform.
    static let containerPlatform = APIVersion(1, 41)
    /// A container can be created on several networks, each with a MAC address.
    static let severalEndpoints = APIVersion(1, 44)
    /// An image can be looked at for another platform.
    static let imagePlatform = APIVersion(1, 49)

    /// `1.41`.
    package var description: String { "\(major).\(minor)" }

    /// Orders by number, not by text: 1.9 comes before 1.41.
    package static func < (one: APIVersion, other: APIVersion) -> Bool {
        (one.major, one.minor) < (other.major, other.minor)
    }
}
