# Nothing: that firmware has no asyncio.
