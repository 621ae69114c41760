#ifndef CPTY_H
#define CPTY_H
#include <sys/types.h>

/* A child process whose controlling terminal is a new pseudo-terminal. */
struct cpty_child {
    pid_t pid;
    int master; /* close-on-exec, non-blocking */
};

/* Starts path (searched in PATH of envp) with argv and envp in directory, on a pseudo-terminal of that size,
   or, unless it is -1, with the settings and the size of the given terminal.
   Returns 0, or an errno; then nothing is left open. */
int cpty_spawn(struct cpty_child *child, const char *path, char *const argv[], char *const envp[],
               const char *directory, unsigned short columns, unsigned short rows, int terminal);

/* Blocks SIGINT, SIGTERM and SIGHUP, and ignores SIGPIPE; returns a descriptor that is readable when one has come, or -1. */
int cpty_watch_interrupts(void);

/* The next signal that has come, or 0. */
int cpty_next_interrupt(int descriptor);

/* A command that stands in for this process: it has this process's standard files as far as they are no terminals to be
   recorded, and its output comes here first. */
struct cpty_attached {
    pid_t pid;        /* the command; on a pseudo-terminal, who minds it in a session of its own */
    int master;       /* the pseudo-terminal, non-blocking; -1 without one */
    int streams[2];   /* what is written to standard output and standard error; -1 where it goes to the terminal */
    int reports;      /* what happens to the command on a pseudo-terminal; -1 without one */
    int orders;       /* a byte makes the stopped command go on; -1 without a pseudo-terminal */
};

/* What a report says: an errno when the command did not start, else a status of waitpid. */
struct cpty_report {
    int error;
    int status;
};

/* Starts argv in the present process group; its standard output and standard error go to pipes, to one where both are
   the same file. Returns 0 or an errno. */
int cpty_attach(struct cpty_attached *child, char *const argv[]);

/* Starts argv on a new pseudo-terminal with the settings and the size of the given terminal. Those standard files that
   are terminals become the pseudo-terminal, the others stay (input) or go to pipes. Returns 0 or an errno. */
int cpty_attach_terminal(struct cpty_attached *child, char *const argv[], int terminal);

/* Takes the size of one terminal over to another. */
void cpty_copy_size(int from, int to);

/* Blocks the signals that a command's stand-in passes on or waits for, and ignores SIGPIPE; with `stops`, SIGTSTP
   as well. What is ignored here is not ignored by the children. Returns a descriptor, or -1. */
int cpty_watch_all(int stops);

/* The next signal that has come, or 0; whether a process has sent it, and not the terminal. */
int cpty_next_signal(int descriptor, int *is_sent);

/* Stops this process group as a terminal's stop key does; returns when it goes on. */
void cpty_stop(void);

/* Has the allocator keep up to 32 MiB that were freed, in place of giving them back to the kernel: a lot of output
   takes and frees pieces all the time, and every page that is taken anew is a fault. */
void cpty_keep_memory(void);

/* Ends this process by a signal, without a core file of its own. Returns when that is impossible. */
void cpty_die(int signal);
#endif
