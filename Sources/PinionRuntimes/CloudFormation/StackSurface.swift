import PinionModel
import PinionTemplates

/// What the stack that owns a service says of its images.
struct StackSurface: Sendable {
    struct Statement: Sendable {
        let template: Surface
        let site: String?
        let update: OwnerUpdate?
    }

    /// What can be read of a template.
    enum Reading: Sendable {
        case none
        case known(TemplateSurfaces)
        case unreadable(Obstacle)
    }

    var reading: Reading
    /// Why nothing can be written through the stack; nil if it can, or if nothing is.
    let unchangeable: String?
    /// Where an update of the stack stands, if that is of interest.
    let rollout: Rollout?
    /// The stack's ARN, if changes are written through it.
    var writtenWith: String?
    /// The stack and those that it is nested in, if known.
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

/// A service in the stack that owns it.
struct OwnedService: Sendable {
    let stack: Stack
    let template: StackTemplate
    let service: TemplateService
    let definition: TemplateTaskDefinition

    var surfaces: TemplateSurfaces { template.surfaces(of: definition, in: stack.state()) }
}
