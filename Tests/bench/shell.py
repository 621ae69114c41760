#!/usr/bin/env python3
"""What recording adds to prompts, keys, commands and output, beside script(1), which writes a typescript.

Usage: Tests/bench/shell.py PROGRAM

Whatever is compared is measured in turns, so that what else the machine does hits both. Figures are in milliseconds.
"""

import base64
import fcntl
import glob
import itertools
import os
import pty
import random
import re
import select
import shutil
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import time

WORK = tempfile.mkdtemp(prefix="labjournal-bench-")
# A copy, as `make install` makes one: a file that the linker wrote is in the cache in smaller pieces and starts slower.
PROGRAM = shutil.copy(os.path.realpath(sys.argv[1]), f"{WORK}/labjournal")
SCRIPT = ["script", "-q", "typescript"]
PROMPT = b"ready> "


class Terminal:
    """A program on a pseudo-terminal, and whoever types there."""

    def __init__(self, command, **environment):
        self.process, self.file = pty.fork()
        if self.process == 0:
            os.chdir(WORK)
            os.execvpe(command[0], command, variables() | environment)
        fcntl.ioctl(self.file, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))

    def read_until(self, end):
        """Reads until the last bytes are `end`; returns False at the end of all output."""
        tail = b""
        while not tail.endswith(end):
            try:
                tail = (tail + os.read(self.file, 65536))[-256:]
            except OSError:
                return False
        return True

    def time(self, keys, end):
        """How long it takes from a key's press to `end`."""
        begun = time.perf_counter()
        os.write(self.file, keys)
        self.read_until(end)
        return (time.perf_counter() - begun) * 1000

    def enter(self, line):
        """Enters a line; bash turns bracketed paste on before its prompt, and the echo ends without it."""
        return self.time(line.encode() + b"\r", b"\x1b[?2004h" + PROMPT)

    def end(self):
        """Waits for the program's end."""
        while self.read_until(b"\0never\0"):
            pass
        os.close(self.file)
        os.waitpid(self.process, 0)


def variables():
    names = {"HOME": WORK, "SHELL": "/bin/bash", "TERM": "xterm-256color", "LC_ALL": "C.UTF-8"}
    names |= {"HISTFILE": f"{WORK}/history", "LABJOURNAL_KEY_FILE": f"{WORK}/key", "TMPDIR": WORK}
    return {name: value for name, value in os.environ.items() if not name.startswith("LABJOURNAL")} | names


def shells(*arguments):
    """The recorded shell, and the same bash under script."""
    pair = [Terminal([PROGRAM, "shell", "-q", *arguments]), Terminal(SCRIPT)]
    for terminal in pair:
        terminal.read_until(b"\x1b[?2004h" + PROMPT)
    return pair


def leave(pair):
    for terminal in pair:
        os.write(terminal.file, b"exit\r")
        terminal.end()


def in_turns(rounds, *measures):
    """The figures of each of the measures."""
    return list(zip(*[[measure() for measure in measures] for _ in range(rounds)]))


def show(name, ours, theirs, goal=""):
    print(f"{name:<44} {ours:9.2f} {theirs:9.2f} {ours - theirs:+9.2f} {ours / theirs:7.2f}  {goal}", flush=True)


def show_prompts(name, pair):
    for line in ["", "true"]:
        ours, theirs = in_turns(300, *[lambda terminal=terminal: terminal.enter(line) for terminal in pair])
        what = f"{name}, {'true' if line else 'empty line'}"
        show(what, statistics.median(ours), statistics.median(theirs), "under +5")


def show_keys(pair):
    def press(terminal, number):
        if number % 60 == 0:
            terminal.enter("\x15")
        return terminal.time(b"x", b"x")

    turns = [[press(terminal, number) for terminal in pair] for number in range(2000)]
    ours, theirs = (sorted(figures) for figures in zip(*turns))
    for name, place in [("median", 1000), ("99 of 100", 1980)]:
        show(f"key to echo, {name}", ours[place], theirs[place], "about 1")
    for terminal in pair:
        terminal.enter("\x15")


def show_many():
    """Prompts in sixteen shells of one recording, each of which has a line entered about three times a second."""
    took = []
    for command in [[PROGRAM, "shell", "-q"], SCRIPT]:
        terminals = []
        for number in range(16):
            terminals.append(Terminal(command + (["--join"] if number and command != SCRIPT else [])))
            terminals[-1].read_until(b"\x1b[?2004h" + PROMPT)
        took.append(sorted(times_of_many(terminals, 20)))
        leave(terminals)
    for name, place in [("median", 160), ("99 of 100", 316), ("longest", 319)]:
        show(f"prompt in 16 shells, true, {name}", took[0][place], took[1][place], "under +50")


def times_of_many(terminals, rounds):
    """How long each prompt takes; whoever has one waits at random before the next line."""
    entered = {}
    due = {terminal: time.perf_counter() + random.random() * 0.3 for terminal in terminals}
    left = {terminal: rounds for terminal in terminals}
    tails = dict.fromkeys(terminals, b"")
    times = []
    while due or entered:
        now = time.perf_counter()
        for terminal in [terminal for terminal, moment in due.items() if moment <= now]:
            del due[terminal]
            entered[terminal], tails[terminal] = now, b""
            os.write(terminal.file, b"true\r")
        for file in select.select([terminal.file for terminal in entered], [], [], 0.001)[0]:
            terminal = next(terminal for terminal in entered if terminal.file == file)
            tails[terminal] += os.read(file, 65536)
            if tails[terminal].endswith(b"\x1b[?2004h" + PROMPT):
                times.append((time.perf_counter() - entered.pop(terminal)) * 1000)
                left[terminal] -= 1
                if left[terminal]:
                    due[terminal] = time.perf_counter() + random.random() * 0.6
    return times


