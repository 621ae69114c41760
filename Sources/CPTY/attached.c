#define _GNU_SOURCE
#include "cpty.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

extern char **environ;

/* Those that are ignored here, and were not before. */
static sigset_t ignored_here;

static void ignore(int number) {
    if (signal(number, SIG_IGN) != SIG_IGN) sigaddset(&ignored_here, number);
}

int cpty_watch_all(int stops) {
    static const int watched[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGCHLD, SIGWINCH, SIGCONT};
    sigset_t signals;
    sigemptyset(&signals);
    for (size_t index = 0; index < sizeof watched / sizeof *watched; index++) sigaddset(&signals, watched[index]);
    if (stops) sigaddset(&signals, SIGTSTP);
    pthread_sigmask(SIG_BLOCK, &signals, NULL);
    sigemptyset(&ignored_here);
    ignore(SIGPIPE);
    signal(SIGCHLD, SIG_DFL);
    return signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK);
}

int cpty_next_signal(int descriptor, int *is_sent) {
    struct signalfd_siginfo information;
    if (read(descriptor, &information, sizeof information) != sizeof information) return 0;
    *is_sent = information.ssi_code <= 0;
    return (int)information.ssi_signo;
}

void cpty_copy_size(int from, int to) {
    struct winsize window;
    if (ioctl(from, TIOCGWINSZ, &window) == 0) ioctl(to, TIOCSWINSZ, &window);
}

void cpty_stop(void) {
    sigset_t stop;
    sigemptyset(&stop);
    sigaddset(&stop, SIGTSTP);
    kill(0, SIGTSTP);
    pthread_sigmask(SIG_UNBLOCK, &stop, NULL);
    pthread_sigmask(SIG_BLOCK, &stop, NULL);
}

void cpty_die(int number) {
    struct rlimit none = {0, 0};
    sigset_t set;
    setrlimit(RLIMIT_CORE, &none);
    signal(number, SIG_DFL);
    sigemptyset(&set);
    sigaddset(&set, number);
    raise(number);
    pthread_sigmask(SIG_UNBLOCK, &set, NULL);
}

/* Pipes in place of those outputs that `wanted` names; ends[1] is ends[0] where both are one file, so that their order
   is kept. */
static int make_pipes(struct cpty_attached *child, int ends[2], const int wanted[2]) {
    struct stat first, second;
    int is_one = wanted[0] && wanted[1] && fstat(1, &first) == 0 && fstat(2, &second) == 0 &&
                 first.st_dev == second.st_dev && first.st_ino == second.st_ino;
    for (int index = 0; index < 2; index++) {
        int both[2];
        if (!wanted[index]) continue;
        if (index == 1 && is_one) {
            ends[1] = ends[0];
            break;
        }
        if (pipe2(both, O_CLOEXEC) < 0) return errno;
        fcntl(both[0], F_SETFL, O_NONBLOCK);
        fcntl(both[1], F_SETPIPE_SZ, 1 << 18);
        child->streams[index] = both[0];
        ends[index] = both[1];
    }
    return 0;
}

static void close_ends(const int ends[2]) {
    if (ends[0] >= 0) close(ends[0]);
    if (ends[1] >= 0 && ends[1] != ends[0]) close(ends[1]);
}

static void close_child(struct cpty_attached *child) {
    if (child->master >= 0) close(child->master);
    if (child->streams[0] >= 0) close(child->streams[0]);
    if (child->streams[1] >= 0) close(child->streams[1]);
    if (child->reports >= 0) close(child->reports);
    if (child->orders >= 0) close(child->orders);
}

/* Starts the command; in a group of its own in the foreground of a terminal, or, with -1, in the present group. */
static int spawn(pid_t *pid, char *const argv[], const int ends[2], int terminal) {
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t none;
    short flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF;
    int error = 0;
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
    /* Nothing is blocked: a parent's threads may have blocked everything, which no command expects. */
    sigemptyset(&none);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &ignored_here);
    if (terminal >= 0) {
        flags |= POSIX_SPAWN_SETPGROUP;
        error = posix_spawn_file_actions_addtcsetpgrp_np(&actions, terminal);
    }
    posix_spawnattr_setflags(&attributes, flags);
    for (int index = 0; index < 2 && !error; index++)
        if (ends[index] >= 0) error = posix_spawn_file_actions_adddup2(&actions, ends[index], index + 1);
    if (!error) error = posix_spawnp(pid, argv[0], &actions, &attributes, argv, environ);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    return error;
}

int cpty_attach(struct cpty_attached *child, char *const argv[]) {
    static const int wanted[2] = {1, 1};
    int ends[2] = {-1, -1};
    *child = (struct cpty_attached){.pid = -1, .master = -1, .streams = {-1, -1}, .reports = -1, .orders = -1};
    int error = make_pipes(child, ends, wanted);
    if (!error) error = spawn(&child->pid, argv, ends, -1);
    close_ends(ends);
    if (error) close_child(child);
    return error;
}

