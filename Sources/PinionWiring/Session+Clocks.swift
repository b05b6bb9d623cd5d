import PinionGit
import PinionHTTP
package import PinionModel
import PinionRegistry

extension Session {
    /// Returns the git server's time; `nil` without HTTP, an answer or a date.
    package func remoteClock() async -> Timestamp? {
        guard let address = repository.webAddress, let endpoint = try? Endpoint(parsing: address)
        else {
            return nil
        }
        var request = HTTPRequest(.head, "/", deadline: .seconds(5))
        request.mayRepeat = false
        request.failsFast = false
        do throws(HTTPError) {
            let date = try await process.http.send(request, to: endpoint).date
            return date.map { Timestamp(secondsSinceEpoch: Int64($0)) }
        } catch { return nil }
    }

    /// Returns a registry's time; `nil` for an image layout, or without an answer or a date.
    package func clock(of repository: ImageReference.Repository) async -> Timestamp? {
        guard let client = registries.reading as? RegistryClient else { return nil }
        return await client.clock(of: repository)
    }
}
