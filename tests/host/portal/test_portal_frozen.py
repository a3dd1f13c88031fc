# The portal frozen into the firmware of an ESP8266: from the bare board to the agent, and the heap
# that is free. Imports conftest and portalbox.

import pytest
from conftest import froze
from portalbox import board, get, opened, post, token
from usnmp_tools.plan import portal_modules

pytestmark = pytest.mark.slow


@pytest.fixture(scope="session")
def frozen_portal(shared):
    """As frozen_esp, with the portal and every driver."""
    more = [arg for name in portal_modules() for arg in ("--with", name)]
    return shared("o", lambda folder: froze(folder, "2M", *more)) / "micropython"


def test_frozen_it_leaves_most_of_the_heap_and_configures_the_board(
    build, frozen_portal, tmp_path
):
    with board(build, tmp_path, frozen_portal) as box:
        opened(box)
        waiting, _ = box.census()
        page = get(box)
        asked, _ = box.census()
        form = b"ssid=Home+%26+Garden&key=correct+horse&access=2c&s0.kind=dht22&s0.pin=4&token="
        post(box, form + token(page))
        box.wait_for_text("portal: Joined Home & Garden.")
        post(box, b"do=restart&token=" + token(page))
        box.wait_for_text("usnmp serves on port 161")
        assert waiting >= 31936 and asked >= 31168, (waiting, asked)
