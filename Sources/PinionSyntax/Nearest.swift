/// Returns the candidate that was most likely meant, for "did you mean"; `nil` if none is close.
///
/// Compares without regard to letter case by the optimal string alignment distance: insertions,
/// deletions, substitutions and swaps of neighbours cost 1 each. A candidate may differ by a third
/// of the longer text's length, and always by 1. Of two equally close candidates the first wins.
package func nearest(to text: String, among candidates: some Sequence<String>) -> String? {
    guard text.utf8.count <= 256 else { return nil }
    let wanted = Array(text.lowercased())
    var best: (candidate: String, distance: Int)?
    for candidate in candidates {
        let letters = Array(candidate.lowercased())
        let longest = max(wanted.count, letters.count)
        let near = longest < 2 ? 0 : max(1, longest / 3)
        let bound = min(near, (best?.distance ?? .max) - 1)
        if let distance = alignmentDistance(wanted, letters, atMost: bound) {
            best = (candidate, distance)
        }
    }
    return best?.candidate
}

/// Returns the optimal string alignment distance; `nil` if it is larger than the bound.
private func alignmentDistance(_ one: [Character], _ other: [Character], atMost bound: Int) -> Int?
{
    guard bound >= 0, abs(one.count - other.count) <= bound else { return nil }
    var beforeLast: [Int] = []
    var last = Array(0...other.count)
    for row in 1..<(one.count + 1) {
        var current = [row]
        for column in 1..<(other.count + 1) {
            let cost = one[row - 1] == other[column - 1] ? 0 : 1
            var least = min(last[column - 1] + cost, last[column] + 1, current[column - 1] + 1)
            if row > 1, column > 1, one[row - 1] == other[column - 2],
                one[row - 2] == other[column - 1]
            {
                least = min(least, beforeLast[column - 2] + 1)
            }
            current.append(least)
        }
        guard current.contains(where: { $0 <= bound }) else { return nil }
        (beforeLast, last) = (last, current)
    }
    return last[other.count] <= bound ? last[other.count] : nil
}
