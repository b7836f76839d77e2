# SPDX-License-Identifier: GPL-2.0-or-later
"""Holds a listening socket and runs a service with it, as systemd does with a socket unit (sd_listen_fds(3)).

Usage: hold_socket.py ADDRESS COMMAND [ARGUMENT ...]. A free port is chosen.
Says what happens in lines of JSON: {"port": n} once, {"started": pid} and {"ended": status} for each run of the service, whose own output goes to stderr.
Does what lines on its input say: "stop" and "start"; at the end of the input it stops the service and ends.
"""

import json
import os
import signal
import socket
import sys

SOCKET_FD = 3


def say(**what: int) -> None:
    """Write one line to whoever started this program."""
    print(json.dumps(what), flush=True)


def start(listener: socket.socket, command: list[str]) -> int:
    """Start the service with the socket as its descriptor 3; return its process id."""
    pid = os.fork()
    if pid == 0:
        os.dup2(listener.fileno(), SOCKET_FD)
        os.set_inheritable(SOCKET_FD, True)
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
        os.dup2(os.open(os.devnull, os.O_RDONLY), sys.stdin.fileno())
        environment = {**os.environ, "LISTEN_PID": str(os.getpid()), "LISTEN_FDS": "1", "LISTEN_FDNAMES": "boot"}
        os.execvpe(command[0], command, environment)
    say(started=pid)
    return pid


def stop(pid: int) -> None:
    """Ask the service to stop and wait for its end, as a service manager does."""
    os.kill(pid, signal.SIGTERM)
    _, status = os.waitpid(pid, 0)
    say(ended=os.waitstatus_to_exitcode(status))


def main() -> None:
    """Hold the socket until the input ends."""
    address, *command = sys.argv[1:]
    listener = socket.create_server((address, 0), backlog=4096)
    say(port=listener.getsockname()[1])
    running = start(listener, command)
    for line in sys.stdin:
        if line == "stop\n" and running > 0:
            stop(running)
            running = 0
        elif line == "start\n" and running == 0:
            running = start(listener, command)
    if running > 0:
        stop(running)


if __name__ == "__main__":
    main()
