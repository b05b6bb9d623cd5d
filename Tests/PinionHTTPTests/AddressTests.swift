import Testing

@testable import PinionHTTP

@Suite(.timeLimit(.minutes(10)))
struct AddressTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let host: String
        let kind: AddressClass?
        var testDescription: String { host }

        init(_ host: String, _ kind: AddressClass?) {
            self.host = host
            self.kind = kind
        }
    }

    @Test(arguments: [
        Case("127.0.0.1", .loopback), Case("127.9.9.9", .loopback), Case("::1", .loopback),
        Case("localhost", .loopback), Case("LocalHost", .loopback), Case("a.localhost", .loopback),
        Case("10.1.2.3", .private), Case("172.16.0.1", .private), Case("172.31.255.255", .private),
        Case("172.32.0.1", .open), Case("192.168.1.1", .private), Case("100.64.0.1", .private),
        Case("fd12::1", .private), Case("169.254.169.254", .linkLocal), Case("fe80::1", .linkLocal),
        Case("fe80::1%eth0", .linkLocal), Case("fd00:ec2::254", .metadata),
        Case("100.100.100.200", .metadata), Case("168.63.129.16", .metadata),
        Case("metadata.google.internal", .metadata),
        Case("::ffff:169.254.169.254", .linkLocal),  // IPv4 inside IPv6
        Case("::ffff:7f00:1", .loopback),
        Case("64:ff9b::a9fe:a9fe", .linkLocal),  // NAT64
        Case("0.0.0.0", .special), Case("::", .special), Case("224.0.0.1", .special),
        Case("255.255.255.255", .special), Case("ff02::1", .special),
        Case("8.8.8.8", .open), Case("2606:4700::1111", .open),
        Case("registry.example", nil), Case("127.0.0.1.example", nil), Case("1.2.3", nil),
        Case("1.2.3.4.5", nil), Case("1.2.3.256", nil), Case("::1::", nil), Case("1:2:3", nil),
        Case("12345::", nil), Case("+1::", nil),
    ])
    func `a host is of a kind`(_ row: Case) {
        #expect(AddressClass(ofHost: row.host) == row.kind)
    }

    @Test func `whoever names an endpoint may name public addresses and those of his own kind`() {
        let allowed = AllowedAddresses.named(alsoAllowed: [.private])
        #expect(allowed.permits(.open))
        #expect(allowed.permits(.private))
        #expect(!allowed.permits(.loopback))
        #expect(!allowed.permits(.linkLocal))
        #expect(!allowed.permits(.metadata))
        #expect(AllowedAddresses.configured.permits(.linkLocal))
    }
}
