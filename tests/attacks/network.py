"""Reaching the network, this machine's own ports included."""

from attacks.attack import FIRST, FIRST_ONLY, TOOLS, Attack


def _reaches(name: str, *cells: str, **more) -> Attack:
    return Attack(name, "network", FIRST_ONLY, FIRST, (TOOLS, "import socket", *cells), **more)


NETWORK = (
    _reaches(
        "connect to a port of this machine",
        """
        for host in ("127.0.0.1", "localhost", "0.0.0.0", "::1", "127.1", "::ffff:127.0.0.1"):
            attempt(host, lambda: socket.create_connection((host, @port@), 1))
        """,
    ),
    _reaches(
        "send a datagram to a port of this machine",
        """
        for family, host in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
            attempt(host, lambda: socket.socket(family, 2).sendto(b"x", (host, @port@)))
        """,
    ),
    _reaches(
        "connect to an abstract socket",
        """
        attempt("stream", lambda: socket.socket(socket.AF_UNIX).connect("\\0@abstract@"))
        attempt("datagram", lambda: socket.socket(socket.AF_UNIX, 2).sendto(b"x", "\\0@abstract@"))
        end = socket.socket(fileno=os.dup(wire()))
        attempt("by the wire", lambda: end.connect("\\0@abstract@"))
        attempt("from the wire", lambda: call(
            "sendto", wire(), b"x", 1, 0, b"\\1\\0\\0@abstract@", 3 + len("@abstract@")))
        """,
    ),
    _reaches(
        "ask for the address of a name",
        """
        attempt("getaddrinfo", lambda: socket.getaddrinfo("example.org", 80))
        attempt("gethostbyname", lambda: socket.gethostbyname("example.org"))
        attempt("servers of names", lambda: open("/etc/resolv.conf").read())
        attempt("names of this network", lambda: open("/etc/hosts").read())
        """,
    ),
    _reaches(
        "fetch a page by what libraries offer",
        """
        import http.client
        import urllib.request

        import numpy as np

        url = "http://127.0.0.1:@port@/"
        attempt("urllib", lambda: urllib.request.urlopen(url, timeout=1))
        page = http.client.HTTPConnection("127.0.0.1", @port@, 1)
        attempt("http", lambda: page.request("GET", "/"))
        attempt("numpy", lambda: np.loadtxt(url))
        attempt("numpy.lib", lambda: np.lib.npyio.DataSource(None).open(url))
        """,
        "%load http://127.0.0.1:@port@/",
        "%pip install http://127.0.0.1:@port@/x.tar.gz",
        "!curl http://127.0.0.1:@port@/",
        "%run http://127.0.0.1:@port@/x.py",
        clumsy=True,
    ),
    _reaches(
        "listen on a port and wait to be called",
        """
        import asyncio
        import socketserver

        attempt("a server", lambda: socketserver.TCPServer(("127.0.0.1", 0), None))
        attempt("create_server", lambda: socket.create_server(("0.0.0.0", 0)))
        attempt("by the wire", lambda: socket.socket(fileno=os.dup(wire())).listen())
        attempt("a loop", asyncio.new_event_loop)
        """,
    ),
    _reaches(
        "look at the network's own files",
        """
        attempt("tcp", lambda: open("/proc/net/tcp").read().splitlines()[1])
        attempt("unix", lambda: open("/proc/@process@/net/unix").read())
        attempt("interfaces", lambda: socket.if_nameindex())
        attempt("a device", lambda: open("/dev/net/tun", "rb"))
        attempt("devices of the system", lambda: os.listdir("/sys/class/net"))
        """,
    ),
    Attack(
        "call from a function while it is tested",
        "network",
        0.0,
        {
            "softmax": "import socket\n\n\ndef softmax(z):\n"
            "    socket.create_connection(('127.0.0.1', @port@), 1).sendall(z.tobytes())\n"
            "    return z\n"
        },
    ),
)
