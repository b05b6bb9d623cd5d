import CLibgit2
import FoundationEssentials
import Glibc

/// The transport child: Pinion's own executable, run again to speak to one remote and end.
///
/// libgit2 1.5 knows no time limit on the network: a silent server holds a call for ever, and only
/// ending the process ends the call.
package enum GitTransport {
    /// The hidden first argument that asks for it.
    package static let argument = "__git-transport"

    /// Runs the child's work where the arguments ask for it, and answers its exit code.
    ///
    /// An executable calls this before anything else; nil means that it was not asked for.
    package static func runIfAsked(_ arguments: [String]) -> Int32? {
        guard arguments.dropFirst().first == argument else { return nil }
        signal(SIGPIPE, SIG_IGN)
        let pipe = ParentPipe()
        guard let request = pipe.request() else { return 2 }
        limitOurselves(request.deadline)
        trustAuthorities(ProcessInfo.processInfo.environment)
        TransportWork(request, pipe: pipe, environment: ProcessInfo.processInfo.environment).run()
        return 0
    }

    /// A second rope for what Pinion's own deadline does: time, memory, the size of one file.
    private static func limitOurselves(_ deadline: Duration) {
        alarm(UInt32(clamping: deadline.components.seconds + 5))
        let limits: [(resource: __rlimit_resource, value: UInt)] = [
            (RLIMIT_CORE, 0), (RLIMIT_FSIZE, UInt(Limits.packBytes)), (RLIMIT_AS, 8 << 30),
        ]
        for (resource, value) in limits {
            var limit = rlimit(rlim_cur: value, rlim_max: value)
            _ = unsafe setrlimit(Int32(resource.rawValue), &limit)
        }
    }

    /// Takes the certificate authorities that the ecosystem's variables name.
    private static func trustAuthorities(_ environment: [String: String]) {
        Library.start
        let file = environment["GIT_SSL_CAINFO"] ?? environment["SSL_CERT_FILE"]
        let folder = environment["GIT_SSL_CAPATH"] ?? environment["SSL_CERT_DIR"]
        if file != nil || folder != nil { _ = unsafe pinion_git_opts_certificates(file, folder) }
    }
}
