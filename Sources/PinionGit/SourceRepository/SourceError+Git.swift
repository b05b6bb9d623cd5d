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
            self = .unsupported(
                path: path,
                reason: Self.isPartialClone(path)
                    ? "\(object) is missing, since this is a partial clone; \(Self.partialRemedy)"
                    : "\(object) is missing; run `git fsck` there")
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
        } else if let name = error.unknownExtension {
            let reason =
                switch name {
                case "objectformat":
                    "its objects are named by SHA-256, which Pinion does not read; use a repository "
                        + "with SHA-1, which `git init --object-format=sha1` makes"
                case "partialclone": "it is a partial clone; \(Self.partialRemedy)"
                default:
                    "it uses git's extension `\(name)`, which Pinion does not know; use a clone "
                        + "without it"
                }
            self = .unsupported(path: path, reason: reason)
        } else {
            self = .init(error, inRepository: path)
        }
    }
}

extension SourceError {
    private static let partialRemedy =
        "clone it without `--filter`, or name the remote by `--repository`"

    /// Whether a remote of a repository promises objects that are missing (git-config(1),
    /// "remote.<name>.promisor"), by the text of its settings.
    fileprivate static func isPartialClone(_ path: String) -> Bool {
        [path + "/.git/config", path + "/config"].contains { file in
            let text = Files.text(file)?.lowercased().filter { $0 != " " && $0 != "\t" } ?? ""
            return text.contains("promisor=true")
        }
    }
}

extension GitError {
    /// The extension of git's format that libgit2 does not know (gitrepository-layout(5),
    /// `extensions`); `nil` for any other error.
    fileprivate var unknownExtension: Substring? {
        guard case .call(let call) = self,
            let name = call.message.firstRange(of: "unsupported extension name extensions.")
        else { return nil }
        return call.message[name.upperBound...]
    }

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
