import PinionCommands
import PinionGit

await Pinion.run(Array(CommandLine.arguments.dropFirst()))
