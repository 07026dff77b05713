"""A build of the tests of which single sources are exchanged, and the order in which the tests are run."""
import collections
import contextlib
import dataclasses
import hashlib
import io
import json
import os
import pathlib
import re
import resource
import shlex
import shutil
import signal
import subprocess
import tarfile
import tempfile
import threading

BINARIES = ("unit_tests", "verification_tests")
# Quick to build, with assertions, and with the lines of the source that each object has code of.
CONFIGURATION = ["-DCMAKE_BUILD_TYPE=None", "-DCMAKE_CXX_FLAGS=-O1 -g1 -w -D_GLIBCXX_ASSERTIONS",
                 "-DCLOSO_NATIVE=OFF", "-DCLOSO_PRECOMPILE=ON"]
PATIENCE = 5         # times what a test takes without a mutant
LEAST_PATIENCE = 3   # s of processor time, below which the machine is measured and not the test
GROUP_ENDS = (0.02, 0.1, 0.5, 2.0, float("inf"))  # s that a test takes: those of a group are run in one process
LARGEST_MEMORY = 6 << 30
FOLDED = {"layout.hpp", "constants.hpp"}  # whose code has no lines of its own: it disappears in what calls it
CHEAP = 2.0          # s; no dearer test is asked before its turn
FEW_OBJECTS = 4      # that depend on a source; more, of a header, are compiled for one program after the other


def run(command, folder, cpu_limit=None, environment=None):
    """@return  status (negative: the signal), output, processor time [s] of the command and all that it has waited for"""

    def limits():
        if cpu_limit is not None:
            resource.setrlimit(resource.RLIMIT_CPU, (int(cpu_limit) + 1, int(cpu_limit) + 2))
            resource.setrlimit(resource.RLIMIT_AS, (LARGEST_MEMORY, LARGEST_MEMORY))
            resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 30, 1 << 30))
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    with open(folder / "output.txt", "w+", errors="replace") as output:
        process = subprocess.Popen(command, cwd=folder, stdout=output, stderr=subprocess.STDOUT, preexec_fn=limits,
                                   process_group=0, env={**os.environ, **(environment or {})})
        timer = None
        if cpu_limit is not None:  # one that waits forever takes no processor time
            timer = threading.Timer(20 * cpu_limit + 60, lambda: os.killpg(process.pid, signal.SIGKILL))
            timer.start()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if timer is not None:
            timer.cancel()
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)  # what it may have left behind
        output.seek(0)
        return process.returncode, output.read(), usage.ru_utime + usage.ru_stime


def sources_of(root, commit):
    """{path: content} of what git knows in the folder, as it is there, or of a commit; without pictures."""
    git = ["git", "-c", "safe.directory=*", "-C", str(root)]
    if commit is None:
        listed = subprocess.run([*git, "ls-files", "-co", "--exclude-standard"], check=True, stdout=subprocess.PIPE, text=True)
        found = {path: root / path for path in listed.stdout.splitlines()}
        found = {path: file.read_bytes() for path, file in found.items() if file.is_file()}
    else:
        archive = subprocess.run([*git, "archive", commit], check=True, stdout=subprocess.PIPE).stdout
        with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
            found = {m.name: tar.extractfile(m).read() for m in tar.getmembers() if m.isfile()}
    return {path: content for path, content in found.items() if not path.endswith(".png")}


