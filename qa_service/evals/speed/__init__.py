"""How fast the service starts and answers, and what it holds, measured over real processes and real HTTP."""
