package import PinionModel
package import PinionSites
import PinionSyntax

/// A container's image in a template, judged by the text of the template alone.
package struct JudgedSite: Hashable, Sendable, CustomStringConvertible {
    /// The judgement of an image.
    package enum Verdict: Hashable, Sendable {
        /// The image has a digest.
        case pinned(ImageReference)
        /// The image has no digest; unknown parts of its text are shown as `${…}`.
        case floating(text: String)
        /// The image cannot be known from the file; the clause says why.
        case unknown(String)
        /// The image must be given at creation; the clause says so.
        case required(String)
    }

    /// The place that decides the image: a parameter's default, a mapping's value, or the image.
    package let site: ImageSite
    /// The judgement of the image.
    package let verdict: Verdict
    /// The sentence for readers: the problem and the remedy.
    package let sentence: String

    /// The place and the sentence, as `file:line:column: problem; remedy`.
    package var description: String { "\(site.position): \(sentence)" }
}

extension StackTemplate {
    /// The judgements of all containers' images by the template's text, in the order of the text.
    ///
    /// Transforms are ignored; if the text does not decide a condition, both sides are listed.
    package var judgedSites: [JudgedSite] {
        let evaluation = TemplateEvaluation(.text)
        let own = (taskDefinitions + expressServices).flatMap { definition in
            definition.containers.flatMap { judgedSites(of: $0, in: definition, evaluation) }
        }
        var seen: Set<JudgedSite> = []
        return (own + (nestedStacks + stackSets).flatMap(judgedSites)).filter {
            seen.insert($0).inserted
        }
    }

    private func judgedSites(
        of container: TemplateContainer, in definition: TemplateTaskDefinition,
        _ evaluation: TemplateEvaluation
    ) -> [JudgedSite] {
        let name = container.name.flatMap { text(of: $0, in: evaluation) }
        let unconditional = TemplateContainer(
            name: nil, image: container.image, position: container.position, conditions: [])
        let attempts = TemplateAttempts(template: self, evaluation: evaluation).all {
            evaluator throws(TemplateEvaluator.Stop) in try evaluator.image(of: unconditional)
        }
        return attempts.map { attempt in
            let image: TemplateImage =
                switch attempt.outcome {
                case .success(let image): image
                case .failure(let stop): .unknown(stop.clause)
                }
            return judgedSite(of: image, container, name, definition)
        }
    }

    private func judgedSite(
        of image: TemplateImage, _ container: TemplateContainer, _ name: String?,
        _ definition: TemplateTaskDefinition
    ) -> JudgedSite {
        let subject =
            (name.map { "the container \(ShownText($0))" } ?? "a container")
            + " of \(ShownText(definition.logicalID))"
        let unknown = { (clause: String) in
            unwritten(
                at: container.image?.position ?? container.position, of: definition.logicalID, name,
                clause)
        }
        switch image {
        case .unknown(let clause):
            return JudgedSite(
                site: unknown(clause), verdict: .unknown(clause),
                sentence: "the image of \(subject) is not known: \(clause)")
        case .required(let clause):
            return JudgedSite(
                site: unknown(clause), verdict: .required(clause),
                sentence: "the image of \(subject) is given: \(clause)")
        case .image(let origin):
            let site = origin.site(in: self, of: definition.logicalID, name)
            let text = ShownText(origin.text.description, longest: 256).description
            guard origin.reference.digest == nil else {
                return JudgedSite(
                    site: site, verdict: .pinned(origin.reference),
                    sentence: "\(subject) is pinned to \(text)")
            }
            return JudgedSite(
                site: site, verdict: .floating(text: text),
                sentence: "\(subject) uses \(text), which floats; \(wayOut(origin))")
        }
    }

    /// Returns the place of an image that the text does not contain; the clause says why not.
    func unwritten(
        at position: Position, of owner: String, _ container: String?, _ clause: String
    ) -> ImageSite {
        ImageSite(
            ImageSite.Scalar(path: path, position: position, bytes: nil, text: ""), service: owner,
            container: container, reference: nil, composition: .closed(clause))
    }

    private func wayOut(_ origin: ImageOrigin) -> String {
        let parameter = origin.parameter.map { ShownText($0).description }
        return switch (origin.composition, parameter) {
        case (.closed(let reason), _):
            "let one parameter be the whole image, with its digest (\(reason))"
        case (_, nil): "write the image with its digest"
        case (.digest, let parameter?):
            "make the default of \(parameter) a digest, or give it no default"
        case (.rest, let parameter?):
            "end the default of \(parameter) with @ and the digest, or give it no default"
        case (.whole, let parameter?), (.end, let parameter?):
            "make the default of \(parameter) an image with its digest, or give it no default"
        }
    }
}
