enum StubRuntimes {}
