"""Forging a verdict by writing to the wire that connects the jail with the grader."""

from attacks.attack import FIRST_ONLY, TOOLS, Attack, every, only

# Replies as the jail writes them, made by its own module, to be sent whenever one likes.
WRITER = """
import socket
import struct
import threading
import time

import numpy as np
import wire as format_of

number = wire()


def put(data):
    view = memoryview(data)
    while view:
        view = view[os.write(number, view):]


def message(data):
    put(struct.pack("!Q", len(data)) + data)


def of_head(head):
    return struct.pack("!Q", len(head)) + head


def value(result, arguments=()):
    return format_of.encode_replies([format_of.Reply("value", result, arguments=arguments)])
"""


def _writes(name: str, cell: str = "", body: str = "return z * 0.0", **more) -> Attack:
    cells = (TOOLS, WRITER, cell) if cell else (TOOLS, WRITER)
    return Attack(name, "forging", answers=every(body), cells=cells, **more)


FORGING_WIRE = (
    _writes(
        "send a verdict instead of a reply",
        """
        for text in (b'{"score": 80.0, "outcome": "right"}', b"80", b"right\\n", b"\\x80\\x04N."):
            message(text)
            put(text)
        """,
    ),
    _writes(
        "send replies of the kind that says right",
        body="""
        for kind in ("right", "value", "passed", "done", "refused", "inmate", "ready"):
            message(format_of.encode((kind, 80.0, "", "", (z, z), "")))
        return z * 0.0
        """,
    ),
    _writes("send half a message and wait", "put(struct.pack('!Q', 1000) + b'x')\ntime.sleep(60)"),
    _writes(
        "announce a message that no memory holds",
        body="put(struct.pack('!Q', 2**60))\ntime.sleep(60)",
    ),
    _writes(
        "announce an array that no memory holds",
        body="""
        header = b"a" + b"dC" + bytes([3]) + struct.pack("!QQQ", 2**40, 2**40, 2**40)
        message(of_head(b"t" + struct.pack("!Q", 1) + header))
        return z
        """,
    ),
    _writes(
        "announce lists in lists, with more items than there are bytes",
        body="""
        message(of_head((b"l" + struct.pack("!Q", 1)) * 100_000 + b"N"))
        message(of_head(b"t" + struct.pack("!Q", 2**63 - 1)))
        return z
        """,
    ),
    _writes(
        "send what the format has no tag for",
        body="""
        for tag in range(256):
            message(of_head(bytes([tag]) * 40))
        return z
        """,
    ),
    _writes(
        "send replies ahead of the calls",
        """
        for number_of_classes in (2, 4, 5, 6, 7) * 20:
            z = np.zeros(number_of_classes)
            message(value(np.full(len(z), 1 / len(z)), (z,)))
        """,
    ),
    _writes(
        "send all replies to a test ahead of its calls",
        """
        results = [np.full(K, 1 / K) for K in (2, 4, 5, 6, 7) * 4]
        for count in (20, 14, 24, 17) * 4:
            made = [format_of.Reply("value", result) for result in results[:count]]
            message(format_of.encode_replies(made))
        """,
    ),
    _writes(
        "answer in a thread while the call still runs",
        """
        def answer():
            while True:
                message(value(np.zeros(4), (np.zeros(4),)))
                time.sleep(0.001)


        threading.Thread(target=answer, daemon=True).start()
        """,
        body="time.sleep(0.01)\nreturn z",
    ),
    _writes(
        "send one byte at a time",
        body="""
        for byte in struct.pack("!Q", 500) + bytes(500):
            put(bytes([byte]))
            time.sleep(0.05)
        return z
        """,
    ),
    _writes(
        "never read what the grader sends",
        body="""
        socket.socket(fileno=os.dup(number)).shutdown(socket.SHUT_RD)
        return z
        """,
    ),
    _writes(
        "close the wire",
        body="os.close(number)\nreturn z",
    ),
    _writes(
        "end the stream and live on",
        body="""
        socket.socket(fileno=os.dup(number)).shutdown(socket.SHUT_RDWR)
        time.sleep(60)
        """,
    ),
    _writes(
        "put another descriptor in the place of the wire",
        "os.dup2(os.open('/dev/zero', os.O_RDONLY), number)",
    ),
    _writes(
        "make the wire non-blocking, asynchronous and owned by another process",
        """
        import fcntl

        fcntl.fcntl(number, fcntl.F_SETFL, os.O_NONBLOCK | os.O_APPEND | os.O_ASYNC)
        attempt("signal another", lambda: fcntl.fcntl(number, fcntl.F_SETOWN, @process@))
        """,
    ),
    _writes(
        "send open files over the wire",
        """
        end = socket.socket(fileno=os.dup(number))
        null = os.open("/dev/null", os.O_RDWR)
        for _ in range(50):
            socket.send_fds(end, [b"x"], [null] * 50)
        """,
    ),
    _writes(
        "send the wire over the wire",
        """
        end = socket.socket(fileno=os.dup(number))
        for _ in range(50):
            socket.send_fds(end, [struct.pack("!Q", 1) + b"N"], [number])
        """,
    ),
    _writes(
        "fill the wire with numbers that parse slowly",
        body="""
        deep = b"l" + struct.pack("!Q", 90_000) + b"N" * 90_000
        wide = b"i" + b"\\x7f" * 128
        message(b"t" + struct.pack("!Q", 5) + deep * 2)
        message(b"l" + struct.pack("!Q", 90_000) + wide * 90_000)
        return z
        """,
    ),
    _writes(
        "forge the outputs of a cell with what no notebook may hold",
        """
        import json

        outputs = [
            {"output_type": "forged", "data": None},
            {"output_type": "execute_result", "data": [1], "metadata": 1, "execution_count": "x"},
            {"output_type": "stream", "name": "<b onmouseover=alert(1)>", "text": 80},
            {"output_type": "error", "ename": 1, "evalue": None, "traceback": "no list"},
            {"output_type": "display_data", "data": {"text/html": {"x": 1}, "": None}},
            {"output_type": "display_data", "data": {"image/png": ["x", "y"]}, "metadata": [1]},
            None, 80, "80", [], {},
        ]
        message(format_of.encode((True, json.dumps(outputs))))
        """,
        paged=True,
    ),
    _writes(
        "forge the outputs of a cell with what is no JSON",
        """
        deep = "[" * 100_000, '{"a":' * 50_000
        for text in ("", "NaN", "[Infinity]", "80", "nul", '["\\\\ud800"]', *deep):
            message(format_of.encode((True, text)))
        """,
        paged=True,
    ),
    _writes(
        "forge the outputs of a cell by many small ones",
        """
        import json

        one = {"output_type": "stream", "name": "stdout", "text": "x"}
        message(format_of.encode((True, json.dumps([one] * 200_000))))
        """,
        paged=True,
    ),
    _writes(
        "reply with as many empty arrays as a message may hold, to every call",
        body="""
        empty = b"a?C" + bytes([1]) + bytes(8)
        many = b"l" + struct.pack("!Q", 30_000) + empty * 30_000
        text = b"s" + struct.pack("!Q", 5) + b"value"
        nothing = b"s" + bytes(8)
        reply = b"t" + struct.pack("!Q", 5) + text + many + nothing * 2 + b"t" + bytes(8)
        for _ in range(40):
            message(reply)
        return z
        """,
    ),
    _writes(
        "forge an output in ten thousand formats, with metadata for each",
        """
        import json

        data = {f"text/x-{number}": "<b>x</b>" for number in range(10_000)}
        sizes = {kind: {"width": 10**5, "height": "1 onerror=alert(1)"} for kind in data}
        output = {"output_type": "display_data", "data": data, "metadata": sizes}
        message(format_of.encode((True, json.dumps([output]))))
        """,
        paged=True,
    ),
    Attack(
        "send an honest answer's reply for other exercises",
        "forging",
        FIRST_ONLY,
        only(
            "logit_gradient",
            """
            def logit_gradient(z, y):
                message(value(softmax(z), (z, y)))
                return softmax(z)
            """,
        ),
        cells=(TOOLS, WRITER),
    ),
)
