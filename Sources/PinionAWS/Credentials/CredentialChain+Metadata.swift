import PinionHTTP

extension CredentialChain {
    /// Reads credentials from the endpoint that ECS, EKS or a sandbox provides to a container.
    ///
    /// "Container credential provider": `AWS_CONTAINER_CREDENTIALS_RELATIVE_URI` below
    /// 169.254.170.2, or a full address, which must be TLS, this machine, or one of the addresses
    /// of ECS and EKS; a token is sent if one is named.
    func container() async throws(AWSError) -> AWSCredentials? {
        let origin = "the container's endpoint"
        let url: HTTPURL
        if let path = settings["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"] {
            url = try Self.containerAddress(relative: path, origin: origin)
        } else if let full = settings["AWS_CONTAINER_CREDENTIALS_FULL_URI"] {
            url = try Self.containerAddress(full, origin: origin)
        } else {
            return nil
        }
        var request = HTTPRequest(
            .get, url.target, deadline: .seconds(5), maximumResponseBytes: 1 << 16)
        request.headers["Authorization"] = try containerToken(origin: origin)
        let client = url.endpoint.scheme == "https" ? http : direct
        let endpoint = url.endpoint.replacing(identity: settings.trust)
        let response: HTTPResponse
        do throws(HTTPError) {
            response = try await client.send(request, to: endpoint)
        } catch {
            throw .credentials(
                origin: origin, reason: "\(error)",
                remedy: "it answers the containers of the task or pod alone, and some of them only "
                    + "without a proxy or network of their own")
        }
        guard response.isSuccess else {
            throw .credentials(
                origin: origin, reason: "it answered \(response.status)",
                remedy: response.status == 403
                    ? "it refuses the token in AWS_CONTAINER_AUTHORIZATION_TOKEN or its file, or "
                        + "another address asks than the container's" : "does the task have a role?"
            )
        }
        return try SessionCredentials.read(json: response.body, origin: origin)
    }

    private func containerToken(origin: String) throws(AWSError) -> String? {
        guard let file = settings["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"] else {
            return settings["AWS_CONTAINER_AUTHORIZATION_TOKEN"]
        }
        guard let token = LocalFile.text(of: file), !token.isEmpty else {
            throw .credentials(
                origin: origin, reason: "the token file \(file) cannot be read, or is empty",
                remedy: "look at its rights")
        }
        return token
    }

    /// Returns the address below 169.254.170.2, where ECS answers.
    static func containerAddress(
        relative path: String, origin: String
    ) throws(AWSError) -> HTTPURL {
        guard path.hasPrefix("/") else {
            throw .credentials(
                origin: origin, reason: "its address does not begin with `/`",
                remedy: "mend AWS_CONTAINER_CREDENTIALS_RELATIVE_URI")
        }
        return try containerAddress("http://169.254.170.2\(path)", origin: origin)
    }

    /// Returns an address that may be used: TLS, this machine, ECS or EKS.
    static func containerAddress(_ text: String, origin: String) throws(AWSError) -> HTTPURL {
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

    /// Reads the role of an EC2 instance from its metadata service, version 2; `nil` if none.
    ///
    /// "IMDS credential provider": a token by PUT first, then the role's name, then its keys.
    func instance() async throws(AWSError) -> AWSCredentials? {
        let origin = "the instance's metadata service"
        let service: MetadataService
        do {
            service = try await MetadataService(settings: settings, http: direct)
        } catch let error as AWSError { throw error } catch {
            instanceAbsence = (error as? MetadataService.Absence)?.reason
            return nil
        }
        instanceAbsence = "the instance has no role"
        let folder = "/latest/meta-data/iam/security-credentials/"
        guard let role = try await service.text(at: folder) else { return nil }
        let name = role.split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
        guard !name.isEmpty,
            let body = try await service.bytes(at: folder + PercentEncoding.encoded(name))
        else { return nil }
        return try SessionCredentials.read(json: body, origin: origin)
    }
}