class Build:
    """The tests without a mutant, built in `work`/build from a copy of the sources in `work`/tree."""

    def __init__(self, root, work, commit=None):
        self.tree, self.folder, self.work = work / "tree", work / "build", work
        self.sources, self.test_sources = self.copy_sources(root, commit)
        self.configure()
        commands = json.loads((self.folder / "compile_commands.json").read_text())
        self.compile_commands = {c["command"].split(" -o ")[1].split(" ")[0]: c for c in commands}
        self.links = {binary: self.link_command(binary) for binary in BINARIES}
        self.users = self.users_of_sources()
        self.lines = {}
        self.check_objects()
        self.tests = self.time_tests()
        self.seconds = sum(self.tests.values())

    def copy_sources(self, root, commit):
        """@return  a hash of what is mutated, and one of the tests"""
        total, tests, sources = hashlib.sha1(), hashlib.sha1(), sources_of(root, commit)
        for path, content in sorted(sources.items()):
            target = self.tree / path
            if path.startswith(("base/", "io/", "solver/", "models/", "cycler/", "formats/")):
                total.update(path.encode() + content)
            elif path.startswith("tests/"):
                tests.update(path.encode() + content)
            if not target.exists() or target.read_bytes() != content:
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(content)
        for path in [p for p in self.tree.rglob("*") if p.is_file() or p.is_symlink()]:
            if str(path.relative_to(self.tree)) not in sources:
                path.unlink()
        return total.hexdigest(), tests.hexdigest()

    def configure(self):
        linker = ["-DCMAKE_EXE_LINKER_FLAGS=-fuse-ld=mold"] if shutil.which("mold") else []
        cache = ["-DCMAKE_CXX_COMPILER_LAUNCHER=ccache"] if shutil.which("ccache") else []
        for command in (["cmake", "-S", str(self.tree), "-B", str(self.folder), "-G", "Ninja", *CONFIGURATION, *linker, *cache],
                        ["cmake", "--build", str(self.folder), "--target", *BINARIES]):
            done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
            if done.returncode != 0:
                raise SystemExit(f"{' '.join(command)} failed:\n{done.stdout[-3000:]}")

    def ninja(self, *arguments):
        return subprocess.run(["ninja", "-t", *arguments], cwd=self.folder, check=True, stdout=subprocess.PIPE, text=True).stdout

    def link_command(self, binary):
        last = self.ninja("commands", f"tests/{binary}").splitlines()[-1]
        return next(shlex.split(part) for part in last.split("&&") if f"-o tests/{binary}" in part)

    def users_of_sources(self):
        """The objects of either binary that are compiled from each file of ours, a header too."""
        objects = {b: {o for o in self.ninja("inputs", f"tests/{b}").split() if o.endswith(".cpp.o")} for b in BINARIES}
        users, current = {}, None
        for line in self.ninja("deps").splitlines():
            if line and not line.startswith(" "):
                current = line.split(":")[0]
            elif line.strip().startswith((str(self.tree), "../tree")):
                path = os.path.relpath(os.path.normpath(self.folder / line.strip()), self.tree)
                users.setdefault(path, []).append(current)
        return collections.defaultdict(
            lambda: {b: [] for b in BINARIES},
            {path: {b: [o for o in used if o in objects[b]] for b in BINARIES} for path, used in users.items()})

    def lines_of(self, name):
        """The lines of headers that an object has code of, as pairs of the header's name without folder and number."""
        if name not in self.lines:
            table = subprocess.run(["objdump", "--dwarf=decodedline", name], cwd=self.folder, check=True,
                                   stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True).stdout
            self.lines[name] = {(f, int(n)) for f, n in re.findall(r"^(\w+\.hpp) +(\d+) ", table, re.M)}
        return self.lines[name]

    def users_of(self, mutant):
        """The objects that a mutant may change: of a header those with code of the function that it is in, if any has."""
        users = self.users[mutant.file]
        if not mutant.file.endswith(".hpp") or mutant.body is None or os.path.basename(mutant.file) in FOLDED:
            return users
        body = {(os.path.basename(mutant.file), line) for line in range(mutant.body[0], mutant.body[1] + 1)}
        touched = {b: [o for o in used if body & self.lines_of(o)] for b, used in users.items()}
        return touched if any(touched.values()) else users

    def time_tests(self):
        """Processor time of each test, (binary, name) -> s, cheap ones first. Kept as long as the sources are the same."""
        kept = self.work / "times.json"
        if kept.exists():
            stored = json.loads(kept.read_text())
            if stored["sources"] == [self.sources, self.test_sources]:
                return {(b, name): time for b, name, time in stored["times"]}
        times = {}
        for binary in BINARIES:
            listing = self.work / f"{binary}.json"
            status, output, seconds = run([str(self.folder / "tests" / binary), f"--gtest_output=json:{listing}"],
                                          self.scratch(0), environment=ENVIRONMENT | {"TMPDIR": str(self.scratch(0))})
            if status != 0:
                raise SystemExit(f"{binary} fails without a mutant:\n{output[-3000:]}")
            suites = json.loads(listing.read_text())["testsuites"]
            found = {(binary, f"{t['classname']}.{t['name']}"): float(t["time"].rstrip("s"))
                     for suite in suites for t in suite["testsuite"]}
            busy = seconds / max(sum(found.values()), 1e-9)  # other work on the machine makes its own clock slow
            times |= {test: time * busy for test, time in found.items()}
        times = dict(sorted(times.items(), key=lambda item: item[1]))
        kept.write_text(json.dumps({"sources": [self.sources, self.test_sources],
                                    "times": [[*test, time] for test, time in times.items()]}))
        return times

    def scratch(self, worker):
        folder = self.work / f"worker{worker}"
        folder.mkdir(exist_ok=True)
        return folder

    def changed(self, mutant, worker):
        changed = Changed(self, self.scratch(worker), self.users_of(mutant))
        changed.put(mutant.file, mutant.apply((self.tree / mutant.file).read_text()))
        return changed

    def check_objects(self):
        """What is compiled in the place of another source must be the same if the source is."""
        file = "base/text.cpp"
        same = Changed(self, self.scratch(0), self.users[file])
        same.put(file, (self.tree / file).read_text())
        if same.compile(next(name for used in self.users[file].values() for name in used)) is None or same.different:
            raise SystemExit(f"{file} does not compile to the same object twice")


# Random tests make the same cases each time, and do not look for the smallest that fails; circuits are not what is mutated.
ENVIRONMENT = {"RC_PARAMS": "seed=1 noshrink=1", "CLOSO_RANDOM_SPECTRA": "2"}


