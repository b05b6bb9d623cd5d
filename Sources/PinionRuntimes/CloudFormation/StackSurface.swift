import PinionModel
import PinionTemplates

/// The images of a service according to the stack that owns it.
struct StackSurface: Sendable {
    struct Statement: Sendable {
        let template: Surface
        let site: String?
        let update: OwnerUpdate?
    }

    /// The result of reading a template.
    enum Reading: Sendable {
        case none
        case known(TemplateSurfaces)
        case unreadable(Obstacle)
    }

    var reading: Reading
    /// The reason why the stack cannot be changed; `nil` if it can, or if no stack is used.
    let unchangeable: String?
    /// The progress of a stack update, if it matters.
    let rollout: Rollout?
    /// The stack's ARN, if changes are made through it.
    var writtenWith: String?
    /// The stack and its parents, if known.
    var owners: [WatchedStack] = []

    func statement(for container: String) -> Statement {
        switch reading {
        case .none: return Statement(template: .absent, site: nil, update: nil)
        case .known(let surfaces):
            let surface = surfaces.surface(of: container)
            return Statement(
                template: surface.recreation, site: surface.location, update: surface.update)
        case .unreadable(let obstacle):
            return Statement(template: .unknown(obstacle), site: nil, update: nil)
        }
    }
}

/// A service and its task definition in the stack that owns it.
struct ServiceInStack: Sendable {
    let stack: Stack
    let template: StackTemplate
    let service: TemplateService
    let definition: TemplateTaskDefinition

    var surfaces: TemplateSurfaces { template.surfaces(of: definition, in: stack.state()) }
}
