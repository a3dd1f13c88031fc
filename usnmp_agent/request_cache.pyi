# Types of request_cache.py, which has no room for them: a board compiles 12 KiB of source at most.

from usnmp_agent import Agent

class Shapes:
    agent: Agent
    size: int
    longest: int
    n: int
    missed: int
    def __init__(self, agent: Agent, size: int = 8, longest: int = 128) -> None: ...
    def respond(self, d: bytes) -> int: ...
    def clear(self) -> None: ...
