// swift-format-ignore-file: AlwaysUseLowerCamelCase (the names are the engine's own)

/// The part of a service's spec that the fixtures read and write.
struct ServiceSpec: Codable {
    struct ContainerSpec: Codable {
        let Image: String
    }
    struct RestartPolicy: Codable {
        let Condition: String
        let Delay: Int
    }
    struct TaskTemplate: Codable {
        let ContainerSpec: ContainerSpec
        let RestartPolicy: RestartPolicy?
    }
    struct Replicated: Codable {
        let Replicas: Int
    }
    struct Mode: Codable {
        let Replicated: Replicated?
    }
    let Name: String
    let Labels: [String: String]?
    let TaskTemplate: TaskTemplate
    let Mode: Mode
}

struct Created: Decodable {
    let ID: String
}

struct RawService: Decodable {
    struct Version: Decodable {
        let Index: Int
    }
    struct UpdateStatus: Decodable {
        let State: String?
    }
    let ID: String
    let Version: Version
    let Spec: ServiceSpec
    let UpdateStatus: UpdateStatus?
}

struct RawTask: Decodable {
    struct ContainerStatus: Decodable {
        let ContainerID: String?
    }
    struct Status: Decodable {
        let State: String
        let ContainerStatus: ContainerStatus?
    }
    let ID: String
    let Status: Status
    let DesiredState: String
}

struct RawContainer: Decodable {
    let Id: String
    let Names: [String]
    let Image: String
    let ImageID: String
    let State: String
}

struct RawBinding: Decodable {
    let Image: String
}

struct RawImage: Decodable {
    let RepoDigests: [String]
}
