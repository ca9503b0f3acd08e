"""What is evaluated: the service in this process, one that runs somewhere, or any OpenAI-compatible chat endpoint."""
