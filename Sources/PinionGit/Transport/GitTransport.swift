import CLibgit2
import FoundationEssentials
import Glibc

/// The transport child: Pinion's own executable, run again to speak to one remote.
///
/// libgit2 1.5 knows no time limit on the network: a silent server holds a call for ever, and only
/// ending the process ends the call.
package enum GitTransport {
    /// The hidden first argument that asks for it.
    package static let argument = "__git-transport"

    /// Does the child's work where the arguments ask for it, until its input ends; its exit code
    /// where it cannot go on.
    ///
    /// An executable calls this before anything else; nil means that it was not asked for.
    package static func runIfAsked(_ arguments: [String]) -> Int32? {
        guard arguments.dropFirst().first == argument else { return nil }
        // What ends it is the end of its parent, which may have to finish something first when a
        // terminal or a service manager asks all of them to end.
        for number in [SIGPIPE, SIGINT, SIGTERM, SIGHUP] { signal(number, SIG_IGN) }
        let pipe = ParentPipe()
        let watch = ByteWatch(pipe)
        let environment = ProcessInfo.processInfo.environment
        limitOurselves()
        trustAuthorities(environment)
        while let request = pipe.request() {
            // A second rope for what Pinion's own deadline does.
            alarm(UInt32(clamping: request.deadline.components.seconds + 5))
            TransportWork(request, pipe: pipe, watch: watch, environment: environment).run()
            alarm(0)
        }
        return 2
    }

    /// Caps of memory and of the size of one file.
    private static func limitOurselves() {
        let limits: [(resource: __rlimit_resource, value: UInt)] = [
            (RLIMIT_CORE, 0), (RLIMIT_FSIZE, UInt(Limits.packBytes)),
            (RLIMIT_AS, UInt(Limits.transportBytes)),
        ]
        // Packs are looked at through windows, which count in the address space.
        Library.start
        _ = pinion_git_opts_size(Int32(GIT_OPT_SET_MWINDOW_SIZE.rawValue), 32 << 20)
        _ = pinion_git_opts_size(Int32(GIT_OPT_SET_MWINDOW_MAPPED_LIMIT.rawValue), 256 << 20)
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
