import Glibc
import PinionCommands
import PinionGit

// The transport child is this executable, run again: it must start nothing else.
if let code = GitTransport.runIfAsked(CommandLine.arguments) { exit(code) }

await Pinion.run(Array(CommandLine.arguments.dropFirst()))
