/// Work that must not be left half done when the process is asked to end.
///
/// A signal outside of every section ends the process at once. Within one, the section is finished
/// first, and no other one begins; a second signal ends the process whatever is under way.
package protocol CriticalSections: Sendable {
    /// Whether this process was asked to end.
    var isAskedToEnd: Bool { get }

    /// Begins a section; false where the process was asked to end, and none may begin any more.
    ///
    /// Each section that began is left exactly once.
    func enter() -> Bool

    /// Ends a section.
    func leave()
}

/// Nobody asks: sections begin whenever they like.
package struct UnguardedSections: CriticalSections {
    package init() {}
    package var isAskedToEnd: Bool { false }
    package func enter() -> Bool { true }
    package func leave() {}
}
