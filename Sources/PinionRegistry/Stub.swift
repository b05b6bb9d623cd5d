enum StubRegistry {}
