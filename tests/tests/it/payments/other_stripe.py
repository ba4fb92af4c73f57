"""Somebody else's Stripe (localstripe), on loopback and in memory. Tells its port, and how each of its reports was taken, as JSON."""

import json
import logging
import re
import socket

from aiohttp import web
from localstripe import resources, server

resources.store.dump_to_disk = lambda: None


class Tell(logging.Handler):
    def emit(self, record):
        said = record.getMessage()
        taken = re.match(r'webhook "(.+)" (successfully delivered|failed.*)', said)
        if taken:
            print(json.dumps({"event": taken[1], "taken": taken[2]}), flush=True)


logger = logging.getLogger("aiohttp.access")
logger.setLevel(logging.INFO)
logger.addHandler(Tell())
listening = socket.socket()
listening.bind(("127.0.0.1", 0))
# A client that reads the port may connect at once.
listening.listen(128)
print(json.dumps({"port": listening.getsockname()[1]}), flush=True)
web.run_app(server.app, sock=listening, print=None, access_log=None)
