/// A change that was begun and that its host prevented, through no fault of the image.
///
/// After the first attempt the next run tries again, since most causes are gone by then. Later
/// attempts wait, each time twice as long, because each attempt stops the running container.
package struct Obstruction: Hashable, Sendable {
    /// The word of its line.
    static let word = "obstructed"
    private static let first = Duration.seconds(600)
    private static let longest = Duration.seconds(6 * 3600)

    /// The digest that was to be applied.
    package let digest: Digest
    /// The number of failed attempts in a row.
    package let times: Int
    /// The time of the last attempt.
    package let at: Timestamp

    package init(digest: Digest, times: Int, at: Timestamp) {
        (self.digest, self.times, self.at) = (digest, max(times, 1), at)
    }

    /// Adds one more failed attempt; an entry that is read twice counts once.
    package init(of digest: Digest, at: Timestamp, after former: Obstruction?) {
        guard let former, former.digest == digest else {
            self.init(digest: digest, times: 1, at: at)
            return
        }
        let isSame = former.at == at
        self.init(digest: digest, times: isSame ? former.times : min(former.times + 1, 99), at: at)
    }

    /// The time of the next attempt that is made without an order.
    package var next: Timestamp {
        guard times > 1 else { return at }
        let doublings = min(times - 2, 8)
        return at + min(Self.first * (1 << doublings), Self.longest)
    }

    /// Whether the next attempt waits; never longer than `longest`, whatever clock wrote the time.
    package func bars(at now: Timestamp) -> Bool {
        now < next && next - now <= Self.longest
    }

    /// The line `obstructed SERVICE CONTAINER DIGEST TIMES AT`.
    func line(of key: ContainerKey) -> LedgerLine {
        LedgerLine(Self.word, key.fields + [digest.description, String(times), at.description])
    }

    /// Reads the digest, the number of attempts and the time.
    init?(_ fields: ArraySlice<String>) {
        let start = fields.startIndex
        guard let digest = try? Digest(parsing: fields[start]), let times = Int(fields[start + 1]),
            (1...99).contains(times), let at = Timestamp(parsing: fields[start + 2])
        else { return nil }
        self.init(digest: digest, times: times, at: at)
    }
}
