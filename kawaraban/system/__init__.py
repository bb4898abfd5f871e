"""The operating system: locks, signals, worker processes, the terminal."""
