/// The owner of one C object: frees it exactly once, and lends its pointer only for a call.
@safe struct Owned: ~Copyable {
    private let pointer: OpaquePointer
    private let free: (OpaquePointer) -> Void

    /// Takes an object that libgit2 returned; `nil` if it returned none.
    init?(_ pointer: OpaquePointer?, free: @escaping (OpaquePointer) -> Void) {
        guard let pointer = unsafe pointer else { return nil }
        unsafe self.pointer = pointer
        unsafe self.free = free
    }

    deinit { unsafe free(pointer) }

    /// Lends the pointer for the duration of a call.
    borrowing func with<Result, Failure>(
        _ body: (OpaquePointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try unsafe body(pointer)
    }
}

/// Makes an owned object with a call that fills in a pointer.
func own(
    _ what: @autoclosure () -> String, free: @escaping (OpaquePointer) -> Void,
    _ make: (inout OpaquePointer?) -> Int32
) throws(GitError) -> Owned {
    var pointer: OpaquePointer?
    try check(what()) { unsafe make(&pointer) }
    guard let owned = unsafe Owned(pointer, free: free) else {
        throw .call(FailedCall(what: what(), code: -1, area: 0, message: "libgit2 gave nothing"))
    }
    return owned
}
