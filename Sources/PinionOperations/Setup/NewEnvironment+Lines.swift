import PinionDecisions
import PinionModel
import PinionSyntax

extension NewEnvironment.Written {
    /// The report to the operator: what was written, what was left out, and the next step.
    package var lines: [String] {
        [
            "wrote \(folder)/environment.yaml and \(folder)/pins.yaml with "
                + "\(plural(adoption.services.count, "service"))"
        ]
            + adoption.unpinnable.map { one in
                let end = one.isIgnored ? "; environment.yaml ignores it for now" : ""
                return "not pinned: \(shown("\(one.name): \(one.reason)"))\(end)"
            }
            + adoption.onePlatform.map {
                "\(shown($0)): its pin is the manifest of one platform; on hosts of another one, "
                    + "pin the index"
            }
            + adoption.unconfirmed.map {
                "\(shown($0.name)): whether its registry has the pin is not known: \($0.reason)"
            } + [
                "nothing is applied until environment.yaml says `apply: automatic` or `apply: "
                    + "manual`", nextStep(name, folder),
            ]
    }
}

extension NewEnvironment.Copied {
    /// The report to the operator: what was written, how this machine differs from the other
    /// environment, and the next step.
    package var lines: [String] {
        ["wrote \(plural(files, "file")) into \(folder), as \(former.name) has them"]
            + notHere.map { name, reason in
                "not here: \(shown(name)) is pinned, and does not run on this machine"
                    + "\(shown(reason.map { ": \($0)" } ?? "")); start it, or take its pin out"
            }
            + notPinned.map {
                "not pinned: \(shown($0)) runs on this machine, and \(former.name) has no pin of "
                    + "it; `pinion adopt \(name)` proposes one"
            } + differentRules + [nextStep(name, folder)]
    }

    private var differentRules: [String] {
        var lines: [String] = []
        if let tag = former.rules.environmentTag {
            lines.append(
                "\(former.name) and \(name) both keep the registry tag `\(tag)`: as long as they "
                    + "do, their pins of one repository must be the same; give \(name) another "
                    + "`tag`, or none")
        }
        if former.rules.apply != .never {
            lines.append(
                "`apply` is `\(former.rules.apply.rawValue)` in \(former.name), and `never` in "
                    + "\(name) until you set it")
        }
        return lines
    }
}

private func shown(_ text: String) -> String { "\(ShownText(text, longest: .max))" }

private func nextStep(_ name: PinionModel::Environment.Name, _ folder: String) -> String {
    "next: git add \(folder) && git commit && git push, then `pinion status \(name)`"
}
