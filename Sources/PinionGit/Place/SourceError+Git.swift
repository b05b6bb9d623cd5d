import CLibgit2
import PinionModel

extension SourceError {
    /// A failure of libgit2 in a repository of the user, in the port's words.
    init(_ error: GitError, inRepository path: String) {
        switch error {
        case .malformed(let object, let reason):
            self = .malformed(object: object.printable, reason: reason)
        case .missing(let object):
            self = .unsupported(path: path, reason: "\(object) is missing; run `git fsck` there")
        case .moved(let ref):
            self = .unsupported(path: path, reason: "the ref \(ref) changed while it was read")
        case .call(let call):
            self = .unsupported(path: path, reason: call.description)
        }
    }

    /// A failure of libgit2 in a cache of our own, in the port's words.
    init(_ error: GitError, inCache path: String) {
        if case .malformed(let object, let reason) = error {
            self = .malformed(object: object.printable, reason: reason)
        } else {
            self = .local(path: path, reason: error.description)
        }
    }

    /// Why a repository could not be opened, in the port's words.
    init(opening path: String, _ error: GitError) {
        switch error.code {
        case .some(GIT_ENOTFOUND): self = .notARepository(path: path)
        case .some(GIT_EOWNER):
            self = .notOurs(
                path: path,
                remedy: "run as that user, or trust it by `git config --global --add "
                    + "safe.directory \(path)`")
        default: self = .init(error, inRepository: path)
        }
    }
}
