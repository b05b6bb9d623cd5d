import PinionReading

/// An option of `pinion init`.
package struct SetupOption: Hashable, Sendable {
    /// The option's name, without dashes.
    package let name: String
    /// The description for `--help`.
    package let help: String
    /// The name of the option's value; `nil` for a flag.
    package let value: String?

    package init(_ name: String, _ value: String? = nil, help: String) {
        (self.name, self.value, self.help) = (name, value, help)
    }

    /// The option as it is written: `--stack NAME`.
    package var usage: String { "--\(name)\(value.map { " \($0.uppercased())" } ?? "")" }

    /// The option that puts everything in scope, common to several kinds.
    package static let all = SetupOption(
        "all", help: "Everything on the engine, or in the ECS cluster.")
}

/// The options that `pinion init` was given.
package struct SetupAnswers: Sendable {
    /// The values by the options' names; an empty value for a flag.
    package let values: [String: String]
    /// The environment variables of the process.
    package let variables: [String: String]

    package init(_ values: [String: String], variables: [String: String] = [:]) {
        (self.values, self.variables) = (values, variables)
    }

    /// The value of an option; `nil` if the option was not given.
    package subscript(name: String) -> String? { values[name] }
}

/// The options of `pinion init` for a kind of runtime.
package struct RuntimeSetup: Sendable {
    /// The option that selects the kind.
    package let choice: SetupOption
    /// The options that name a scope, exactly one of which is required; empty if there are none.
    package let scopes: [SetupOption]
    /// The optional options.
    package let others: [SetupOption]

    package init(_ choice: SetupOption, scopes: [SetupOption] = [], others: [SetupOption] = []) {
        (self.choice, self.scopes, self.others) = (choice, scopes, others)
    }

    /// All options except the one that selects the kind.
    package var settings: [SetupOption] { others + scopes }

    /// Returns the problem with the given options; `nil` if they are right.
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

/// The error that the options of `pinion init` do not name one runtime.
package struct SetupMistake: Error, Hashable, Sendable, CustomStringConvertible {
    /// The problem and the remedy.
    package let description: String

    package init(_ description: String) { self.description = description }
}

extension [any RuntimeFormat.Type] {
    /// The kinds that this version supports.
    package var reachable: [any RuntimeKind.Type] { compactMap { $0 as? any RuntimeKind.Type } }

    /// The options of all kinds, without duplicates; those that select a kind come first.
    package var setupOptions: [SetupOption] {
        let setups = reachable.map { $0.setup }
        var names: Set<String> = []
        return (setups.map(\.choice) + setups.flatMap(\.settings))
            .filter { names.insert($0.name).inserted }
    }

    /// Returns the kind that the options select.
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
