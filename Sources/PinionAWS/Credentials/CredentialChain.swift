import PinionHTTP
import PinionModel

/// Finds credentials where the ecosystem keeps them, and renews those that end.
///
/// AWS SDKs and Tools Reference Guide, "Credential provider chain": the environment, a web identity, the profile (keys, role,
/// `credential_process`), the container's endpoint, the instance's metadata service. The first place that has any counts: one that
/// has some and fails is an error, never a reason to look further.
actor CredentialChain {
    let settings: AWSSettings
    let region: String
    let http: HTTPClient
    let now: @Sendable () -> Timestamp
    private var current: AWSCredentials?
    private var search: Task<Result<AWSCredentials, AWSError>, Never>?

    init(
        settings: AWSSettings, region: String, http: HTTPClient,
        now: @escaping @Sendable () -> Timestamp
    ) {
        self.settings = settings
        self.region = region
        self.http = http
        self.now = now
    }

    /// The credentials; asked for once, and again when they end within five minutes.
    func credentials() async throws(AWSError) -> AWSCredentials {
        if let current, !current.areEnding(at: now(), margin: .seconds(300)) { return current }
        let task = search ?? Task { await self.searched() }
        search = task
        let result = await task.value
        search = nil
        let found = try result.get()
        current = found
        return found
    }

    /// Forgets credentials that a service called expired.
    func forget() { current = nil }

    private func searched() async -> Result<AWSCredentials, AWSError> {
        do throws(AWSError) {
            return .success(try await find())
        } catch {
            return .failure(error)
        }
    }

    private func find() async throws(AWSError) -> AWSCredentials {
        if let found = try environment() { return found }
        if let found = try await webIdentity() { return found }
        if let profile = settings.profile {
            if let found = try await credentials(of: profile, after: []) { return found }
        } else if settings.isProfileNamed {
            throw .settings(
                "there is no AWS profile `\(settings.profileName)`; look at ~/.aws/config, or change AWS_PROFILE"
            )
        }
        if let found = try await container() { return found }
        if let found = try await instance() { return found }
        throw .noCredentials(looked: [
            "the environment", "a web identity", "the profile \(settings.profileName)",
            "the container's endpoint", "the instance's metadata service",
        ])
    }

    /// `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_SESSION_TOKEN`.
    private func environment() throws(AWSError) -> AWSCredentials? {
        guard let id = settings["AWS_ACCESS_KEY_ID"] else { return nil }
        guard let secret = settings["AWS_SECRET_ACCESS_KEY"] else {
            throw .credentials(
                origin: "the environment",
                reason: "AWS_ACCESS_KEY_ID is set and AWS_SECRET_ACCESS_KEY is not",
                remedy: "set both, or neither")
        }
        return AWSCredentials(
            accessKeyID: id, secretAccessKey: Secret(secret),
            sessionToken: settings["AWS_SESSION_TOKEN"].map { Secret($0) },
            origin: "the environment")
    }

    // MARK: Profiles

    /// What a profile gives: a role, keys or a program; nil where it gives none of these.
    private func credentials(
        of profile: Profile, after seen: [String]
    ) async throws(AWSError) -> AWSCredentials? {
        let origin = "profile \(profile.name)"
        // A profile that names itself as its source means its own keys.
        if let role = profile["role_arn"], seen.last != profile.name {
            return try await assume(role, of: profile, after: seen + [profile.name])
        }
        if let id = profile["aws_access_key_id"] {
            guard let secret = profile["aws_secret_access_key"] else {
                throw .credentials(
                    origin: origin,
                    reason: "aws_access_key_id stands without aws_secret_access_key",
                    remedy: "write both into ~/.aws/credentials")
            }
            return AWSCredentials(
                accessKeyID: id, secretAccessKey: Secret(secret),
                sessionToken: profile["aws_session_token"].map { Secret($0) }, origin: origin)
        }
        if let command = profile["credential_process"] {
            return try await CredentialProcess(
                command: command, origin: origin, variables: settings.variables
            )
            .credentials()
        }
        if profile["sso_start_url"] != nil || profile["sso_session"] != nil {
            throw .credentials(
                origin: origin,
                reason: "it logs in by single sign-on, which this version does not do itself",
                remedy: "write `credential_process = aws configure export-credentials --profile "
                    + "\(profile.name)` into a profile of its own, and name that in AWS_PROFILE")
        }
        return nil
    }

    /// Assumes a profile's role with the keys of its source.
    private func assume(
        _ role: String, of profile: Profile, after seen: [String]
    ) async throws(AWSError) -> AWSCredentials {
        let origin = "profile \(profile.name)"
        guard seen.count <= 5 else {
            throw .credentials(
                origin: origin, reason: "its roles lead on through more than five profiles",
                remedy: "look for a circle of source_profile in ~/.aws/config")
        }
        if let file = profile["web_identity_token_file"] {
            return try await assumeWithIdentity(
                role, tokenFile: file, session: profile["role_session_name"], origin: origin)
        }
        guard profile["mfa_serial"] == nil else {
            throw .credentials(
                origin: origin,
                reason: "its role asks for a code of a device, and nobody is here to type it",
                remedy: "use a role without mfa_serial")
        }
        let source = try await source(of: profile, after: seen)
        var parameters = [
            ("RoleArn", role), ("RoleSessionName", profile["role_session_name"] ?? "pinion"),
        ]
        if let id = profile["external_id"] { parameters.append(("ExternalId", id)) }
        if let seconds = profile["duration_seconds"] {
            parameters.append(("DurationSeconds", seconds))
        }
        return try await session(
            "AssumeRole", parameters, signedBy: source, origin: "\(origin), role \(role)")
    }

    private func source(of profile: Profile, after seen: [String]) async throws(AWSError)
        -> AWSCredentials
    {
        let origin = "profile \(profile.name)"
        if let name = profile["source_profile"] {
            guard name == profile.name || !seen.contains(name),
                let other = settings.profile(named: name)
            else {
                throw .credentials(
                    origin: origin,
                    reason: "its source_profile `\(name)` is not there, or leads back to it",
                    remedy: "mend ~/.aws/config")
            }
            guard let found = try await credentials(of: other, after: seen) else {
                throw .credentials(
                    origin: origin, reason: "its source_profile `\(name)` has no keys",
                    remedy: "write them into ~/.aws/credentials")
            }
            return found
        }
        let found: AWSCredentials? =
            switch profile["credential_source"] {
            case "Environment": try environment()
            case "Ec2InstanceMetadata": try await instance()
            case "EcsContainer": try await container()
            default: nil
            }
        guard let found else {
            throw .credentials(
                origin: origin, reason: "its role has no source of keys",
                remedy:
                    "write source_profile, or credential_source = Environment, Ec2InstanceMetadata or EcsContainer"
            )
        }
        return found
    }

    // MARK: Web identity

    /// `AWS_WEB_IDENTITY_TOKEN_FILE` and `AWS_ROLE_ARN`, as Kubernetes and CI set them.
    private func webIdentity() async throws(AWSError) -> AWSCredentials? {
        guard let file = settings["AWS_WEB_IDENTITY_TOKEN_FILE"],
            let role = settings["AWS_ROLE_ARN"]
        else {
            return nil
        }
        return try await assumeWithIdentity(
            role, tokenFile: file, session: settings["AWS_ROLE_SESSION_NAME"],
            origin: "the web identity")
    }

    private func assumeWithIdentity(
        _ role: String, tokenFile: String, session name: String?, origin: String
    ) async throws(AWSError) -> AWSCredentials {
        guard let token = LocalFile.text(of: tokenFile), !token.isEmpty else {
            throw .credentials(
                origin: origin, reason: "the token file \(tokenFile) cannot be read",
                remedy: "look at AWS_WEB_IDENTITY_TOKEN_FILE and the rights of the file")
        }
        let parameters = [
            ("RoleArn", role), ("RoleSessionName", name ?? "pinion"), ("WebIdentityToken", token),
        ]
        return try await session(
            "AssumeRoleWithWebIdentity", parameters, signedBy: nil,
            origin: "\(origin), role \(role)")
    }

    /// Keys of a session from STS.
    private func session(
        _ operation: String, _ parameters: [(String, String)], signedBy source: AWSCredentials?,
        origin: String
    ) async throws(AWSError) -> AWSCredentials {
        let request = AWSRequest.query(
            .sts, operation, parameters.map { (name: $0.0, value: $0.1) })
        let place = try settings.place(of: .sts, region: region)
        var message = request.http(at: place.basePath)
        message.mayRepeat = true
        if let source {
            message = RequestSigner(credentials: source, region: region, service: "sts")
                .signed(message, host: place.endpoint.authority, at: now())
        }
        let response: HTTPResponse
        do throws(HTTPError) {
            response = try await http.send(message, to: place.endpoint)
        } catch {
            throw .unreachable(service: AWSService.sts.label, reason: "\(error)")
        }
        guard response.isSuccess else { throw .refused(AWSError.Refusal(response, to: request)) }
        return try SessionCredentials.read(response.body, operation, origin: origin)
    }
}
