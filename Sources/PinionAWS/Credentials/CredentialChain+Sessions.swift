import PinionHTTP
import PinionProcess

extension CredentialChain {
    /// Reads `AWS_WEB_IDENTITY_TOKEN_FILE` and `AWS_ROLE_ARN`, as Kubernetes and CI set them.
    func webIdentity() async throws(AWSError) -> AWSCredentials? {
        guard let file = settings["AWS_WEB_IDENTITY_TOKEN_FILE"] else { return nil }
        guard let role = settings["AWS_ROLE_ARN"] else {
            throw .credentials(
                origin: "the web identity",
                reason: "AWS_WEB_IDENTITY_TOKEN_FILE is set and AWS_ROLE_ARN is not",
                remedy: "set both, or neither")
        }
        return try await assumeWithIdentity(
            role, tokenFile: file, session: settings["AWS_ROLE_SESSION_NAME"],
            origin: "the web identity")
    }

    /// Assumes a role with another provider's token; its file is read each time, as it is renewed.
    func assumeWithIdentity(
        _ role: String, tokenFile: String, session name: String?, origin: String
    ) async throws(AWSError) -> AWSCredentials {
        guard let token = LocalFile.text(of: tokenFile), !token.isEmpty else {
            throw .credentials(
                origin: origin, reason: "the token file \(tokenFile) cannot be read, or is empty",
                remedy: "look at AWS_WEB_IDENTITY_TOKEN_FILE and the rights of the file")
        }
        let parameters = [
            (name: "RoleArn", value: role), (name: "RoleSessionName", value: name ?? "pinion"),
            (name: "WebIdentityToken", value: token),
        ]
        return try await session(
            "AssumeRoleWithWebIdentity", parameters, signedBy: nil,
            origin: "\(origin), role \(role)")
    }

    /// Gets the keys of a session from STS; without a source, the request is not signed.
    func session(
        _ operation: String, _ parameters: [(name: String, value: String)],
        signedBy source: AWSCredentials?, origin: String
    ) async throws(AWSError) -> AWSCredentials {
        let request = AWSRequest.query(.sts, operation, parameters)
        let target = try settings.endpoint(of: .sts, region: region)
        var message = request.http(at: target.basePath)
        message.deadline = .seconds(30)
        message.mayRepeat = true
        if let source {
            message = RequestSigner(credentials: source, region: region, service: "sts")
                .signed(message, host: target.endpoint.authority, at: http.clock.timestamp)
        }
        let response: HTTPResponse
        do throws(HTTPError) {
            response = try await http.send(message, to: target.endpoint)
        } catch {
            throw .unreachable(service: AWSService.sts.label, reason: "\(error)")
        }
        guard response.isSuccess else {
            let refusal = AWSError.Refusal(response, to: request, hiding: source)
            if refusal.isThrottling { throw .throttled(service: "STS", operation: operation) }
            if refusal.isTransient { throw .refused(refusal) }
            throw .credentials(
                origin: origin, reason: "\(refusal)",
                remedy: "look at the role's trust policy, and at who asks")
        }
        return try SessionCredentials.read(response.body, operation, origin: origin)
    }
}
