/// The kind of network that an address belongs to; decides where a server may send Pinion.
enum AddressClass: Hashable, Sendable {
    case open
    /// RFC 1918, RFC 6598 and unique local addresses.
    case `private`
    case loopback
    /// A single link, where clouds keep their metadata services.
    case linkLocal
    /// A metadata service outside the link-local range.
    case metadata
    /// Multicast, unspecified and reserved addresses, which are no servers.
    case special

    /// Classifies a host by its text only: an address, or a name that always means this machine.
    init?(ofHost host: String) {
        let name = host.lowercased()
        if let address = IPAddress(parsing: name) {
            self.init(address)
        } else if name == "localhost" || name.hasSuffix(".localhost") {
            self = .loopback
        } else if name == "metadata.google.internal" {
            self = .metadata
        } else {
            return nil
        }
    }

    init(_ address: IPAddress) {
        let bytes = address.unwrapped
        self = bytes.count == 4 ? Self.four(bytes) : Self.six(bytes)
    }

    private static func four(_ bytes: [UInt8]) -> AddressClass {
        switch (bytes[0], bytes[1]) {  // table: RFC 6890
        case (127, _): .loopback
        case (10, _), (172, 16...31), (192, 168): .private
        case (169, 254): .linkLocal
        case (100, 100) where bytes[2] == 100 && bytes[3] == 200: .metadata
        case (168, 63) where bytes[2] == 129 && bytes[3] == 16: .metadata
        case (100, 64...127), (198, 18...19): .private
        case (0, _), (224..., _): .special
        default: .open
        }
    }

    private static func six(_ bytes: [UInt8]) -> AddressClass {
        let ec2: [UInt8] = [0xfd, 0x00, 0x0e, 0xc2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x02, 0x54]
        if bytes == ec2 { return .metadata }
        if bytes.dropLast().allSatisfy({ $0 == 0 }) { return bytes[15] == 1 ? .loopback : .special }
        switch (bytes[0], bytes[1]) {  // table: RFC 6890
        case (0xfe, 0x80...0xbf): return .linkLocal
        case (0xfe, 0xc0...0xff), (0xfc...0xfd, _): return .private
        case (0xff, _): return .special
        default: return .open
        }
    }
}

extension AddressClass: CustomStringConvertible {
    /// The class with an article, for a message.
    var description: String {
        switch self {
        case .open: "a public address"
        case .private: "a private address"
        case .loopback: "a loopback address"
        case .linkLocal: "a link-local address"
        case .metadata: "a metadata service's address"
        case .special: "an address that is nobody's"
        }
    }
}

/// The addresses that a connection may lead to.
enum AllowedAddresses: Hashable, Sendable {
    /// Any address of the endpoint, since an operator configured it.
    case configured
    /// Public addresses and these kinds, since a server named the endpoint.
    case named(alsoAllowed: Set<AddressClass>)

    /// Whether a connection to an address of this class is allowed.
    func permits(_ kind: AddressClass) -> Bool {
        switch self {
        case .configured: true
        case .named(let allowed): kind == .open || allowed.contains(kind)
        }
    }
}
