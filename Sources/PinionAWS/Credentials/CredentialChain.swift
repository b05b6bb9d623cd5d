import PinionHTTP
import PinionModel
import PinionProcess

/// Finds credentials in the usual places, and renews those that expire.
///
/// AWS SDKs and Tools Reference Guide, "Credential provider chain", in the order of the AWS CLI:
/// the environment, the profile's role, a web identity, the profile's keys or program, the
/// container's endpoint, the instance's metadata service. The first place with credentials counts:
/// if it fails, that is an error, and no further place is searched.
actor CredentialChain {
    let settings: AWSSettings
    let region: String
    let http: HTTPClient
    /// The client for addresses on this machine or its link; it uses no proxy, since it gets keys.
    let direct: HTTPClient
    /// Why the instance's metadata service gave no credentials, if it was asked.
    var instanceAbsence: String?
    private var current: AWSCredentials?
    private var renewal: Timestamp?
    private var failure: (error: AWSError, until: Timestamp)?
    private var search: Task<Result<AWSCredentials, AWSError>, Never>?

    /// The time before their expiry at which credentials are renewed.
    static let margin: Duration = .seconds(300)
    /// The time for which all callers share a failed search.
    static let failureCounts: Duration = .seconds(10)

    init(settings: AWSSettings, region: String, http: HTTPClient, direct: HTTPClient? = nil) {
        (self.settings, self.region, self.http) = (settings, region, http)
        self.direct = direct ?? HTTPClient(clock: http.clock)
    }

    /// Returns the credentials; all callers share one search, repeated within ``margin`` of expiry.
    func credentials() async throws(AWSError) -> AWSCredentials {
        let moment = http.clock.timestamp
        if let current, renewal.map({ moment < $0 }) ?? true { return current }
        if let failure, moment < failure.until { throw failure.error }
        return try await (search ?? begun()).value.get()
    }

    /// Forgets credentials that a service called expired, unless others have replaced them.
    func forget(_ credentials: AWSCredentials) {
        guard current == credentials else { return }
        current = nil
        renewal = nil
    }

    private func begun() -> Task<Result<AWSCredentials, AWSError>, Never> {
        let task = Task { await self.ended(with: self.found()) }
        search = task
        return task
    }

    private func found() async -> Result<AWSCredentials, AWSError> {
        do throws(AWSError) {
            let found = try await find()
            guard !found.areEnding(at: http.clock.timestamp, margin: .zero) else {
                throw AWSError.credentials(
                    origin: found.origin, reason: "they have expired",
                    remedy: "log in again, or look at what renews them")
            }
            return .success(found)
        } catch {
            return .failure(error)
        }
    }

    /// Keeps the result of a search; if it failed, keys that are still valid stay in use.
    private func ended(
        with result: Result<AWSCredentials, AWSError>
    ) -> Result<AWSCredentials, AWSError> {
        search = nil
        let moment = http.clock.timestamp
        switch result {
        case .success(let found):
            current = found
            // Keys that expire within the margin are renewed once a minute, not with every call.
            renewal = found.expires.map { max($0 + (.zero - Self.margin), moment + .seconds(60)) }
            failure = nil
            return result
        case .failure(let error):
            if let current, !current.areEnding(at: moment, margin: .zero) {
                renewal = moment + .seconds(60)
                return .success(current)
            }
            failure = (error, moment + Self.failureCounts)
            return result
        }
    }

    private func find() async throws(AWSError) -> AWSCredentials {
        if let found = try environment() { return found }
        let profile = settings.profile
        if profile == nil, settings.isProfileNamed {
            throw .settings(
                "there is no AWS profile `\(settings.profileName)`; look at ~/.aws/config, "
                    + "or change AWS_PROFILE")
        }
        if let profile, profile["role_arn"] != nil,
            let found = try await credentials(of: profile, after: [])
        {
            return found
        }
        if let found = try await webIdentity() { return found }
        if let profile, let found = try await credentials(of: profile, after: []) { return found }
        if let found = try await container() { return found }
        if let found = try await instance() { return found }
        throw .noCredentials(searched: [
            "the environment", "a web identity", "the profile \(settings.profileName)",
            "the container's endpoint",
            "the instance's metadata service" + (instanceAbsence.map { " (\($0))" } ?? ""),
        ])
    }

    /// Reads `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY` and `AWS_SESSION_TOKEN`.
    func environment() throws(AWSError) -> AWSCredentials? {
        try Self.keys(
            settings["AWS_ACCESS_KEY_ID"], settings["AWS_SECRET_ACCESS_KEY"],
            token: settings["AWS_SESSION_TOKEN"], origin: "the environment",
            incomplete: (
                "only one of AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY is set",
                "set both, or neither"
            ))
    }

    /// Makes keys from their parts; `nil` if both are missing, an error if one is.
    static func keys(
        _ id: String?, _ secret: String?, token: String?, origin: String,
        incomplete: (reason: String, remedy: String)
    ) throws(AWSError) -> AWSCredentials? {
        guard id != nil || secret != nil else { return nil }
        guard let id, let secret else {
            throw .credentials(origin: origin, reason: incomplete.reason, remedy: incomplete.remedy)
        }
        return AWSCredentials(
            accessKeyID: id, secretAccessKey: Secret(secret),
            sessionToken: token.map { Secret($0) }, origin: origin)
    }
}
