/// A stack's template file that a change touches, as the base and the head have it.
package struct TemplateChange: Hashable, Sendable {
    /// Its path.
    package let path: String
    /// The base's text.
    package let base: Reading
    /// The head's text.
    package let head: Reading

    /// What was read of one commit's text.
    package enum Reading: Hashable, Sendable {
        /// There is no such file.
        case missing
        /// It is no template that can be read; the mistakes say why.
        case unreadable([FileMistake])
        /// It is a template; of its containers these float.
        case read([FloatingImage])
    }

    /// A container whose image has no digest by the text of a template.
    package struct FloatingImage: Hashable, Sendable {
        /// The task definition's logical id.
        package let taskDefinition: String
        /// The container; nil where its name is not known.
        package let container: String?
        /// Where what decides stands.
        package let position: FilePosition
        /// What is so, and the way out.
        package let sentence: String

        /// Puts a sighting together.
        package init(
            taskDefinition: String, container: String?, position: FilePosition, sentence: String
        ) {
            self.taskDefinition = taskDefinition
            self.container = container
            self.position = position
            self.sentence = sentence
        }

        /// What makes two of them the same one, wherever they stand and whatever tag they name.
        fileprivate var key: [String?] { [taskDefinition, container] }
    }

    /// Puts a change together.
    package init(path: String, base: Reading, head: Reading) {
        self.path = path
        self.base = base
        self.head = head
    }

    /// What the change makes worse: a container that floats and did not, a text that could be read and cannot.
    package var violations: [Violation] {
        switch head {
        case .missing where base != .missing:
            [
                Violation(
                    .fileInvalid, at: FilePosition(path: path, line: 1, column: 1),
                    "the template is not there any more, and environment.yaml names it; take it out of "
                        + "`templates` as well")
            ]
        case .missing: []
        case .unreadable(let mistakes):
            if case .unreadable = base { [] } else { mistakes.map { Violation($0) } }
        case .read: newly.map { Violation(.templateFloating, at: $0.position, $0.sentence) }
        }
    }

    /// What was so before.
    package var notes: [String] {
        switch (base, head) {
        case (.missing, .missing):
            ["the template \(path) is not there, and environment.yaml names it"]
        case (.unreadable, .unreadable(let mistakes)):
            mistakes.map { "as before the change: \($0)" }
        case (_, .read(let images)):
            images.filter { !newly.contains($0) }
                .map { "as before the change: \($0.position): \($0.sentence)" }
        case (_, .missing), (_, .unreadable): []
        }
    }

    /// Those of the head's floating images that the base does not account for, in the order of the text.
    private var newly: [FloatingImage] {
        guard case .read(let images) = head else { return [] }
        var before: [[String?]: Int] = [:]
        if case .read(let former) = base { for one in former { before[one.key, default: 0] += 1 } }
        return images.filter { image in
            guard let left = before[image.key], left > 0 else { return true }
            before[image.key] = left - 1
            return false
        }
    }
}

extension Review {
    /// The same review with what is to be said of template files.
    package func adding(_ templates: [TemplateChange]) -> Review {
        Review(
            generatedAt: generatedAt, base: base, head: head, environments: environments,
            violations: violations + templates.flatMap(\.violations),
            notes: notes + templates.flatMap(\.notes))
    }
}
