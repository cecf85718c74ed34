"""One small typed client for each service, made anew for each request of a person."""