def show_clusters():
    """Prompts while two servers are known, whose state is asked for after each entry."""
    programs = sorted(glob.glob("/usr/lib/postgresql/*/bin"))
    path = os.environ["PATH"] + "".join(f":{directory}" for directory in programs[-1:])
    if not shutil.which("initdb", path=path):
        return print("PostgreSQL's server is not installed: no figures with clusters.")
    user = "runuser -u postgres -- " if os.geteuid() == 0 else ""
    pair = shells()
    ours = pair[0]
    ours.enter(f"PATH='{path}'")
    for name, port in [("one", 54871), ("two", 54872)]:
        ours.enter(f"{user}initdb -U postgres -D {WORK}/{name} > {name}.log")
        ours.enter(f"{user}pg_ctl -D {WORK}/{name} -w -o '-p {port} -k {WORK}' -l /dev/null start > {name}.log")
    show_prompts("prompt, two clusters", pair)
    for name in ["one", "two"]:
        ours.enter(f"{user}pg_ctl -D {WORK}/{name} -m immediate stop > {name}.log")
    leave(pair)


def whole(command, **environment):
    """How long a command takes on a terminal, from its start to its end."""
    begun = time.perf_counter()
    Terminal(command, **environment).end()
    return (time.perf_counter() - begun) * 1000


def show_run(name, **environment):
    ours, theirs = in_turns(
        100,
        lambda: whole([PROGRAM, "run", "--", "true"], **environment),
        lambda: whole(["script", "-qc", "true", "typescript"]),
    )
    show(name, statistics.median(ours), statistics.median(theirs), "below 1")


def show_runs():
    os.remove(f"{WORK}/journal.sqlite")
    whole([PROGRAM, "run", "--", "true"])
    show_run("run -- true")
    with open(f"{WORK}/many.md", "w", encoding="utf-8") as file:
        file.writelines(f"```\n$ echo {number}\n{number}\n```\n\n" for number in range(5000))
    subprocess.run([PROGRAM, "import", "many.md"], cwd=WORK, env=variables(), check=True, capture_output=True)
    found = subprocess.run([PROGRAM, "runs", "--json"], cwd=WORK, env=variables(), check=True, capture_output=True)
    run = re.findall(r'"id" : "(.*)"', found.stdout.decode())[0]
    show_run("run -- true, behind 5000 entries", LABJOURNAL_RUN=run)


def numbered_lines():
    line = "".join(f"{number:06x} " for number in range(17)).encode()[:-2] + b"\n"
    return (b"%08d" % number + line[8:] for number in itertools.count())


def base64_lines():
    """What cannot be stored in less room."""
    return (base64.encodebytes(random.randbytes(57)) for _ in itertools.count())


def server_log():
    """Words that stand before passwords, and times, whose colons are those of a password file."""
    messages = [
        "LOG:  checkpoint complete: wrote {0} buffers (0.2%); 0 WAL file(s) added, 0 removed, {1} recycled",
        'ERROR:  duplicate key value violates unique constraint "items_pkey"',
        "DETAIL:  Key (id)=({0}) already exists.",
        "STATEMENT:  INSERT INTO items (id, name) VALUES ({0}, 'item {1}');",
        "LOG:  connection authorized: user=postgres database=shop application_name=psql",
        "LOG:  duration: {0}.{1} ms  statement: SELECT * FROM orders WHERE customer = {1}",
    ]
    for second in itertools.count():
        time = f"{second // 3600 % 24:02}:{second // 60 % 60:02}:{second % 60:02}.{random.randrange(1000):03}"
        message = random.choice(messages).format(random.randrange(10000), random.randrange(10000))
        yield f"2026-03-01 {time} UTC [{random.randrange(10000)}] postgres@shop {message}\n".encode()


def show_output(name, lines):
    """100 MB of text: until the prompt is there, and until everything is recorded."""
    with open(f"{WORK}/large", "wb") as file:
        while file.tell() < 100_000_000:
            file.writelines(itertools.islice(lines, 10000))
    pair = shells()
    ours, theirs = in_turns(5, *[lambda terminal=terminal: terminal.enter("cat large") for terminal in pair])
    show(f"{name} in the shell", min(ours), min(theirs), "at most 1")
    leave(pair)
    ours, theirs = in_turns(
        5,
        lambda: whole([PROGRAM, "run", "--", "cat", "large"]),
        lambda: whole(["script", "-qc", "cat large", "typescript"]),
    )
    show(f"{name} through run", min(ours), min(theirs), "at most 1")


def main():
    with open(f"{WORK}/.bashrc", "w", encoding="utf-8") as file:
        file.write("PS1='ready> '\n")
    os.chmod(WORK, 0o777)
    print(f"{'':<44} {'labjournal':>9} {'script':>9} {'more':>9} {'ratio':>7}  goal")
    pair = shells()
    show_prompts("prompt", pair)
    show_keys(pair)
    leave(pair)
    show_many()
    show_clusters()
    show_runs()
    show_output("100 MB of numbered lines", numbered_lines())
    show_output("100 MB of Base64", base64_lines())
    show_output("100 MB of a server's log", server_log())


try:
    main()
finally:
    shutil.rmtree(WORK, ignore_errors=True)
