# Types of the manager's face, which imports Manager and AsyncManager when they are wanted.

from .aio import AsyncManager as AsyncManager
from .blocking import Manager as Manager
from .response import BadResponse as BadResponse
from .response import NoResponse as NoResponse
from .response import NotIncreasing as NotIncreasing
from .response import SnmpError as SnmpError
from .v3 import Refused as Refused