static void report(int descriptor, int error, int status) {
    struct cpty_report report = {.error = error, .status = status};
    while (write(descriptor, &report, sizeof report) < 0 && errno == EINTR) {}
}

/* Waits until a stopped command is told to go on, or is ended. Returns whether the one who tells is still there. */
static int await_order(pid_t command, int orders) {
    for (;;) {
        struct pollfd polled = {.fd = orders, .events = POLLIN};
        siginfo_t information = {0};
        char order;
        if (poll(&polled, 1, 50) > 0) return read(orders, &order, 1) == 1;
        if (waitid(P_PID, (id_t)command, &information, WEXITED | WCONTINUED | WNOHANG | WNOWAIT) == 0 &&
            information.si_pid == command)
            return 1;
    }
}

/* A command whose parent is in another session is in an orphaned process group, which the terminal's stop key does not
   stop (POSIX, 11.1.4). So its parent leads the session, and tells what happens. It was made by fork, and calls only
   what is safe then. */
static void mind(char *const argv[], const int ends[2], int slave, int reports, int orders) {
    pid_t command;
    int status;
    int error = spawn(&command, argv, ends, slave);
    if (error) {
        report(reports, error, 0);
        _exit(0);
    }
    for (;;) {
        if (waitpid(command, &status, WUNTRACED) < 0) {
            if (errno == EINTR) continue;
            _exit(1);
        }
        if (!WIFSTOPPED(status)) break;
        report(reports, 0, status);
        if (!await_order(command, orders)) kill(-command, SIGHUP);
        tcsetpgrp(slave, command);
        kill(-command, SIGCONT);
    }
    /* What the command has left in its group must not be hung up with the session. */
    tcsetpgrp(slave, getpgrp());
    report(reports, 0, status);
    _exit(0);
}

/* The descriptors of this program all close on exec; those it was started with stay, as for any command. */
static void close_own(const int kept[3]) {
    for (int number = 3; number < 256; number++) {
        int flags = fcntl(number, F_GETFD);
        if (flags < 0 || !(flags & FD_CLOEXEC)) continue;
        if (number != kept[0] && number != kept[1] && number != kept[2]) close(number);
    }
}

static void become_minder(char *const argv[], const int ends[2], int slave, int reports, int orders) {
    sigset_t none;
    setsid();
    ioctl(slave, TIOCSCTTY, 0);
    for (int number = 0; number < 3; number++) {
        if (isatty(number)) dup2(slave, number);
    }
    for (int index = 0; index < 2; index++) {
        if (ends[index] >= 0) dup2(ends[index], index + 1);
    }
    close_own((const int[3]){slave, reports, orders});
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    ignore(SIGINT);
    ignore(SIGQUIT);
    ignore(SIGTSTP);
    ignore(SIGTTOU);
    mind(argv, (const int[2]){-1, -1}, slave, reports, orders);
}

/* The slave is open before anything is read: a master whose slave was never open reads EIO. */
static int open_terminal(int *master, int *slave, int terminal) {
    struct termios settings;
    char name[128];
    *master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK);
    if (*master < 0) return errno;
    if (grantpt(*master) || unlockpt(*master) || ptsname_r(*master, name, sizeof name) ||
        (*slave = open(name, O_RDWR | O_NOCTTY | O_CLOEXEC)) < 0)
        return errno;
    if (tcgetattr(terminal, &settings) == 0) tcsetattr(*slave, TCSANOW, &settings);
    cpty_copy_size(terminal, *slave);
    return 0;
}

int cpty_attach_terminal(struct cpty_attached *child, char *const argv[], int terminal) {
    const int wanted[2] = {!isatty(1), !isatty(2)};
    int slave = -1, ends[2] = {-1, -1}, reports[2] = {-1, -1}, orders[2] = {-1, -1};
    *child = (struct cpty_attached){.pid = -1, .master = -1, .streams = {-1, -1}, .reports = -1, .orders = -1};
    int error = open_terminal(&child->master, &slave, terminal);
    if (!error) error = make_pipes(child, ends, wanted);
    if (!error && (pipe2(reports, O_CLOEXEC) || pipe2(orders, O_CLOEXEC))) error = errno;
    child->reports = reports[0];
    child->orders = orders[1];
    if (!error && (child->pid = fork()) < 0) error = errno;
    if (child->pid == 0) become_minder(argv, ends, slave, reports[1], orders[0]);
    close_ends(ends);
    if (slave >= 0) close(slave);
    if (reports[1] >= 0) close(reports[1]);
    if (orders[0] >= 0) close(orders[0]);
    if (error) close_child(child);
    return error;
}
