package import PinionModel

extension ProjectReader {
    /// The environments that those among the files say their pins come from, ordered; whoever reads only a part
    /// of a project's files must bring their `environment.yaml` too.
    ///
    /// - Parameter root: the folder of the environments.
    package func promotionSources(in files: [RepositoryFile], root: String) -> [String] {
        let drafts = EnvironmentFolder.folders(of: files, in: root).map(draft)
        return Set(drafts.compactMap { $0.rules.rules.promotion?.from.description }).sorted()
    }
}
