/// Work that must not be left half done when the process is asked to end.
///
/// A signal outside of every section ends the process at once. Within one, the section is finished
/// first, and no other one begins; a second signal ends the process whatever is under way.
package protocol CriticalSections: Sendable {
    /// Whether this process was asked to end.
    var isAskedToEnd: Bool { get }

    /// Begins a section, or returns false if the process was asked to end.
    ///
    /// Each section that began must be left exactly once.
    func enter() -> Bool

    /// Ends a section.
    func leave()
}

/// Sections of a process that no one asks to end: they may always begin.
package struct UnguardedSections: CriticalSections {
    package init() {}
    package var isAskedToEnd: Bool { false }
    package func enter() -> Bool { true }
    package func leave() {}
}
