package import PinionModel

extension ProjectReader {
    /// The environments that those among the files, below the folder `root`, say their pins come from, ordered.
    ///
    /// Whoever reads only a part of a project's files must bring the `environment.yaml` of these too.
    package func promotionSources(in files: [RepositoryFile], root: String) -> [String] {
        let drafts = EnvironmentFolder.folders(of: files, in: root).map(draft)
        return Set(drafts.compactMap { $0.rules.rules.promotion?.from.description }).sorted()
    }

    /// The environments below the folder `root`, by name, each without its pins; nil where its `environment.yaml` does
    /// not say what runs its services.
    ///
    /// Which machine and which objects belong to an environment can be told so, whatever is wrong elsewhere.
    package func environmentsWithoutPins(
        in files: [RepositoryFile], root: String
    ) -> [String: Environment?] {
        let drafts = EnvironmentFolder.folders(of: files, in: root).map(draft)
        return Dictionary(uniqueKeysWithValues: drafts.map { ($0.folder, $0.withoutPins) })
    }
}
