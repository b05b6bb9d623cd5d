package import PinionModel
import PinionSyntax

extension Project {
    /// Returns the environments with these names, or all; the error for an unknown name suggests
    /// the one that was probably meant.
    package func environments(
        named names: [String], at revision: Revision
    ) throws -> [ReadEnvironment] {
        let known = environments.map(\.name)
        for name in names where !known.contains(name) {
            let reason = settings.retired.first { $0.environment.description == name }?
                .reason
            let nearest =
                reason.map { "; it is given up (`retired` in pinion.yaml): \($0)" }
                ?? nearest(to: name, among: known).map { "; did you mean `\($0)`?" } ?? ""
            throw Complaint(
                "there is no environment `\(name)` under \(settings.environmentsFolder)/ "
                    + "at commit \(revision.id.short)\(nearest)")
        }
        guard !known.isEmpty else {
            throw Complaint(
                "there is no environment under \(settings.environmentsFolder)/ at commit "
                    + "\(revision.id.short); write one with `pinion init`, commit it and push it")
        }
        return names.isEmpty ? environments : environments.filter { names.contains($0.name) }
    }
}
