# What is frozen in both chips.
include("$(MPY_DIR)/extmod/asyncio")  # noqa: F821
freeze("frozen", opt=3)  # noqa: F821
