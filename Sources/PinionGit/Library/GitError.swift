import CLibgit2

/// The reason why a repository could not be read or written, before it becomes a port's error.
enum GitError: Error, Hashable, Sendable, CustomStringConvertible {
    /// A call of libgit2 failed.
    case call(FailedCall)
    /// An object breaks the rules of the strict readers.
    case malformed(object: String, reason: String)
    /// An object exceeds a limit of Pinion's own, and is not necessarily faulty.
    case tooLarge(object: String, limit: String)
    /// A required object is missing.
    case missing(object: String)
    /// A ref did not have the value that a change expected.
    case moved(ref: String)
    /// The answer is in a part of the history that a shallow clone lacks.
    case shallow

    /// The sentence for the operator.
    var description: String {
        switch self {
        case .call(let call): call.description
        case .malformed(let object, let reason): "\(object) cannot be trusted: \(reason)"
        case .tooLarge(let object, let limit): "\(object) has more than Pinion reads: \(limit)"
        case .missing(let object): "\(object) is missing"
        case .moved(let ref): "\(ref) is elsewhere by now"
        case .shallow: "the history is cut off"
        }
    }

    /// The status of libgit2 if one of its calls failed.
    var code: git_error_code? {
        if case .call(let call) = self { git_error_code(call.code) } else { nil }
    }
}

/// A call of libgit2 that returned a negative status.
struct FailedCall: Hashable, Sendable, CustomStringConvertible {
    /// The attempted action, as an infinitive: `read the object 4be1a90`.
    let what: String
    /// The status.
    let code: Int32
    /// The part of libgit2 that failed: one of `git_error_t`.
    let area: Int32
    /// libgit2's own words, copied on the thread that made the call.
    let message: String

    /// Whether the operating system failed, rather than the data being faulty.
    var isOfDisk: Bool {
        [GIT_ERROR_OS, GIT_ERROR_FILESYSTEM, GIT_ERROR_NOMEMORY].contains {
            Int32($0.rawValue) == area
        }
    }

    /// `cannot …: …`.
    var description: String { "cannot \(what): \(message)" }
}

/// Runs a call, and on failure copies libgit2's last error at once; all status codes pass here.
///
/// The last error belongs to the thread, so nothing may happen between the call and the copy.
@discardableResult
func check(_ what: @autoclosure () -> String, _ call: () -> Int32) throws(GitError) -> Int32 {
    let code = call()
    guard code < 0 else { return code }
    guard let error = unsafe git_error_last(), let text = unsafe error.pointee.message else {
        let message = "libgit2 says no more than status \(code)"
        throw .call(FailedCall(what: what(), code: code, area: 0, message: message))
    }
    let area = unsafe error.pointee.klass
    let message = unsafe String(cString: text)
    throw .call(FailedCall(what: what(), code: code, area: area, message: message))
}

/// Runs a call; returns false if libgit2 found nothing.
func found(_ what: @autoclosure () -> String, _ call: () -> Int32) throws(GitError) -> Bool {
    do { return try check(what(), call) >= 0 } catch {
        if error.code == GIT_ENOTFOUND { return false }
        throw error
    }
}
