# The portal: a board without a configuration asks for it on a page of its own access point.
