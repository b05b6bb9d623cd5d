import PinionModel
import PinionProcess
import PinionSyntax
import PinionTemplates

/// Finds the stacks that own services, and reads the images in their templates.
struct StackReader: Sendable {
    let client: StackClient
    let settings: ECSSettings
    private let cache = StackCache()

    /// Returns the stack that owns a service, by the service's tags or else by the settings.
    func owner(of service: ECSService) -> String? {
        service.tags["aws:cloudformation:stack-id"] ?? service.tags["aws:cloudformation:stack-name"]
            ?? settings.stacks[service.name]
    }

    /// Returns the images that owning stacks give services, by service; each stack is read once.
    func surfaces(of services: [ECSService], isWhole: Bool) async -> [String: StackSurface] {
        var surfaces: [String: StackSurface] = [:]
        let owned = Dictionary(grouping: services) { owner(of: $0) ?? "" }
        if settings.route == .cloudFormation {
            for service in owned[""] ?? [] { surfaces[service.name] = unowned }
        }
        let owners = owned.keys.filter { !$0.isEmpty }.sorted()
        let stacks = await owners.concurrentResults(atMost: 4) { owner async throws(RuntimeError) in
            try await read(owner)
        }
        let ancestors = await ancestors(of: stacks)
        for (owner, stack) in zip(owners, stacks) {
            for service in owned[owner] ?? [] {
                var found = await surface(of: service, in: stack, ancestors, isWhole)
                if found.owners.isEmpty {
                    found.owners = [WatchedStack(name: StackClient.short(owner), parameters: nil)]
                }
                surfaces[service.name] = found
            }
        }
        return surfaces
    }

    /// Reads a service's resource in its stack; throws if it cannot be found there.
    func ownedService(_ service: ECSService) async throws(RuntimeError) -> ServiceInStack {
        guard let owner = owner(of: service) else {
            throw .unchangeable(service: service.name, reason: Self.noOwner)
        }
        let read = try await read(owner)
        return try find(service, try await logicalID(of: service, in: read.stack), in: read)
    }

    static let noOwner =
        "`through: cloudformation` is set and no stack is known to own it; name its stack under "
        + "`stacks:` in environment.yaml"

    private var unowned: StackSurface {
        StackSurface(reading: .none, unchangeable: Self.noOwner, rollout: nil)
    }

    func read(_ owner: String) async throws(RuntimeError) -> StackWithTemplate {
        let stack = try await client.stack(owner)
        if let known = await cache.template(of: stack) { return known.with(stack) }
        let text = try await client.template(of: stack)
        do throws(SyntaxError) {
            let template = try StackTemplate(parsing: text, named: "\(stack.name) template")
            let read = StackWithTemplate(stack: stack, template: template)
            await cache.keep(read)
            return read
        } catch {
            // The mistakes may quote texts of the template.
            let count = error.problems.count
            throw .refused(
                operation: "read the template of \(stack.words)",
                reason: "it has \(plural(count, "part")) that Pinion cannot read",
                remedy:
                    "name its file under `templates:` in environment.yaml and run `pinion check`")
        }
    }

    private func surface(
        of service: ECSService, in stack: Result<StackWithTemplate, RuntimeError>,
        _ ancestors: Ancestors, _ isWhole: Bool
    ) async -> StackSurface {
        let isRoute = settings.route == .cloudFormation
        var isAsked = false
        do throws(RuntimeError) {
            let read = try stack.get()
            let id = try await logicalID(of: service, in: read.stack)
            isAsked = true
            let resource = try resource(of: service, id, in: read)
            var surface = StackSurface(
                reading: .none, unchangeable: isRoute ? read.stack.obstacleToUpdate : nil,
                rollout: isRoute && !isWhole ? read.stack.rollout : nil,
                writtenWith: isRoute ? read.stack.id : nil)
            switch await state(of: read.stack, ancestors) {
            case .unknown(let obstacle): surface.reading = .unreadable(obstacle)
            case .state(let state):
                guard let found = read.template.surfaces(of: resource, in: state)
                else { throw unclear(service, resource.logicalID, in: read) }
                surface.reading = .known(found)
                surface.owners = await owners(of: found, in: read.stack, ancestors)
            }
            return surface
        } catch {
            let obstacle = isAsked ? Obstacle(error.description) : Obstacle(asking: error)
            return StackSurface(
                reading: .unreadable(obstacle),
                unchangeable: isRoute ? obstacle.description : nil, rollout: nil)
        }
    }

    private func find(
        _ service: ECSService, _ id: String?, in read: StackWithTemplate
    ) throws(RuntimeError) -> ServiceInStack {
        let update = read.stack.state().keptValues
        let resource = try resource(of: service, id, in: read)
        guard let definition = read.template.taskDefinition(of: resource, in: update)
        else { throw unclear(service, resource.logicalID, in: read) }
        return ServiceInStack(
            stack: read.stack, template: read.template, service: resource, definition: definition)
    }

    private func resource(
        of service: ECSService, _ id: String?, in read: StackWithTemplate
    ) throws(RuntimeError) -> TemplateService {
        guard let id else {
            throw .refused(
                operation: "find the service \(service.name) in \(read.stack.words)",
                reason: "the stack has no such resource",
                remedy: "look at `stacks:` in environment.yaml")
        }
        guard let resource = read.template.services.first(where: { $0.logicalID == id })
        else { throw unclear(service, id, in: read) }
        return resource
    }

    private func unclear(_ service: ECSService, _ id: String, in read: StackWithTemplate)
        -> RuntimeError
    {
        .refused(
            operation: "find the service \(service.name) in \(read.stack.words)",
            reason: "its template does not say which of its task definitions \(id) uses",
            remedy: "refer to the task definition with Ref in the template")
    }

    private func logicalID(
        of service: ECSService, in stack: Stack
    ) async throws(RuntimeError) -> String? {
        if let id = service.tags["aws:cloudformation:logical-id"] { return id }
        return try await logicalID(of: service.arn, in: stack)
    }

    /// Returns a resource's logical id, requested once in a run unless its stack is updated.
    func logicalID(of physicalID: String, in stack: Stack) async throws(RuntimeError) -> String? {
        if let id = await cache.logicalID(of: physicalID, in: stack) { return id }
        let id = try await client.logicalID(of: physicalID, in: stack)
        if let id { await cache.keep(id, of: physicalID, in: stack) }
        return id
    }
}

extension Stack {
    /// The progress of a stack update as a rollout of its services; `nil` if it affects none.
    var rollout: Rollout? {
        let words = reason.flatMap { $0.isEmpty ? nil : ": \($0)" } ?? ""
        return switch status {
        case "UPDATE_IN_PROGRESS": .progressing("\(self.words) is being updated")
        case "UPDATE_ROLLBACK_IN_PROGRESS", "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS":
            .failed("CloudFormation is rolling \(self.words) back\(words)")
        case "UPDATE_ROLLBACK_COMPLETE":
            .rolledBack("CloudFormation rolled \(self.words) back\(words)")
        case "UPDATE_ROLLBACK_FAILED", "UPDATE_FAILED":
            .failed("the update of \(self.words) failed\(words)")
        default: nil
        }
    }
}
