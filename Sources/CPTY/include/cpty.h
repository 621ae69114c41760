#ifndef CPTY_H
#define CPTY_H
#include <sys/types.h>

/* A child process whose controlling terminal is a new pseudo-terminal. */
struct cpty_child {
    pid_t pid;
    int master; /* close-on-exec, non-blocking */
};

/* Starts path (searched in PATH of envp) with argv and envp in directory, on a pseudo-terminal of that size.
   Returns 0, or an errno; then nothing is left open. */
int cpty_spawn(struct cpty_child *child, const char *path, char *const argv[], char *const envp[],
               const char *directory, unsigned short columns, unsigned short rows);

/* Blocks SIGINT, SIGTERM and SIGHUP, and ignores SIGPIPE; returns a descriptor that is readable when one has come, or -1. */
int cpty_watch_interrupts(void);

/* The next signal that has come, or 0. */
int cpty_next_interrupt(int descriptor);
#endif
