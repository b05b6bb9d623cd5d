package import PinionModel

extension ProjectReader {
    /// The environments that others below the folder `root` are promoted from, ordered.
    ///
    /// Whoever reads only some of a project's files must bring the `environment.yaml` of these.
    package func promotionSources(in files: [RepositoryFile], root: String) -> [String] {
        let drafts = EnvironmentFolder.folders(of: files, in: root).map(draft)
        return Set(drafts.compactMap { $0.rules.rules.promotion?.from.description }).sorted()
    }

    /// The environments below the folder `root`, by name, each without its pins; nil where its
    /// `environment.yaml` does not say what runs its services.
    ///
    /// It tells which machine and objects are an environment's, whatever is wrong with its pins.
    package func environmentsWithoutPins(
        in files: [RepositoryFile], root: String
    ) -> [String: Environment?] {
        let drafts = EnvironmentFolder.folders(of: files, in: root).map(draft)
        return Dictionary(uniqueKeysWithValues: drafts.map { ($0.folder, $0.withoutPins) })
    }
}
