import FoundationEssentials
import Glibc

/// The reason why a file of this host could not be read, written or locked, as a clause.
package struct FileFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// The clause.
    package let description: String

    /// Makes a fault with a reason of our own.
    package init(_ reason: String) { description = reason }

    /// The operating system's words for its last error.
    package static var last: FileFault { FileFault(Self.words(errno)) }

    /// Converts an error of Foundation into the operating system's words.
    package init(_ error: any Error) {
        let cocoa = error as? CocoaError
        let posix = error as? POSIXError ?? cocoa?.underlying as? POSIXError
        description =
            if let fault = error as? FileFault {
                fault.description
            } else if let posix {
                Self.words(posix.code.rawValue)
            } else if cocoa?.code == .fileWriteFileExists {
                Self.words(EEXIST)
            } else if let cocoa {
                "error \(cocoa.code.rawValue) of Foundation"
            } else {
                "\(error)"
            }
    }

    private static func words(_ number: Int32) -> String { String(cString: strerror(number)) }
}
