import PinionHTTP
package import PinionModel

extension RegistryClient {
    /// What the clock of a repository's registry says; nil where it does not answer or tells no time.
    package func clock(of repository: ImageReference.Repository) async -> Timestamp? {
        guard let host = try? session.hosts.host(of: repository), !host.isStranger else {
            return nil
        }
        var request = HTTPRequest(.head, "/v2/", deadline: .seconds(5))
        request.mayRepeat = false
        request.failsFast = false
        do throws(HTTPError) {
            let date = try await session.http.send(request, to: host.endpoint).date
            return date.map { Timestamp(secondsSinceEpoch: Int64($0)) }
        } catch {
            return nil
        }
    }
}
