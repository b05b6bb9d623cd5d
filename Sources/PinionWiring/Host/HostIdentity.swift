import FoundationEssentials
import Glibc
import PinionModel
import PinionReconcile

/// Who this process is, so that a later run can tell whether it is gone.
package enum HostIdentity {
    /// This process as the holder of an intent, under a run's id.
    static func holder(run: String) -> IntentHolder {
        let process = getpid()
        return IntentHolder(
            run: run, host: hostName(), boot: bootID(),
            process: "\(process):\(startTime(of: process) ?? "?")")
    }

    /// Whether a holder lives; only a process of this host and this boot can be known to be gone.
    static func life(of holder: IntentHolder) -> HolderLiveness {
        guard holder.host == hostName(), holder.boot == bootID(), !holder.boot.isEmpty else {
            return isInOtherNamespace(holder) ? .alive : .unknown
        }
        let parts = holder.process.split(separator: ":")
        guard parts.count == 2, let process = pid_t(parts[0]), isSameNamespace else {
            return .unknown
        }
        // A process that could not be looked at counts as alive.
        guard parts[1] != "?" else { return .alive }
        guard let started = startTime(of: process) else {
            return isGone(process) ? .ended : .alive
        }
        return started == String(parts[1]) ? .alive : .ended
    }

    /// Who asks: `SUDO_USER` or the user's name, and the host.
    package static func person() -> String {
        let environment = ProcessInfo.processInfo.environment
        let user = environment["SUDO_USER"] ?? environment["USER"] ?? environment["LOGNAME"]
        return "\(user ?? "uid \(getuid())")@\(hostName())"
    }

    /// What this host is called.
    static func hostName() -> String { ProcessInfo.processInfo.hostName }

    /// proc(5), `/proc/sys/kernel/random/boot_id`, and the process id namespace: ids mean nothing
    /// in another one.
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

    /// proc(5), `/proc/PID/stat`, field 22: when the process started, in clock ticks after boot;
    /// nil where there is none, where it cannot be read, and for one that has ended (field 3).
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
