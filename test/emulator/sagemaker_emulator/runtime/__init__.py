"""An honest InvokeEndpoint: deployed archives, run by local processes."""
