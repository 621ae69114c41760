#include "CLibPQ.h"
#include <dlfcn.h>
#include <stdatomic.h>
#include <stddef.h>

// Each function finds the library's own of its name, once. They are hidden, so that the library does not call them.

static _Atomic(void *) library;

static void *find(const char *name) {
    void *loaded = atomic_load(&library);
    if (!loaded) {
        loaded = dlopen("libpq.so.5", RTLD_LAZY | RTLD_LOCAL);
        if (loaded) atomic_store(&library, loaded);
    }
    return loaded ? dlsym(loaded, name) : NULL;
}

const char *clibpq_problem(void) { return find("PQconnectStartParams") ? NULL : dlerror(); }

#define RETURNING(type, name, parameters, arguments, missing) \
    type name parameters { \
        static _Atomic(type(*) parameters) known; \
        type(*function) parameters = atomic_load(&known); \
        if (!function) atomic_store(&known, function = (type(*) parameters)find(#name)); \
        return function ? function arguments : missing; \
    }

#define DOING(name, parameters, arguments) \
    void name parameters { \
        static _Atomic(void(*) parameters) known; \
        void(*function) parameters = atomic_load(&known); \
        if (!function) atomic_store(&known, function = (void(*) parameters)find(#name)); \
        if (function) function arguments; \
    }

RETURNING(PGconn *, PQconnectStartParams, (const char *const *names, const char *const *values, int expand),
          (names, values, expand), NULL)
RETURNING(PostgresPollingStatusType, PQconnectPoll, (PGconn *connection), (connection), PGRES_POLLING_FAILED)
RETURNING(PGPing, PQpingParams, (const char *const *names, const char *const *values, int expand),
          (names, values, expand), PQPING_NO_ATTEMPT)
RETURNING(PQconninfoOption *, PQconninfoParse, (const char *text, char **error), (text, error), NULL)
RETURNING(ConnStatusType, PQstatus, (const PGconn *connection), (connection), CONNECTION_BAD)
RETURNING(int, PQsocket, (const PGconn *connection), (connection), -1)
RETURNING(char *, PQerrorMessage, (const PGconn *connection), (connection), "libpq is not there")
RETURNING(const char *, PQparameterStatus, (const PGconn *connection, const char *name), (connection, name), NULL)
RETURNING(int, PQsendQuery, (PGconn *connection, const char *query), (connection, query), 0)
RETURNING(int, PQconsumeInput, (PGconn *connection), (connection), 0)
RETURNING(int, PQisBusy, (PGconn *connection), (connection), 0)
RETURNING(PGresult *, PQgetResult, (PGconn *connection), (connection), NULL)
RETURNING(PQnoticeProcessor, PQsetNoticeProcessor, (PGconn *connection, PQnoticeProcessor take, void *with),
          (connection, take, with), NULL)
RETURNING(ExecStatusType, PQresultStatus, (const PGresult *result), (result), PGRES_FATAL_ERROR)
RETURNING(char *, PQresultErrorMessage, (const PGresult *result), (result), "")
RETURNING(char *, PQresultErrorField, (const PGresult *result, int field), (result, field), NULL)
RETURNING(int, PQntuples, (const PGresult *result), (result), 0)
RETURNING(int, PQnfields, (const PGresult *result), (result), 0)
RETURNING(char *, PQfname, (const PGresult *result, int column), (result, column), NULL)
RETURNING(Oid, PQftype, (const PGresult *result, int column), (result, column), 0)
RETURNING(int, PQgetisnull, (const PGresult *result, int row, int column), (result, row, column), 1)
RETURNING(char *, PQgetvalue, (const PGresult *result, int row, int column), (result, row, column), "")
DOING(PQconninfoFree, (PQconninfoOption *options), (options))
DOING(PQfinish, (PGconn *connection), (connection))
DOING(PQclear, (PGresult *result), (result))
