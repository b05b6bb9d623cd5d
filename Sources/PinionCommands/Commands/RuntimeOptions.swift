import ArgumentParser
import PinionRuntimes

/// The options of `init` for all kinds of runtimes, from their table.
struct RuntimeOptions: ParsableArguments {
    /// The given values by option name; a flag has an empty text.
    private(set) var values: [String: String] = [:]
    /// The environment whose settings are copied.
    private(set) var from: String?

    private static let copy = SetupOption(
        "from", "environment",
        help: "The runtime, settings and pins of this environment, for the machine here.")

    init() {}

    init(from decoder: any Decoder) throws {
        let parsed = try decoder.container(keyedBy: Key.self)
        for option in RuntimeKinds.all.setupOptions where option.value == nil {
            let flag = try parsed.decode(Flag<Bool>.self, forKey: Key(option))
            if flag.wrappedValue { values[option.name] = "" }
        }
        for option in RuntimeKinds.all.setupOptions where option.value != nil {
            let given = try parsed.decode(Option<String?>.self, forKey: Key(option))
            values[option.name] = given.wrappedValue
        }
        from = try parsed.decode(Option<String?>.self, forKey: Key(Self.copy)).wrappedValue
    }

    func validate() throws {
        do throws(SetupMistake) {
            guard from == nil else { return try validateCopy() }
            _ = try RuntimeKinds.all.chosen(by: SetupAnswers(values))
        } catch {
            throw ValidationError(error.description)
        }
    }

    private func validateCopy() throws(SetupMistake) {
        guard Set(values.keys).isSubset(of: ["endpoint"]) else {
            throw SetupMistake(
                "--from takes the runtime and its scope from that environment; beside it only "
                    + "--endpoint is given"
            )
        }
    }

    private struct Key: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }

        init(_ option: SetupOption) { stringValue = option.name }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }
}

/// ArgumentParser finds options by reflection, and these are not stored properties.
extension RuntimeOptions: CustomReflectable {
    var customMirror: Mirror {
        Mirror(
            self,
            children: (RuntimeKinds.all.setupOptions + [Self.copy]).map { option in
                (option.name, Self.argument(option))
            })
    }

    private static func argument(_ option: SetupOption) -> Any {
        let name = NameSpecification.customLong(option.name)
        guard let value = option.value else {
            return Flag<Bool>(wrappedValue: false, name: name, help: ArgumentHelp(option.help))
        }
        return Option<String?>(name: name, help: ArgumentHelp(option.help, valueName: value))
    }
}
