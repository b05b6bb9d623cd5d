import PinionModel
import PinionSyntax

extension StackTemplate {
    /// Judges the parameters of a nested stack that are images, by their names or values.
    func judgedSites(of nested: TemplateNestedStack) -> [JudgedSite] {
        nested.anyGiven.flatMap { parameter in
            TemplateAttempts(template: self, evaluation: TemplateEvaluation(.text)).all {
                evaluator throws(TemplateEvaluator.Stop) in
                try evaluator.text(of: parameter.value)
            }
            .compactMap { judgedSite($0.outcome, parameter, nested) }
        }
    }

    private func judgedSite(
        _ outcome: Result<EvaluatedText, TemplateEvaluator.Stop>,
        _ parameter: TemplateNode.Entry, _ nested: TemplateNestedStack
    ) -> JudgedSite? {
        let isNamed = Self.isImage(named: parameter.name)
        let place = parameter.value.position
        let subject = "the nested stack \(ShownText(nested.logicalID)) is given "
        let end = " as its parameter \(ShownText(parameter.name))"
        func made(_ verdict: JudgedSite.Verdict, _ sentence: String) -> JudgedSite {
            JudgedSite(
                site: unwritten(
                    at: place, of: nested.logicalID, parameter.name, "a nested stack is given it"),
                verdict: verdict, sentence: sentence)
        }
        let text: EvaluatedText
        switch outcome {
        case .success(let value): text = value
        case .failure(.nothing): return nil
        case .failure(let stop):
            return isNamed
                ? made(.unknown(stop.clause), subject + "what is not known\(end): \(stop.clause)")
                : nil
        }
        let shown = ShownText(text.description, longest: 256).description
        switch TemplateImage(text, at: place, isText: true) {
        case .image(let origin) where origin.reference.digest != nil:
            return made(.pinned(origin.reference), subject + shown + end)
        case .image(let origin) where isNamed || origin.looksLikeImage || shown == "latest":
            return made(
                .floating(text: shown),
                "\(subject)\(shown)\(end), which floats; give it an image with its digest")
        case .unknown(let clause) where isNamed:
            return made(.unknown(clause), subject + "what is not known\(end): \(clause)")
        case .required(let clause) where isNamed:
            return made(.required(clause), "\(subject)\(shown)\(end): \(clause)")
        case .image, .unknown, .required: return nil
        }
    }

    /// Whether a parameter's name means an image, and neither the place of images nor an EC2 image.
    private static func isImage(named name: String) -> Bool {
        let lower = name.lowercased()
        let others = ["imageid", "repo", "registry", "bucket", "arn", "account", "builder"]
        return lower.contains("image") && !others.contains(where: lower.contains)
    }
}

extension ImageOrigin {
    /// Whether a text has the form of an image: a repository path with a tag, or the tag `latest`.
    fileprivate var looksLikeImage: Bool {
        let whole = text.description
        guard let tag = reference.tag, !whole.hasPrefix("arn:"), !whole.contains("://")
        else { return false }
        return tag.description == "latest" || whole.contains("/")
    }
}
