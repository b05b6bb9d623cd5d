enum StubReconciler {}
