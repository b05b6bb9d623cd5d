import FoundationEssentials
import Glibc
import PinionModel
import PinionReconcile

/// The identity of this process, by which a later run can tell whether it has ended.
package enum HostIdentity {
    /// Returns this process as the holder of an intent, with a run's id.
    static func holder(run: String) -> IntentHolder {
        let process = getpid()
        return IntentHolder(
            run: run, host: hostName(), boot: bootID(),
            process: "\(process):\(startTime(of: process) ?? "?")")
    }

    /// Returns whether a holder lives; its end can be known only on its own host and boot.
    static func life(of holder: IntentHolder) -> HolderLiveness {
        guard holder.host == hostName(), holder.boot == bootID(), !holder.boot.isEmpty else {
            return isInOtherNamespace(holder) ? .alive : .unknown
        }
        let parts = holder.process.split(separator: ":")
        guard parts.count == 2, let process = pid_t(parts[0]), isSameNamespace else {
            return .unknown
        }
        // A process that cannot be examined counts as alive.
        guard parts[1] != "?" else { return .alive }
        guard let started = startTime(of: process) else {
            return isGone(process) ? .ended : .alive
        }
        return started == String(parts[1]) ? .alive : .ended
    }

    /// Returns the caller: `SUDO_USER` or the user's name, and the host.
    package static func person() -> String {
        let environment = ProcessInfo.processInfo.environment
        let user = environment["SUDO_USER"] ?? environment["USER"] ?? environment["LOGNAME"]
        return "\(user ?? "uid \(getuid())")@\(hostName())"
    }

    /// Returns this host's name.
    static func hostName() -> String { ProcessInfo.processInfo.hostName }

    /// Returns proc(5)'s `/proc/sys/kernel/random/boot_id`, and the process id namespace: ids have
    /// no meaning in another one.
    private static func bootID() -> String {
        let boot = text(of: "/proc/sys/kernel/random/boot_id") ?? ""
        return boot.isEmpty ? "" : "\(boot)/\(processNamespace() ?? "?")"
    }

    /// Whether a holder of this boot is seen alive in another process id namespace (a container).
    ///
    /// proc(5), `/proc/PID/status`, `NSpid`: its ids from this namespace to its own. A holder that
    /// is not seen may still live in a sibling namespace.
    private static func isInOtherNamespace(_ holder: IntentHolder) -> Bool {
        let names = holder.boot.split(separator: "/", maxSplits: 1)
        let own = bootID().split(separator: "/", maxSplits: 1)
        let parts = holder.process.split(separator: ":")
        guard names.count == 2, names.first == own.first, parts.count == 2 else { return false }
        let all = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return all.compactMap { pid_t($0) }.contains { process in
            guard startTime(of: process) == String(parts[1]) else { return false }
            let status = text(of: "/proc/\(process)/status") ?? ""
            let ids = status.split(separator: "\n").first { $0.hasPrefix("NSpid:") }
            let link = "/proc/\(process)/ns/pid"
            return ids?.split(separator: "\t").last == parts[0]
                && (try? FileManager.default.destinationOfSymbolicLink(atPath: link))
                    == String(names[1])
        }
    }

    private static var isSameNamespace: Bool { processNamespace() != nil }

    private static func processNamespace() -> String? {
        try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/ns/pid")
    }

    /// Whether there is no such process, or only a zombie.
    private static func isGone(_ process: pid_t) -> Bool {
        if kill(process, 0) == -1, errno == ESRCH { return true }
        return text(of: "/proc/\(process)/stat") != nil
    }

    /// Returns proc(5)'s `/proc/PID/stat`, field 22: when the process started, in clock ticks after
    /// boot; `nil` if there is none, if it cannot be read, or if it has ended (field 3).
    private static func startTime(of process: pid_t) -> String? {
        guard let stat = text(of: "/proc/\(process)/stat"), let close = stat.lastIndex(of: ")")
        else {
            return nil
        }
        let fields = stat[stat.index(after: close)...].split(separator: " ")
        guard fields.count > 19, fields[0] != "Z", fields[0] != "X" else { return nil }
        return String(fields[19])
    }

    private static func text(of path: String) -> String? {
        guard let bytes = FileManager.default.contents(atPath: path) else { return nil }
        let text = String(decoding: bytes, as: UTF8.self)
        return text.hasSuffix("\n") ? String(text.dropLast()) : text
    }
}
