/// What a run from cron pays before it does anything: the start, and the smallest plan.
struct StartFigures {
    let place: BenchPlace

    init(_ place: BenchPlace) { self.place = place }

    func measured() throws -> [Figure] {
        let story = "\(place.folder)/quickstart"
        let teller = try Child(
            "examples/quickstart/run", [place.pinion, story], in: ".", place.variables)
        guard teller.code == 0 else {
            throw BenchFailure("the quickstart failed:\n\(teller.output)")
        }
        var variables = place.variables
        variables["XDG_CACHE_HOME"] = "\(story)/cache"
        variables["XDG_STATE_HOME"] = "\(story)/state"
        let version = try milliseconds(["--version"], place.folder, place.variables, runs: 20)
        let plan = try milliseconds(["plan"], "\(story)/shop", variables, runs: 20)
        return [
            Figure("pinion --version", version, atMost: 15, "ms"),
            Figure("pinion plan of the quickstart", plan, atMost: 60, "ms"),
        ]
    }

    /// The median of some runs, after one that warms the caches.
    private func milliseconds(
        _ arguments: [String], _ folder: String, _ variables: [String: String], runs: Int
    ) throws -> Double {
        let times = try (0...runs).map { _ in
            let run = try Child(place.pinion, arguments, in: folder, variables)
            guard run.code == 0 else {
                throw BenchFailure("\(arguments) ended with \(run.code):\n\(run.output)")
            }
            return run.seconds * 1000
        }
        return Array(times.dropFirst()).median
    }
}
