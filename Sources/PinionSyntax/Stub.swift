enum StubSyntax {}
