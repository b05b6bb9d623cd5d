package import ArgumentParser
import PinionDecisions
import PinionModel

/// The command line.
///
/// Every error becomes one paragraph and an exit code that scripts rely on.
package struct Pinion: AsyncParsableCommand {
    /// The text of `--help` for the whole program.
    package static let configuration = CommandConfiguration(
        commandName: "pinion",
        abstract: "Keeps running services on the container images that git pins.",
        discussion: """
            Pins stand in environments/ENV/pins.yaml on the tracked branch. Start with `pinion \
            init`, look with `pinion status`, and let cron run `pinion reconcile`. Nothing is \
            applied until an environment's file says `apply: automatic` or `apply: manual`.

            Exit codes: 0 in step or done; 1 something could not be read, asked or done; 2 not in \
            step, or changes remain; 3 a rule refuses; 64 wrong usage; 75 another run holds it, \
            and that is all; 130 interrupted. Of several, the first in the order 1, 3, 2, 75.
            """,
        version: ProgramVersion.current,
        subcommands: [
            Init.self, Doctor.self, Status.self, Plan.self, Reconcile.self, Drift.self,
            Check.self, Propose.self, Bump.self, Promote.self, Adopt.self, Rollback.self,
            HoldCommand.self, Release.self, PauseCommand.self, Retire.self, Rehost.self, Log.self,
            Trace.self,
            LedgerCommand.self,
            Render.self,
            Sandbox.self,
        ]
    )

    /// Makes the command, which has no options of its own.
    package init() {}
}
