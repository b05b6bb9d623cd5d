enum StubCommands {}
