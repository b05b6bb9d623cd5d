import PinionHTTP
import PinionProcess

/// The instance metadata service of EC2, version 2 (IMDSv2).
struct MetadataService: Sendable {
    private let endpoint: Endpoint
    private let token: Secret
    private let http: HTTPClient

    /// Asks for a token; `nil` if the service is disabled or does not answer, as outside EC2.
    ///
    /// AWS SDKs and Tools Reference Guide, "IMDS credential provider": `AWS_EC2_METADATA_DISABLED`,
    /// `AWS_EC2_METADATA_SERVICE_…`.
    init?(settings: AWSSettings, http: HTTPClient) async throws(AWSError) {
        guard settings["AWS_EC2_METADATA_DISABLED"]?.lowercased() != "true" else { return nil }
        let mode = settings.value(
            "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE", "ec2_metadata_service_endpoint_mode")
        let standard =
            mode?.lowercased() == "ipv6" ? "http://[fd00:ec2::254]" : "http://169.254.169.254"
        let configured = settings.value(
            "AWS_EC2_METADATA_SERVICE_ENDPOINT", "ec2_metadata_service_endpoint")
        do throws(MalformedURL) {
            endpoint = try HTTPURL(parsing: configured ?? standard).endpoint
        } catch {
            throw .settings("AWS_EC2_METADATA_SERVICE_ENDPOINT cannot be read: \(error)")
        }
        self.http = http
        var request = HTTPRequest(
            .put, "/latest/api/token", headers: ["X-aws-ec2-metadata-token-ttl-seconds": "21600"],
            deadline: .seconds(1), maximumResponseBytes: 4_096)
        request.mayRepeat = false
        let response: HTTPResponse
        do throws(HTTPError) {
            response = try await http.send(request, to: endpoint)
        } catch {
            return nil
        }
        guard response.isSuccess else { return nil }
        token = Secret(String(decoding: response.body, as: UTF8.self))
    }

    /// Returns the region of the instance; `nil` outside EC2.
    static func region(settings: AWSSettings, http: HTTPClient) async throws(AWSError) -> String? {
        try await MetadataService(settings: settings, http: http)?
            .text(at: "/latest/meta-data/placement/region")
    }

    /// Returns the metadata at a path; `nil` if there is none.
    func bytes(at path: String) async throws(AWSError) -> [UInt8]? {
        let request = HTTPRequest(
            .get, path, headers: ["X-aws-ec2-metadata-token": token.revealed],
            deadline: .seconds(5),
            maximumResponseBytes: 1 << 16)
        let response: HTTPResponse
        do throws(HTTPError) {
            response = try await http.send(request, to: endpoint)
        } catch {
            throw Self.failure("\(error)")
        }
        if response.status == 404 { return nil }
        guard response.isSuccess else { throw Self.failure("it answered \(response.status)") }
        return response.body
    }

    private static func failure(_ reason: String) -> AWSError {
        .credentials(
            origin: "the instance's metadata service", reason: reason,
            remedy: "does the instance have a role?")
    }

    /// Returns the metadata at a path as text; `nil` if there is none.
    func text(at path: String) async throws(AWSError) -> String? {
        try await bytes(at: path).map { String(decoding: $0, as: UTF8.self) }
    }
}
