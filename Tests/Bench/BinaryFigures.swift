/// What is in the program: no full Foundation, which alone has 45 MB, and not too much of anything.
struct BinaryFigures {
    let place: BenchPlace

    init(_ place: BenchPlace) { self.place = place }

    func measured() throws -> [Figure] {
        let megabytes = Double(try Files.size(of: place.pinion)) / 1_048_576
        let found = try Self.traces(in: Files.text(place.symbols))
        return [
            Figure("size of pinion, stripped", megabytes, atMost: 32, "MB"),
            Figure(
                "symbols of the full Foundation and of ICU", found.first ?? "none",
                wanted: "none", isMet: found.isEmpty),
        ]
    }

    /// Swift mangles a module's name with its length before it; ICU's data has one symbol.
    private static func traces(in symbols: String) -> [String] {
        let marks = [
            "s10Foundation", "30FoundationInternationalization", "17FoundationNetworking",
            "icudt", "_foundation_unicode", "uloc_getDefault",
        ]
        return marks.filter { symbols.contains($0) }
    }
}
