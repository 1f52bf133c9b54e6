"""The sub-commands. Each module's first line is its help; `arguments(parser)` declares, `run(options)` acts."""
