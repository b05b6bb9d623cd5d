/// A ledger's chain as git shows it, oldest first.
struct LedgerChainDocument: Equatable {
    struct Link: Equatable {
        let id: String
        let parents: [String]
        let word: String

        init(line: Substring) {
            let parts = line.split(separator: "|", omittingEmptySubsequences: false)
            id = parts.first.map(String.init) ?? ""
            parents = parts.count > 1 ? parts[1].split(separator: " ").map(String.init) : []
            word = parts.count > 2 ? String(parts[2]) : ""
        }
    }

    let links: [Link]

    /// The words, oldest first.
    var words: [String] { links.map(\.word) }

    /// How many entries there are of a word.
    func count(of word: String) -> Int { words.count { $0 == word } }

    /// What is wrong with the order, for people; empty where every intent is followed by its one end and the chain is one line.
    var disorder: [String] {
        var faults: [String] = []
        var isOpen = false
        var last: String?
        for (number, link) in links.enumerated() {
            if link.parents != (last.map { [$0] } ?? []) {
                faults.append("\(number): the chain is no line")
            }
            last = link.id
            switch link.word {
            case "intent":
                if isOpen { faults.append("\(number): an intent follows an intent") }
                isOpen = true
            case "outcome", "interrupted":
                if !isOpen { faults.append("\(number): \(link.word) without an intent") }
                isOpen = false
            case "observation", "baseline":
                if isOpen { faults.append("\(number): \(link.word) inside an intent") }
            default: faults.append("\(number): the entry says \"\(link.word)\"")
            }
        }
        if isOpen { faults.append("the last intent has no end") }
        return faults
    }
}
