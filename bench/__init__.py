"""Measurements: each module with a ``main()`` measures one thing and writes ``var/bench/<name>.json``."""
