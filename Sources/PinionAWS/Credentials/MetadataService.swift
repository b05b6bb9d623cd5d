import PinionHTTP
import PinionProcess

/// The instance metadata service of EC2, version 2 (IMDSv2).
struct MetadataService: Sendable {
    private let endpoint: Endpoint
    private let token: Secret
    private let http: HTTPClient

    /// Why there is no service, as a clause.
    struct Absence: Error { let reason: String }

    /// The advice for a service that answers a host, and not a container on it: EC2 User Guide,
    /// "Modify instance metadata options": an answer with a token may pass so many hosts.
    private static let hopLimit =
        "in a container on EC2, the instance's HttpPutResponseHopLimit must be 2 (`aws ec2 "
        + "modify-instance-metadata-options --http-put-response-hop-limit 2`)"

    /// Asks for a token; throws ``Absence`` where the service is turned off or does not answer, as
    /// outside EC2.
    ///
    /// AWS SDKs and Tools Reference Guide, "IMDS credential provider": `AWS_EC2_METADATA_DISABLED`,
    /// `AWS_EC2_METADATA_SERVICE_…`.
    init(settings: AWSSettings, http: HTTPClient) async throws {
        guard settings["AWS_EC2_METADATA_DISABLED"]?.lowercased() != "true" else {
            throw Absence(reason: "AWS_EC2_METADATA_DISABLED turns it off")
        }
        let mode = settings.value(
            "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE", "ec2_metadata_service_endpoint_mode")
        let standard =
            mode?.lowercased() == "ipv6" ? "http://[fd00:ec2::254]" : "http://169.254.169.254"
        let configured = settings.value(
            "AWS_EC2_METADATA_SERVICE_ENDPOINT", "ec2_metadata_service_endpoint")
        do throws(MalformedURL) {
            endpoint = try HTTPURL(parsing: configured ?? standard).endpoint
        } catch {
            throw AWSError.settings("AWS_EC2_METADATA_SERVICE_ENDPOINT cannot be read: \(error)")
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
            if case .timedOut = error {
                throw Absence(reason: "it did not answer within a second; \(Self.hopLimit)")
            }
            throw Absence(reason: "nothing answers there")
        }
        guard response.isSuccess else {
            let advice =
                response.status == 403
                ? "; it is turned off for this instance, or something between refuses it" : ""
            throw Absence(reason: "it answered \(response.status)\(advice)")
        }
        token = Secret(String(decoding: response.body, as: UTF8.self))
    }

    /// Returns the region of the instance; `nil` outside EC2.
    static func region(settings: AWSSettings, http: HTTPClient) async throws(AWSError) -> String? {
        do {
            return try await MetadataService(settings: settings, http: http)
                .text(at: "/latest/meta-data/placement/region")
        } catch let error as AWSError { throw error } catch { return nil }
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
