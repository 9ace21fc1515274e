"""What students import, at work: cells by what works, of which none may fail in a jail."""

WORK = {
    "files": [
        """
        import fcntl, glob, mmap, os, pathlib, shutil, sqlite3, tarfile, tempfile, zipfile

        with tempfile.TemporaryDirectory() as name, tempfile.TemporaryFile() as temporary:
            temporary.write(b"x")
            temporary.truncate(10)
            os.fsync(temporary.fileno())
            folder = pathlib.Path(name)
            (folder / "a").write_text("abc")
            (folder / "b").mkdir()
            shutil.copy2(folder / "a", folder / "b" / "c")
            shutil.copytree(folder / "b", folder / "d")
            shutil.move(folder / "d", folder / "e")
            os.link(folder / "a", folder / "f")
            os.symlink("a", folder / "s")
            assert os.readlink(folder / "s") == "a" and (folder / "s").lstat()
            os.rename(folder / "f", folder / "g")
            os.chmod(folder / "g", 0o600)
            os.utime(folder / "g")
            assert os.access(folder / "g", os.R_OK) and glob.glob(str(folder / "*"))
            assert sorted(os.listdir(folder)) == ["a", "b", "e", "g", "s"]
            assert len(list(os.walk(folder))) == 3
            os.statvfs(folder), shutil.disk_usage(folder), os.listxattr(folder), os.umask(0o22)
            os.unlink(folder / "g")
            with zipfile.ZipFile(folder / "z.zip", "w") as made:
                made.write(folder / "a")
            with tarfile.open(folder / "t.tgz", "w:gz") as made:
                made.add(folder / "a", "a")
            with tarfile.open(folder / "t.tgz") as made:
                made.extraction_filter = getattr(tarfile, "data_filter", None)
                made.extractall(folder / "x")
            for path in (":memory:", folder / "db"):
                with sqlite3.connect(path) as base:
                    base.execute("pragma journal_mode=wal")
                    base.execute("create table t (x)")
                    base.execute("insert into t values (1)")
                base.close()
        """,
        """
        one, other = (os.open(name, os.O_RDWR | os.O_CREAT) for name in ("one", "other"))
        os.write(one, b"abc"), os.pwrite(one, b"d", 3), os.writev(one, [b"e"]), os.lseek(one, 0, 0)
        os.pread(one, 1, 0), os.readv(one, [bytearray(1)]), os.preadv(one, [bytearray(1)], 0)
        os.posix_fallocate(one, 0, 10), os.fdatasync(one)
        os.ftruncate(one, 5), os.truncate("one", 4), os.fchmod(one, 0o600), os.isatty(one)
        os.copy_file_range(one, other, 1, 0), os.sendfile(other, one, 0, 1)
        os.set_inheritable(one, True), os.set_inheritable(one, False)
        fcntl.flock(one, fcntl.LOCK_EX), fcntl.lockf(one, fcntl.LOCK_EX)
        os.close(os.dup(one)), os.dup2(one, 40)
        pipes = os.pipe()
        os.set_blocking(pipes[0], False), os.get_blocking(pipes[0])
        os.fchdir(os.open(".", os.O_RDONLY)), os.getcwd()
        anonymous, backed = mmap.mmap(-1, 8192), mmap.mmap(other, 0)
        anonymous.resize(2**20), backed.flush()
        pathlib.Path("one").rename("two"), pathlib.Path("two").replace("one")
        getattr(pathlib.Path("one"), "copy", print)("three")  # from Python 3.14 on
        """,
    ],
    "threads, time and signals": [
        """
        import concurrent.futures, os, queue, random, secrets, threading, time, uuid

        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            assert list(pool.map(abs, range(-9, 0))) == list(range(9, 0, -1))
        threading.Event().wait(0.01), threading.Timer(0.01, print).start()
        condition = threading.Condition()
        with condition:
            condition.wait(0.01)
        threading.stack_size(2**20)
        named = threading.Thread(target=print, name="named")
        named.start(), named.join()
        threading.get_native_id(), threading.stack_size(0)
        time.sleep(0.01), time.process_time(), time.thread_time(), time.strftime("%c")
        time.get_clock_info("monotonic"), time.clock_getres(time.CLOCK_MONOTONIC), os.times()
        random.seed(), secrets.token_hex(), uuid.uuid1(), uuid.uuid4(), os.getrandom(3)
        """,
        """
        import faulthandler, select, selectors, signal

        mine = signal.SIGUSR1
        signal.signal(mine, lambda *arguments: None)
        os.kill(os.getpid(), mine), signal.raise_signal(mine), signal.siginterrupt(mine, False)
        signal.pthread_kill(threading.main_thread().ident, mine)
        signal.pthread_sigmask(signal.SIG_BLOCK, [mine])
        os.kill(os.getpid(), mine), signal.sigpending(), signal.sigwait([mine])
        signal.sigtimedwait([mine], 0.01), signal.getitimer(signal.ITIMER_REAL)
        with open("traces", "w") as file:
            faulthandler.enable(file), faulthandler.dump_traceback(file)
            faulthandler.dump_traceback_later(100, file=file)
            faulthandler.cancel_dump_traceback_later(), faulthandler.disable()
        select.select([], [], [], 0.01), select.poll().poll(1)
        selector, (end, _) = selectors.DefaultSelector(), os.pipe()
        selector.register(end, selectors.EVENT_READ), selector.select(0.01), selector.close()
        """,
        """
        import cProfile, ctypes, locale, logging, multiprocessing, platform, resource, shutil
        import timeit, tracemalloc

        os.getloadavg(), os.cpu_count(), os.sched_getaffinity(0), os.sched_yield(), os.uname()
        os.sched_getscheduler(0), os.sched_getparam(0), os.getpriority(os.PRIO_PROCESS, 0)
        resource.getrusage(0), resource.getrlimit(0), resource.setrlimit(4, (0, 0))
        os.getgroups(), os.getresuid(), os.getpgrp(), os.getsid(0), os.getppid()
        platform.platform(), shutil.get_terminal_size(), multiprocessing.cpu_count()
        tracemalloc.start(), tracemalloc.stop(), cProfile.run("1"), timeit.timeit("1", number=9)
        logging.warning("a warning"), locale.getlocale()
        assert ctypes.CFUNCTYPE(ctypes.c_int)(lambda: 3)() == 3
        """,
    ],
    "NumPy": [
        """
        import numpy as np, numpy.ma, numpy.polynomial, numpy.testing

        a = np.random.default_rng().normal(size=(300, 300))
        a @ a, np.linalg.svd(a), np.linalg.eig(a[:50, :50]), np.linalg.inv(a), np.fft.fft2(a)
        np.einsum("ij,jk", a, a, optimize=True), np.ones(10**7).sum(), np.random.seed(0)
        np.save("x.npy", a), np.load("x.npy", mmap_mode="r")[0], a.tofile("x"), np.fromfile("x")
        np.savez_compressed("z.npz", a=a), np.load("z.npz")["a"]
        np.savetxt("t.txt", a[:3]), np.loadtxt("t.txt"), np.genfromtxt("t.txt")
        mapped = np.memmap("m", dtype=float, mode="w+", shape=(100, 100))
        mapped[:] = 1
        mapped.flush(), np.show_config(), np.testing.assert_allclose(1, 1)
        """,
    ],
    "SciPy": [
        """
        import numpy as np, scipy
        import scipy.sparse.linalg as of_sparse
        from scipy import cluster, fft, integrate, interpolate, io, linalg, ndimage, optimize
        from scipy import signal, sparse, spatial, special, stats

        a = np.random.default_rng(0).normal(size=(200, 200))
        linalg.expm(a / 200), linalg.lu(a), linalg.schur(a), linalg.cho_factor(a @ a.T)
        special.softmax(a), special.logsumexp(a), stats.norm.rvs(size=5)
        optimize.minimize(optimize.rosen, [1.0, 2.0, 3.0]), optimize.linprog([1, 2], [[1, 1]], [3])
        optimize.milp([1, 2]), optimize.curve_fit(lambda x, b: b * x, [1, 2], [2, 4])
        optimize.differential_evolution(optimize.rosen, [(0, 2)] * 2, maxiter=3)
        s = (sparse.random(300, 300, 0.05) + sparse.eye(300)).tocsc()
        of_sparse.spsolve(s, np.ones(300)), of_sparse.eigsh(s + s.T, k=3)
        fft.fft(a, workers=2), fft.dctn(a, workers=2), signal.convolve(a, a)
        integrate.solve_ivp(lambda t, y: -y, (0, 1), [1.0]), integrate.quad(np.sin, 0, 1)
        interpolate.CubicSpline([0, 1, 2], [0, 1, 4]), ndimage.gaussian_filter(a, 1)
        spatial.KDTree(a).query(a, workers=2), spatial.Delaunay(a[:50, :2])
        cluster.vq.kmeans(a, 3), io.savemat("m.mat", {"a": a}), io.loadmat("m.mat")
        sparse.save_npz("s.npz", s.tocsr()), io.mmwrite("m.mtx", s), io.mmread("m.mtx")
        """,
    ],
    "Matplotlib": [
        r"""
        %matplotlib inline
        import matplotlib.pyplot as plt, numpy as np
        from matplotlib import animation, font_manager

        fig, axes = plt.subplots(2, 2)
        axes[0, 0].plot([1, 2], [3, 4], label=r"$\frac{a}{b}$")
        axes[0, 0].legend()
        plt.colorbar(axes[0, 1].imshow(np.eye(9)))
        axes[1, 0].hist(np.arange(9)), axes[1, 1].contourf(np.eye(9))
        fig.suptitle(r"$\sum_i x_i^2 \alpha$")
        for end in "png svg pdf eps jpg tiff webp".split():
            fig.savefig(f"figure.{end}")
        plt.imread("figure.png")
        font_manager._load_fontmanager(try_read_cache=False)
        animation.FuncAnimation(fig, lambda frame: [], frames=2).save("a.gif", writer="pillow")
        axis = plt.figure().add_subplot(projection="3d")
        axis.plot_surface(*np.meshgrid([1, 2], [1, 2]), np.eye(2))
        plt.show()
        """,
    ],
    "IPython": [
        *("%timeit -n1 -r1 1", "%time 1", "%prun -q 1", "%who", "%whos", "%precision 3", "%pwd"),
        *("%env A=1", "%pinfo print", "%lsmagic", "print?", "%load_ext autoreload", "%pprint"),
        *("%xmode Verbose", "%pycat own.py", "%run own.py", "%%capture out\nprint(1)", "%history"),
        *("%%writefile new.py\nx = 1", "%config InlineBackend.figure_format = 'svg'", "%reset -f"),
        "from IPython.display import HTML, Latex, Markdown, display\n"
        "display(HTML('x'), Latex('$x$'), Markdown('y'))",
    ],
    "pandas": [
        """
        import pandas as pd, sqlite3

        table = pd.DataFrame({"a": range(100), "b": list("ab") * 50})
        table["t"] = pd.date_range("2020", periods=100)
        table.to_csv("t.csv"), table.to_json("t.json"), table.to_pickle("t.pkl"), table.plot()
        for engine in ("c", "python"):
            read = pd.read_csv("t.csv", engine=engine, parse_dates=["t"])
        pd.read_csv("t.csv", memory_map=True), pd.read_json("t.json"), pd.read_pickle("t.pkl")
        table.groupby("b").a.mean(), table.merge(read), table.pivot_table("a", "b")
        table.resample("D", on="t").a.sum(), table.query("a > 3"), table.describe()
        base = sqlite3.connect(":memory:")
        table.to_sql("t", base), pd.read_sql("select * from t", base), table.to_html()
        table
        """,
    ],
}
