import FoundationEssentials
import Glibc

/// Why a file of this host could not be read or written.
package struct FileFailure: Error, Hashable, CustomStringConvertible {
    /// The reason for people.
    let reason: String

    init(_ reason: String) { self.reason = reason }

    /// What Foundation threw, in the operating system's words; its own description is none for people.
    package init(_ error: any Error) {
        let cocoa = error as? CocoaError
        let posix = error as? POSIXError ?? cocoa?.underlying as? POSIXError
        reason =
            if let posix {
                unsafe String(cString: strerror(posix.code.rawValue))
            } else if cocoa?.code == .fileWriteFileExists {
                unsafe String(cString: strerror(EEXIST))
            } else if let cocoa {
                "error \(cocoa.code.rawValue) of Foundation"
            } else {
                "\(error)"
            }
    }

    /// The operating system's word on its last call.
    static func last() -> FileFailure { unsafe FileFailure(String(cString: strerror(errno))) }

    /// The reason.
    package var description: String { reason }
}
