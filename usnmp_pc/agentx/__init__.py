# AgentX (RFC 2741) on a PC: a sub-agent, and a small master. The face of the folder, for a user's
# program; it imports nothing until something is wanted: subagent, master.


def __getattr__(name: str) -> object:
    if name == "SubAgent":
        from usnmp_pc.agentx.subagent import SubAgent

        return SubAgent
    if name == "Master":
        from usnmp_pc.agentx.master import Master

        return Master
    raise AttributeError(name)
