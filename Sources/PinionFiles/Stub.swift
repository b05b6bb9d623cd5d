enum StubFiles {}
