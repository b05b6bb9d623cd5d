enum StubModel {}
