enum StubGit {}