def code_of(path):
    """An object without what debuggers read: columns of lines differ where code does not."""
    with tempfile.NamedTemporaryFile() as stripped:
        subprocess.run(["objcopy", "--strip-debug", str(path), stripped.name], check=True)
        return pathlib.Path(stripped.name).read_bytes()


@dataclasses.dataclass(frozen=True)
class Group:
    """Tests that are run in one process; those of a lower rank go first."""
    rank: int
    tests: list
    seconds: float  # without a mutant


class Changed:
    """The build with one source exchanged."""

    def __init__(self, build, folder, users):
        self.build, self.folder, self.users = build, folder, users
        self.seconds = self.compiling = 0.0
        self.different = False  # whether any object is
        self.objects = {}       # by name, those that depend on the source
        self.overlay = folder / "overlay"
        shutil.rmtree(self.overlay, ignore_errors=True)

    def put(self, file, text):
        (self.overlay / file).parent.mkdir(parents=True)
        (self.overlay / file).write_text(text)

    def verdict(self, first):
        """@param first  names of tests to begin with     @return  the verdict, and the test that has killed the mutant"""
        groups = [(binary, group) for binary in BINARIES for group in self.groups_of(binary, first)]
        if sum(map(len, self.users.values())) <= FEW_OBJECTS:
            groups.sort(key=lambda item: item[1].rank)  # both programs are quickly made: cheap tests of either go first
        linked = {}
        for binary, group in groups:
            if binary not in linked:
                linked[binary] = self.make(binary)
            if not linked[binary]:
                return "does not compile", None
            if self.different and (killer := self.run_group(binary, group)):
                return killer
        return ("survived" if self.different else "changes nothing"), None

    def groups_of(self, binary, first):
        """The tests of a program, in the groups that are run in one process."""
        times = {name: time for (b, name), time in self.build.tests.items() if b == binary}
        early = [name for name in first if times.get(name, CHEAP) < CHEAP]
        groups, begin = [early], 0.0
        for end in GROUP_ENDS:
            groups.append([n for n, time in times.items() if begin <= time < end and n not in early])
            begin = end
        return [Group(rank, tests, sum(times[n] for n in tests)) for rank, tests in enumerate(groups) if tests]

    def make(self, binary):
        for name in self.users[binary]:
            if name not in self.objects:
                self.objects[name] = self.compile(name)
            if self.objects[name] is None:
                return False
        return self.link(binary, {n: self.objects[n] for n in self.users[binary]})

    def compile(self, name):
        """@return  where the object is, or None if the source is no longer one"""
        build = self.build
        command = build.compile_commands[name]
        output = self.folder / (hashlib.sha1(name.encode()).hexdigest()[:12] + ".o")
        words = shlex.split(command["command"])
        if words[0].endswith("ccache"):
            del words[0]
        words[words.index("-o") + 1] = str(output)
        mutated = self.overlay / os.path.relpath(command["file"], build.tree)
        words[-1] = str(mutated) if mutated.exists() else command["file"]
        words[1:1] = ["-I", str(self.overlay), f"-fmacro-prefix-map={self.overlay}={build.tree}"]
        status, _, seconds = run(words, self.folder)
        self.seconds += seconds
        self.compiling += seconds
        if status != 0:
            return None
        self.different |= code_of(output) != code_of(build.folder / name)
        return output

    def link(self, binary, objects):
        """With the changed objects in front, no others are taken from the libraries."""
        words = list(self.build.links[binary])
        words[words.index("-o") + 1] = str(self.folder / binary)
        first = next(k for k, w in enumerate(words) if w.endswith(".o"))
        added = []
        for name, output in objects.items():
            if name in words:
                words[words.index(name)] = str(output)
            else:
                added.append(str(output))
        words[first:first] = added
        done = subprocess.run(words, cwd=self.build.folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return done.returncode == 0

    def run_group(self, binary, group):
        """@return  the verdict and the test that failed, or None"""
        temporary = self.folder / "tmp"
        shutil.rmtree(temporary, ignore_errors=True)
        temporary.mkdir()
        status, output, taken = run(
            [str(self.folder / binary), "--gtest_fail_fast", f"--gtest_filter={':'.join(group.tests)}"], self.folder,
            cpu_limit=max(PATIENCE * group.seconds, LEAST_PATIENCE), environment=ENVIRONMENT | {"TMPDIR": str(temporary)})
        self.seconds += taken
        if status == 0:
            return None
        failed = re.findall(r"^\[  FAILED  \] (\S+\.\S+?),? ", output, re.M)
        begun = re.findall(r"^\[ RUN      \] (\S+)", output, re.M)
        late = not failed and status in (-signal.SIGXCPU, -signal.SIGKILL)
        name = failed[0] if failed else begun[-1] if begun else "start of the program"
        return "killed by time-out" if late else "killed", name
