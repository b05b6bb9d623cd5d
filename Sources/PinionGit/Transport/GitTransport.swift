import CLibgit2
import FoundationEssentials
import Glibc

/// The transport child: Pinion's own executable, run again to speak to one remote.
///
/// libgit2 1.5 has no time limit for the network: a silent server blocks a call for ever, and only
/// ending the process ends the call.
package enum GitTransport {
    /// The hidden first argument that starts the child.
    package static let argument = "__git-transport"

    /// Does the child's work, if the arguments request it, until its input ends; returns the exit
    /// code if it cannot continue.
    ///
    /// An executable calls this before anything else; `nil` means that it was not requested.
    package static func runIfAsked(_ arguments: [String]) -> Int32? {
        guard arguments.dropFirst().first == argument else { return nil }
        // Only the parent's end ends the child: the parent may have to finish something first when
        // a terminal or a service manager signals them all.
        for number in [SIGPIPE, SIGINT, SIGTERM, SIGHUP] { signal(number, SIG_IGN) }
        let pipe = ParentPipe()
        let watch = ByteWatch(pipe)
        let environment = ProcessInfo.processInfo.environment
        limitOurselves()
        trustAuthorities(environment)
        while let request = pipe.request() {
            // A fallback for Pinion's own deadline.
            alarm(UInt32(clamping: request.deadline.components.seconds + 5))
            TransportWork(request, pipe: pipe, watch: watch, environment: environment).run()
            alarm(0)
        }
        return 2
    }

    /// Limits the memory and the size of one file.
    private static func limitOurselves() {
        let limits: [(resource: __rlimit_resource, value: UInt)] = [
            (RLIMIT_CORE, 0), (RLIMIT_FSIZE, UInt(Limits.packBytes)),
            (RLIMIT_AS, UInt(Limits.transportBytes)),
        ]
        // libgit2 maps packs in windows, which count towards the address space.
        Library.start
        _ = pinion_git_opts_size(Int32(GIT_OPT_SET_MWINDOW_SIZE.rawValue), 32 << 20)
        _ = pinion_git_opts_size(Int32(GIT_OPT_SET_MWINDOW_MAPPED_LIMIT.rawValue), 256 << 20)
        for (resource, value) in limits {
            var limit = rlimit(rlim_cur: value, rlim_max: value)
            _ = unsafe setrlimit(Int32(resource.rawValue), &limit)
        }
    }

    /// Uses the certificate authorities that the usual variables name.
    private static func trustAuthorities(_ environment: [String: String]) {
        Library.start
        let file = environment["GIT_SSL_CAINFO"] ?? environment["SSL_CERT_FILE"]
        let folder = environment["GIT_SSL_CAPATH"] ?? environment["SSL_CERT_DIR"]
        if file != nil || folder != nil { _ = unsafe pinion_git_opts_certificates(file, folder) }
    }
}
