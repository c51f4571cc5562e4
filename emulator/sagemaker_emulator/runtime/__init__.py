"""InvokeEndpoint with real responses: local processes run the deployed archives."""
