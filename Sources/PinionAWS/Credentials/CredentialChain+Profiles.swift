import PinionHTTP
import PinionProcess

extension CredentialChain {
    /// Returns the credentials of a profile, from its role, keys or program; `nil` if it has none.
    ///
    /// `seen` lists the profiles whose `source_profile` led here.
    func credentials(
        of profile: Profile, after seen: [String]
    ) async throws(AWSError) -> AWSCredentials? {
        // A profile that is its own source uses its own keys for its role.
        if let role = profile["role_arn"], seen.last != profile.name {
            return try await assume(role, of: profile, after: seen + [profile.name])
        }
        let origin = "profile \(profile.name)"
        if let keys = try keys(of: profile) { return keys }
        if let command = profile["credential_process"] {
            return try await CredentialProcess(
                command: command, origin: origin, variables: settings.variables, clock: http.clock
            ).credentials()
        }
        let logins = ["sso_start_url", "sso_session", "sso_account_id", "login_session"]
        guard logins.allSatisfy({ profile[$0] == nil }) else {
            throw .credentials(
                origin: origin,
                reason: "it logs in by single sign-on, which this version does not do itself",
                remedy: "write `credential_process = aws configure export-credentials --profile "
                    + "\(profile.name)` into a profile of its own, and name that in AWS_PROFILE")
        }
        return nil
    }

    private func keys(of profile: Profile) throws(AWSError) -> AWSCredentials? {
        try Self.keys(
            profile["aws_access_key_id"], profile["aws_secret_access_key"],
            token: profile["aws_session_token"], origin: "profile \(profile.name)",
            incomplete: (
                "only one of aws_access_key_id and aws_secret_access_key is there",
                "write both into ~/.aws/credentials"
            ))
    }

    /// Assumes a profile's role with the credentials of the profile's source.
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
            (name: "RoleArn", value: role),
            (name: "RoleSessionName", value: profile["role_session_name"] ?? "pinion"),
        ]
        if let id = profile["external_id"] { parameters.append(("ExternalId", id)) }
        if let seconds = profile["duration_seconds"] {
            parameters.append(("DurationSeconds", seconds))
        }
        return try await session(
            "AssumeRole", parameters, signedBy: source, origin: "\(origin), role \(role)")
    }

    private func source(
        of profile: Profile, after seen: [String]
    ) async throws(AWSError) -> AWSCredentials {
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
            switch profile["credential_source"]?.lowercased() {
            case "environment": try environment()
            case "ec2instancemetadata": try await instance()
            case "ecscontainer": try await container()
            default: nil
            }
        guard let found else {
            throw .credentials(
                origin: origin, reason: "its role has no source of keys",
                remedy: "write source_profile, or credential_source = Environment, "
                    + "Ec2InstanceMetadata or EcsContainer, and see that keys are there")
        }
        return found
    }
}
