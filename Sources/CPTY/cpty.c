#define _GNU_SOURCE
#include "cpty.h"
#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <termios.h>
#include <unistd.h>

/* The parent keeps the slave open until the child has it: a master whose slave was never open reads EIO. */
static int open_pair(int *master, int *slave, char *name, size_t size, struct winsize window, int terminal) {
    struct termios settings;
    *master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK);
    if (*master < 0) return errno;
    if (grantpt(*master) || unlockpt(*master) || ptsname_r(*master, name, size) ||
        (*slave = open(name, O_RDWR | O_NOCTTY | O_CLOEXEC)) < 0) {
        int error = errno;
        close(*master);
        return error;
    }
    if (terminal >= 0 && tcgetattr(terminal, &settings) == 0) tcsetattr(*slave, TCSANOW, &settings);
    if (terminal >= 0) ioctl(terminal, TIOCGWINSZ, &window);
    ioctl(*slave, TIOCSWINSZ, &window);
    return 0;
}

/* A session of its own comes before the file actions, so that opening the slave makes it the controlling terminal. */
static int spawn(pid_t *pid, const char *slave, const char *path, char *const argv[], char *const envp[],
                 const char *directory) {
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t all, none;
    int error;
    sigfillset(&all);
    sigemptyset(&none);
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(&attributes,
                             POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
    posix_spawnattr_setsigdefault(&attributes, &all);
    posix_spawnattr_setsigmask(&attributes, &none);
    error = posix_spawn_file_actions_addopen(&actions, 0, slave, O_RDWR, 0);
    if (!error) error = posix_spawn_file_actions_adddup2(&actions, 0, 1);
    if (!error) error = posix_spawn_file_actions_adddup2(&actions, 0, 2);
    /* What runs in a lab, a server above all, must hold open nothing of ours. */
    if (!error) error = posix_spawn_file_actions_addclosefrom_np(&actions, 3);
    if (!error) error = posix_spawn_file_actions_addchdir_np(&actions, directory);
    if (!error) error = posix_spawnp(pid, path, &actions, &attributes, argv, envp);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    return error;
}

int cpty_spawn(struct cpty_child *child, const char *path, char *const argv[], char *const envp[],
               const char *directory, unsigned short columns, unsigned short rows, int terminal) {
    struct winsize window = {.ws_row = rows, .ws_col = columns};
    char name[128];
    int slave;
    int error = open_pair(&child->master, &slave, name, sizeof name, window, terminal);
    if (error) return error;
    error = spawn(&child->pid, name, path, argv, envp, directory);
    close(slave);
    if (error) close(child->master);
    return error;
}

int cpty_watch_interrupts(void) {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGHUP);
    pthread_sigmask(SIG_BLOCK, &signals, NULL);
    signal(SIGPIPE, SIG_IGN);
    return signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK);
}

int cpty_next_interrupt(int descriptor) {
    struct signalfd_siginfo information;
    return read(descriptor, &information, sizeof information) == sizeof information ? (int)information.ssi_signo : 0;
}

void cpty_keep_memory(void) {
#ifdef __GLIBC__
    mallopt(M_TRIM_THRESHOLD, 32 << 20);
    mallopt(M_MMAP_THRESHOLD, 32 << 20);
#endif
}
