import CLibgit2
import PinionModel

extension SourceError {
    /// Translates an error of libgit2 in a repository of the user.
    init(_ error: GitError, inRepository path: String) {
        switch error {
        case .malformed(let object, let reason):
            self = .malformed(object: object.printable, reason: reason)
        case .tooLarge(let object, let limit):
            self = .tooLarge(object: object.printable, limit: limit)
        case .missing(let object):
            self = .unsupported(path: path, reason: "\(object) is missing; run `git fsck` there")
        case .moved(let ref):
            self = .unsupported(path: path, reason: "the ref \(ref) changed while it was read")
        case .shallow:
            self = .unsupported(
                path: path,
                reason: "the answer lies before the commits that it has; \(Self.shallowRemedy)")
        case .call(let call): self = .unsupported(path: path, reason: call.description)
        }
    }

    /// Translates an error of libgit2 in a cache of our own.
    init(_ error: GitError, inCache path: String) {
        switch error {
        case .malformed(let object, let reason):
            self = .malformed(object: object.printable, reason: reason)
        case .tooLarge(let object, let limit):
            self = .tooLarge(object: object.printable, limit: limit)
        default: self = .local(path: path, reason: error.description)
        }
    }

    /// Translates the reason why a repository could not be opened.
    init(opening path: String, _ error: GitError) {
        if error.isAboutOwner {
            self = .notOurs(
                path: path,
                remedy: "run as that user, or trust it by `git config --global --add "
                    + "safe.directory \(path)`")
        } else if error.code == GIT_ENOTFOUND {
            self = .notARepository(path: path)
        } else {
            self = .init(error, inRepository: path)
        }
    }
}

extension GitError {
    /// Whether a repository could not be opened because it belongs to another user.
    ///
    /// If the user's configuration exists and has no `safe.directory`, libgit2 1.5 reports the
    /// missing setting instead of `GIT_EOWNER`.
    fileprivate var isAboutOwner: Bool {
        guard case .call(let call) = self else { return false }
        return code == GIT_EOWNER
            || (code == GIT_ENOTFOUND && call.area == Int32(GIT_ERROR_CONFIG.rawValue))
    }
}
