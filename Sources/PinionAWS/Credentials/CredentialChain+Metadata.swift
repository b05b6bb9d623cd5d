import PinionHTTP

extension CredentialChain {
    /// The endpoint that ECS, EKS or a sandbox gives to a container.
    ///
    /// "Container credential provider": `AWS_CONTAINER_CREDENTIALS_RELATIVE_URI` below 169.254.170.2, or a full address, which must be
    /// TLS, this machine, or one of the addresses that ECS and EKS use; a token goes along where one is named.
    func container() async throws(AWSError) -> AWSCredentials? {
        let origin = "the container's endpoint"
        let url: HTTPURL
        if let path = settings["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"] {
            url = HTTPURL(endpoint: .tcp(host: "169.254.170.2", port: 80), target: path)
        } else if let full = settings["AWS_CONTAINER_CREDENTIALS_FULL_URI"] {
            url = try Self.containerAddress(full, origin: origin)
        } else {
            return nil
        }
        var request = HTTPRequest(.get, url.target, deadline: .seconds(5))
        if let file = settings["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"] {
            guard let token = LocalFile.text(of: file) else {
                throw .credentials(
                    origin: origin, reason: "the token file \(file) cannot be read",
                    remedy: "look at its rights")
            }
            request.headers["Authorization"] = token
        } else if let token = settings["AWS_CONTAINER_AUTHORIZATION_TOKEN"] {
            request.headers["Authorization"] = token
        }
        let response: HTTPResponse
        do throws(HTTPError) {
            response = try await http.send(request, to: url.endpoint)
        } catch {
            throw .credentials(
                origin: origin, reason: "\(error)", remedy: "does the task have a role?")
        }
        guard response.isSuccess else {
            throw .credentials(
                origin: origin, reason: "it answered \(response.status)",
                remedy: "does the task have a role?")
        }
        return try SessionCredentials.read(json: response.body, origin: origin)
    }

    private static func containerAddress(
        _ text: String, origin: String
    ) throws(AWSError) -> HTTPURL {
        let url: HTTPURL
        do throws(MalformedURL) {
            url = try HTTPURL(parsing: text)
        } catch {
            throw .credentials(
                origin: origin, reason: "its address cannot be read: \(error)",
                remedy: "mend AWS_CONTAINER_CREDENTIALS_FULL_URI")
        }
        let known = ["169.254.170.2", "169.254.170.23", "fd00:ec2::23"]
        guard
            url.endpoint.scheme == "https" || url.endpoint.isLocal
                || known.contains(url.endpoint.host ?? "")
        else {
            throw .credentials(
                origin: origin,
                reason: "\(url.endpoint) is plain HTTP and not a container's endpoint",
                remedy: "use https:// in AWS_CONTAINER_CREDENTIALS_FULL_URI")
        }
        return url
    }

    /// The role of an instance of EC2, by version 2 of its metadata service alone; nil where there is none.
    ///
    /// "IMDS credential provider": a token by PUT first, then the role's name, then its keys.
    func instance() async throws(AWSError) -> AWSCredentials? {
        guard settings["AWS_EC2_METADATA_DISABLED"]?.lowercased() != "true" else { return nil }
        let origin = "the instance's metadata service"
        guard let service = try await MetadataService(settings: settings, http: http) else {
            return nil
        }
        let folder = "/latest/meta-data/iam/security-credentials/"
        guard let role = try await service.text(at: folder) else { return nil }
        let name = role.split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
        guard !name.isEmpty,
            let body = try await service.bytes(at: folder + PercentEncoding.encoded(name))
        else { return nil }
        return try SessionCredentials.read(json: body, origin: origin)
    }
}

/// The metadata service of an EC2 instance, with a token of its version 2.
struct MetadataService: Sendable {
    private let endpoint: Endpoint
    private let token: Secret
    private let http: HTTPClient

    /// Asks for a token; nil where nobody answers, which is how every machine outside EC2 looks.
    init?(settings: AWSSettings, http: HTTPClient) async throws(AWSError) {
        let text = settings["AWS_EC2_METADATA_SERVICE_ENDPOINT"] ?? "http://169.254.169.254"
        do throws(MalformedURL) {
            endpoint = try HTTPURL(parsing: text).endpoint
        } catch {
            throw .settings("AWS_EC2_METADATA_SERVICE_ENDPOINT cannot be read: \(error)")
        }
        self.http = http
        var request = HTTPRequest(
            .put, "/latest/api/token", headers: ["X-aws-ec2-metadata-token-ttl-seconds": "21600"],
            deadline: .seconds(1), maximumResponseBytes: 4_096)
        request.mayRepeat = false
        guard let response = try? await http.send(request, to: endpoint), response.isSuccess else {
            return nil
        }
        token = Secret(String(decoding: response.body, as: UTF8.self))
    }

    /// The bytes of a path; nil where there is nothing.
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

    /// The text of a path; nil where there is nothing.
    func text(at path: String) async throws(AWSError) -> String? {
        try await bytes(at: path).map { String(decoding: $0, as: UTF8.self) }
    }
}
