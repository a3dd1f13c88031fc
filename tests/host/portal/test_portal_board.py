# The portal on a board in a box.

import pytest
from portalbox import board, get, opened


@pytest.mark.parametrize("place", ["romfs", "flash"])
def test_x(build, tmp_path, place):
    with board(build, tmp_path, place) as box:
        opened(box)
        print(box.log, box.census(), box.access_point)
        page = get(box)
        print(page.decode(), len(page), box.census())
        assert 0
