"""What is pictured of the set-up, once there is an example to erase."""

from tests.measured import HEAD

PICTURES = {HEAD: {"erase": "/setup/erase"}}
