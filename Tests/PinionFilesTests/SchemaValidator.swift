import PinionReading
import PinionSyntax
import Testing

@testable import PinionFiles

/// A document as a JSON Schema sees it.
enum SchemaValue: Equatable {
    case null
    case truth(Bool)
    case number(Double)
    case text(String)
    case list([SchemaValue])
    case object([String: SchemaValue])

    /// What editors make of a YAML file: the core schema of YAML 1.2.
    init(_ node: YAMLNode) {
        switch node.kind {
        case .mapping(let entries):
            self = .object(
                Dictionary(entries.map { ($0.name, SchemaValue($0.value)) }) { first, _ in first })
        case .sequence(let elements): self = .list(elements.map { SchemaValue($0) })
        case .scalar(let value, let style):
            switch ScalarMeaning(value, style) {
            case .text: self = .text(value)
            case .null: self = .null
            case .truth(let truth): self = .truth(truth)
            case .integer(let number): self = .number(Double(number ?? 0))
            case .decimal: self = .number(Double(value) ?? 0.5)
            }
        }
    }
}

/// The part of JSON Schema 2020-12 that our schemas use; any other keyword is an error.
struct SchemaValidator {
    struct UnknownKeyword: Error { let keyword: String }

    let root: JSONNode

    init(_ bytes: [UInt8], named name: String) throws {
        root = try JSONNode(parsing: bytes, named: name)
    }

    func accepts(_ value: SchemaValue) throws -> Bool { try accepts(value, root) }

    private func accepts(_ value: SchemaValue, _ schema: JSONNode) throws -> Bool {
        for keyword in schema.members ?? [] {
            guard try holds(value, keyword.key, keyword.value, in: schema) else { return false }
        }
        return true
    }

    private func holds(
        _ value: SchemaValue, _ keyword: String, _ rule: JSONNode, in schema: JSONNode
    ) throws -> Bool {  // table
        switch keyword {
        case "$schema", "$id", "$defs", "title", "description", "examples", "default": return true
        case "$ref": return try accepts(value, referenced(rule))
        case "type": return isType(value, rule.string ?? "")
        case "const": return value == constant(rule)
        case "enum": return rule.array?.contains { value == constant($0) } ?? false
        case "oneOf": return try rule.array?.count { try accepts(value, $0) } == 1
        case "pattern": return try matches(value, rule.string ?? "")
        case "minimum": return number(value).map { $0 >= Double(rule.int ?? 0) } ?? true
        case "maximum": return number(value).map { $0 <= Double(rule.int ?? 0) } ?? true
        case "minItems": return list(value).map { $0.count >= rule.int ?? 0 } ?? true
        case "maxItems": return list(value).map { $0.count <= rule.int ?? 0 } ?? true
        case "items": return try list(value)?.allSatisfy { try accepts($0, rule) } ?? true
        case "minProperties": return object(value).map { $0.count >= rule.int ?? 0 } ?? true
        case "maxProperties": return object(value).map { $0.count <= rule.int ?? 0 } ?? true
        case "required":
            let keys = rule.array?.compactMap(\.string) ?? []
            return object(value).map { object in keys.allSatisfy { object[$0] != nil } } ?? true
        case "propertyNames":
            return try object(value)?.keys.allSatisfy { try accepts(.text($0), rule) } ?? true
        case "properties":
            return try object(value)?.allSatisfy { key, value in
                try rule[key].map { try accepts(value, $0) } ?? true
            } ?? true
        case "additionalProperties":
            let named = Set(schema["properties"]?.members?.map(\.key) ?? [])
            let others = object(value)?.filter { !named.contains($0.key) } ?? [:]
            if let isAllowed = rule.bool { return isAllowed || others.isEmpty }
            return try others.allSatisfy { try accepts($0.value, rule) }
        default: throw UnknownKeyword(keyword: keyword)
        }
    }

    private func referenced(_ pointer: JSONNode) throws -> JSONNode {
        let steps = (pointer.string ?? "").split(separator: "/").dropFirst().map { String($0) }
        return try steps.reduce(root) { node, step in try #require(node[step]) }
    }

    private func isType(_ value: SchemaValue, _ type: String) -> Bool {
        switch (value, type) {
        case (.object, "object"), (.list, "array"), (.text, "string"), (.truth, "boolean"): true
        case (.number(let number), "integer"): number == number.rounded()
        default: false
        }
    }

    private func matches(_ value: SchemaValue, _ pattern: String) throws -> Bool {
        guard case .text(let text) = value else { return true }
        return try text.firstMatch(of: Regex(pattern).matchingSemantics(.unicodeScalar)) != nil
    }

    private func constant(_ node: JSONNode) -> SchemaValue? {
        node.string.map { .text($0) } ?? node.bool.map { .truth($0) }
    }

    private func object(_ value: SchemaValue) -> [String: SchemaValue]? {
        if case .object(let object) = value { object } else { nil }
    }

    private func list(_ value: SchemaValue) -> [SchemaValue]? {
        if case .list(let list) = value { list } else { nil }
    }

    private func number(_ value: SchemaValue) -> Double? {
        if case .number(let number) = value { number } else { nil }
    }
}
