import PinionReading

/// An option of `pinion init`.
package struct SetupOption: Hashable, Sendable {
    /// Its name, without dashes.
    package let name: String
    /// What it is for, for `--help`.
    package let help: String
    /// What its value is called; nil for a flag.
    package let value: String?

    package init(_ name: String, _ value: String? = nil, help: String) {
        (self.name, self.value, self.help) = (name, value, help)
    }

    /// How it is written: `--stack NAME`.
    package var usage: String { "--\(name)\(value.map { " \($0.uppercased())" } ?? "")" }

    /// Everything that the runtime has, of whatever kind it is.
    package static let all = SetupOption(
        "all", help: "Everything on the engine, or in the ECS cluster.")
}

/// What was given of the options of `pinion init`.
package struct SetupAnswers: Sendable {
    /// The values by the options' names; an empty one for a flag.
    package let values: [String: String]
    /// The variables of the process.
    package let variables: [String: String]

    package init(_ values: [String: String], variables: [String: String] = [:]) {
        (self.values, self.variables) = (values, variables)
    }

    /// The value of an option; nil if it was not given.
    package subscript(name: String) -> String? { values[name] }
}

/// What `pinion init` asks for a kind of runtime.
package struct RuntimeSetup: Sendable {
    /// The option that names the kind.
    package let choice: SetupOption
    /// The options of which exactly one names the scope; none if there is nothing to choose.
    package let scopes: [SetupOption]
    /// Those that may be left out.
    package let others: [SetupOption]

    package init(_ choice: SetupOption, scopes: [SetupOption] = [], others: [SetupOption] = []) {
        (self.choice, self.scopes, self.others) = (choice, scopes, others)
    }

    /// All but the one that names the kind.
    package var settings: [SetupOption] { others + scopes }

    /// What is wrong with the given options; nil if nothing is.
    fileprivate func problem(with given: Set<String>) -> String? {
        let strange = given.subtracting(settings.map(\.name)).subtracting([choice.name]).sorted()
        guard strange.isEmpty else {
            let own = settings.map { "--\($0.name)" }
            return "\(strange.map { "--\($0)" }.joined(separator: ", ")) cannot stand beside "
                + "--\(choice.name), which has "
                + (own.isEmpty ? "no other options" : own.joined(separator: ", "))
        }
        guard scopes.isEmpty || scopes.count(where: { given.contains($0.name) }) == 1 else {
            return "name one scope of --\(choice.name): \(Self.list(scopes))"
        }
        return nil
    }

    fileprivate static func list(_ options: [SetupOption]) -> String {
        let usages = options.map(\.usage)
        return usages.dropLast().joined(separator: ", ") + " or \(usages.last ?? "")"
    }
}

/// That the options of `pinion init` do not name one runtime.
package struct SetupMistake: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong, and what would be right.
    package let description: String

    package init(_ description: String) { self.description = description }
}

extension [any RuntimeFormat.Type] {
    /// Those that this version reaches.
    package var reachable: [any RuntimeKind.Type] { compactMap { $0 as? any RuntimeKind.Type } }

    /// The options of all kinds, each once: first those that name a kind.
    package var setupOptions: [SetupOption] {
        let setups = reachable.map { $0.setup }
        var names: Set<String> = []
        return (setups.map(\.choice) + setups.flatMap(\.settings))
            .filter { names.insert($0.name).inserted }
    }

    /// The kind that some options name.
    package func chosen(by answers: SetupAnswers) throws(SetupMistake) -> any RuntimeKind.Type {
        let given = Set(answers.values.keys)
        let named = reachable.filter { given.contains($0.setup.choice.name) }
        guard let kind = named.first, named.count == 1 else {
            let choices = RuntimeSetup.list(reachable.map { $0.setup.choice })
            throw SetupMistake("name one runtime: \(choices)")
        }
        if let problem = kind.setup.problem(with: given) { throw SetupMistake(problem) }
        return kind
    }
}
