import PinionModel
import PinionTemplates

/// What the stack that owns a service says of its images.
struct StackSurface: Sendable {
    /// What it says of one container.
    struct Statement: Sendable {
        let template: Surface
        let site: String?
        let update: OwnerUpdate?
    }

    /// What can be read of a template.
    enum Reading: Sendable {
        /// There is no stack.
        case none
        /// It says this.
        case known(TemplateSurfaces)
        /// It cannot be read.
        case unreadable(Obstacle)
    }

    /// What the template says.
    var reading: Reading
    /// Why nothing can be written through the stack; nil where it can, or where nothing is.
    let unchangeable: String?
    /// Where an update of the stack stands, where that is of interest.
    let rollout: Rollout?
    /// The stack's ARN, where changes are written through it.
    var writtenWith: String?
    /// The stack and those that it is nested in, as far as they are known.
    var owners: [WatchedStack] = []

    /// What it says of a container.
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
    /// The stack.
    let stack: Stack
    /// The stack's template.
    let template: StackTemplate
    /// The template's text.
    let text: [UInt8]
    /// The service in the template.
    package let service: TemplateService
    /// The service's task definition in the template.
    let definition: TemplateTaskDefinition

    /// What the template says of the containers.
    var surfaces: TemplateSurfaces { template.surfaces(of: definition, in: stack.state()) }
}
