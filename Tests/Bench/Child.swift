import Glibc

/// One run of a program: how it ended, how long it took, and the most memory that it had.
struct Child {
    let code: Int32
    let seconds: Double
    /// The most memory that it had; what this process itself has counts as its least (wait4(2), `ru_maxrss`).
    let megabytes: Double
    let output: String

    /// Runs a program to its end; its two streams go to one file, which is read afterwards.
    init(
        _ program: String, _ arguments: [String], in folder: String, _ variables: [String: String]
    ) throws {
        let record = "\(variables["HOME"] ?? "/tmp")/output"
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, record, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        let words = CStrings([program] + arguments)
        let environment = CStrings(
            variables.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" })
        defer { words.free(); environment.free() }
        let home = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        defer { close(home) }
        guard chdir(folder) == 0 else { throw BenchFailure("there is no folder \(folder)") }
        let clock = ContinuousClock()
        let start = clock.now
        var process = pid_t()
        let error = posix_spawnp(
            &process, program, &actions, nil, words.pointers, environment.pointers)
        // Nothing else here runs at the same time that would mind the folder.
        fchdir(home)
        guard error == 0 else { throw BenchFailure("cannot run \(program): error \(error)") }
        var status: Int32 = 0
        var usage = rusage()
        while wait4(process, &status, 0, &usage) < 0, errno == EINTR {}
        seconds = (clock.now - start).seconds
        code = status & 0x7f == 0 ? (status >> 8) & 0xff : 128 + status & 0x7f
        megabytes = Double(usage.ru_maxrss) / 1024
        output = try Files.text(record)
    }
}

/// A null-terminated list of C strings.
private struct CStrings {
    let pointers: [UnsafeMutablePointer<CChar>?]

    init(_ texts: [String]) { pointers = texts.map { strdup($0) } + [nil] }

    func free() { for pointer in pointers { Glibc.free(pointer) } }
}

/// The few things that are done with files here.
enum Files {
    static func text(_ path: String) throws -> String {
        let file = open(path, O_RDONLY)
        guard file >= 0 else { throw BenchFailure("cannot read \(path)") }
        defer { close(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while case let count = read(file, &buffer, buffer.count), count > 0 {
            bytes += buffer[..<count]
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Writes a file; the folders on the way are made.
    static func write(_ bytes: [UInt8], to path: String) throws {
        makeFolders(of: path)
        let file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
        guard file >= 0 else { throw BenchFailure("cannot write \(path)") }
        defer { close(file) }
        guard Glibc.write(file, bytes, bytes.count) == bytes.count else {
            throw BenchFailure("cannot write \(path)")
        }
    }

    static func write(_ text: String, to path: String) throws {
        try write(Array(text.utf8), to: path)
    }

    static func size(of path: String) throws -> Int {
        var status = stat()
        guard stat(path, &status) == 0 else { throw BenchFailure("there is no \(path)") }
        return Int(status.st_size)
    }

    private static func makeFolders(of path: String) {
        for slash in path.indices.dropFirst() where path[slash] == "/" {
            mkdir(String(path[..<slash]), 0o755)
        }
    }
}
