import PinionModel
@testable import PinionRuntimes
import Testing

/// Answers of a manager in the shape that engine 20.10 gives them.
enum SwarmAnswers {
    static let digest = "sha256:489da727d51e5cb60d61b170c9fe1a40de53e0b89364ce5c5a2d3abeaf02515f"

    static func service(
        _ name: String, id: String? = nil, version: Int = 11, image: String,
        labels: String = "{}", running: Int = 1, desired: Int = 1,
        mode: String = #"{"Replicated":{"Replicas":1}}"#, update: String = "",
        updated: String = "2026-11-23T12:26:10.249819499Z"
    ) -> String {
        #"{"ID":"\#(id ?? "id-\(name)")","Version":{"Index":\#(version)},"#
            + #""CreatedAt":"2026-11-23T12:26:10.249819499Z","UpdatedAt":"\#(updated)","#
            + #""Spec":{"Name":"\#(name)","Labels":\#(labels),"TaskTemplate":{"ContainerSpec":"#
            + #"{"Image":"\#(image)","Labels":{"a":"b"},"Env":["X=1"],"Init":false,"DNSConfig":{},"#
            + #""Isolation":"default"},"Resources":{"Limits":{},"Reservations":{}},"#
            + #""Placement":{"Platforms":[{"Architecture":"amd64","OS":"linux"}]},"ForceUpdate":0,"#
            + #""Runtime":"container"},"Mode":\#(mode),"EndpointSpec":{"Mode":"vip"}},"#
            + #""Endpoint":{"Spec":{}},\#(update)"ServiceStatus":{"RunningTasks":\#(running),"#
            + #""DesiredTasks":\#(desired),"CompletedTasks":0}}"#
    }

    static func task(
        _ id: String, of service: String, image: String, state: String = "running",
        desired: String = "running", container: String = "c1", error: String = "",
        created: String = "2026-11-23T12:26:11Z", updated: String = "2026-11-23T12:26:12Z"
    ) -> String {
        #"{"ID":"\#(id)","Version":{"Index":17},"CreatedAt":"\#(created)","#
            + #""UpdatedAt":"\#(updated)","Labels":{},"Spec":{"ContainerSpec":"#
            + #"{"Image":"\#(image)"},"ForceUpdate":0},"ServiceID":"\#(service)","Slot":1,"#
            + #""NodeID":"node-1","Status":{"Timestamp":"2026-11-23T12:26:12Z","#
            + #""State":"\#(state)","Message":"started","Err":"\#(error)","#
            + #""ContainerStatus":{"ContainerID":"\#(container)","PID":1,"ExitCode":0},"#
            + #""PortStatus":{}},"DesiredState":"\#(desired)"}"#
    }

    static func list(_ elements: [String]) -> String {
        "[" + elements.joined(separator: ",") + "]"
    }

    static func parsed(service text: String) throws -> SwarmService {
        try #require(SwarmService(json(text)))
    }

    static func parsed(task text: String) throws -> SwarmTask {
        try #require(SwarmTask(json(text)))
    }
}
