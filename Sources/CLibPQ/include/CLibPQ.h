// PostgreSQL's client library: https://www.postgresql.org/docs/current/libpq.html
//
// It brings some twenty libraries for ways to log in, whose loading takes as long as all else that recording a command
// does. So it is loaded when a server is spoken to, and not with the program.
#include <stdio.h>

#pragma GCC visibility push(hidden)
#if __has_include(<libpq-fe.h>)
#include <libpq-fe.h>
#else
#include <postgresql/libpq-fe.h>
#endif

/* Loads the library unless that has been done; returns why it cannot be, or NULL. */
const char *clibpq_problem(void);
#pragma GCC visibility pop
