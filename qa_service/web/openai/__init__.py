"""The chat endpoint that clients of OpenAI speak to: its requests, its answers, its streams and its errors."""
