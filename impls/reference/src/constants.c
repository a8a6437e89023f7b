/* The constants of a module, each with the first edition that has it. A constant that the system's headers do not
   define is left out. */

#include "map.h"

#ifndef _WIN32
#include <sys/mman.h>
#if !defined(MAP_ANON) && defined(MAP_ANONYMOUS)
#define MAP_ANON MAP_ANONYMOUS
#endif
#if !defined(MAP_ANONYMOUS) && defined(MAP_ANON)
#define MAP_ANONYMOUS MAP_ANON
#endif
#endif

typedef struct {
    const char *name;
    long value;
    int since;
} constant;

static const constant constants[] = {
    {"ACCESS_DEFAULT", ACCESS_DEFAULT, 7},
    {"ACCESS_READ", ACCESS_READ, 7},
    {"ACCESS_WRITE", ACCESS_WRITE, 7},
    {"ACCESS_COPY", ACCESS_COPY, 7},
#ifdef MADV_NORMAL
    {"MADV_NORMAL", MADV_NORMAL, 8},
#endif
#ifdef MADV_RANDOM
    {"MADV_RANDOM", MADV_RANDOM, 8},
#endif
#ifdef MADV_SEQUENTIAL
    {"MADV_SEQUENTIAL", MADV_SEQUENTIAL, 8},
#endif
#ifdef MADV_WILLNEED
    {"MADV_WILLNEED", MADV_WILLNEED, 8},
#endif
#ifdef MADV_DONTNEED
    {"MADV_DONTNEED", MADV_DONTNEED, 8},
#endif
#ifdef MADV_REMOVE
    {"MADV_REMOVE", MADV_REMOVE, 8},
#endif
#ifdef MADV_DONTFORK
    {"MADV_DONTFORK", MADV_DONTFORK, 8},
#endif
#ifdef MADV_DOFORK
    {"MADV_DOFORK", MADV_DOFORK, 8},
#endif
#ifdef MADV_HWPOISON
    {"MADV_HWPOISON", MADV_HWPOISON, 8},
#endif
#ifdef MADV_MERGEABLE
    {"MADV_MERGEABLE", MADV_MERGEABLE, 8},
#endif
#ifdef MADV_UNMERGEABLE
    {"MADV_UNMERGEABLE", MADV_UNMERGEABLE, 8},
#endif
#ifdef MADV_SOFT_OFFLINE
    {"MADV_SOFT_OFFLINE", MADV_SOFT_OFFLINE, 8},
#endif
#ifdef MADV_HUGEPAGE
    {"MADV_HUGEPAGE", MADV_HUGEPAGE, 8},
#endif
#ifdef MADV_NOHUGEPAGE
    {"MADV_NOHUGEPAGE", MADV_NOHUGEPAGE, 8},
#endif
#ifdef MADV_DONTDUMP
    {"MADV_DONTDUMP", MADV_DONTDUMP, 8},
#endif
#ifdef MADV_DODUMP
    {"MADV_DODUMP", MADV_DODUMP, 8},
#endif
#ifdef MADV_FREE
    {"MADV_FREE", MADV_FREE, 8},
#endif
#ifdef MADV_NOSYNC
    {"MADV_NOSYNC", MADV_NOSYNC, 8},
#endif
#ifdef MADV_AUTOSYNC
    {"MADV_AUTOSYNC", MADV_AUTOSYNC, 8},
#endif
#ifdef MADV_NOCORE
    {"MADV_NOCORE", MADV_NOCORE, 8},
#endif
#ifdef MADV_CORE
    {"MADV_CORE", MADV_CORE, 8},
#endif
#ifdef MADV_PROTECT
    {"MADV_PROTECT", MADV_PROTECT, 8},
#endif
#ifdef MADV_FREE_REUSABLE
    {"MADV_FREE_REUSABLE", MADV_FREE_REUSABLE, 11},
#endif
#ifdef MADV_FREE_REUSE
    {"MADV_FREE_REUSE", MADV_FREE_REUSE, 11},
#endif
#ifdef MAP_SHARED
    {"MAP_SHARED", MAP_SHARED, 7},
#endif
#ifdef MAP_PRIVATE
    {"MAP_PRIVATE", MAP_PRIVATE, 7},
#endif
#ifdef MAP_DENYWRITE
    {"MAP_DENYWRITE", MAP_DENYWRITE, 7},
#endif
#ifdef MAP_EXECUTABLE
    {"MAP_EXECUTABLE", MAP_EXECUTABLE, 7},
#endif
#ifdef MAP_ANON
    {"MAP_ANON", MAP_ANON, 7},
#endif
#ifdef MAP_ANONYMOUS
    {"MAP_ANONYMOUS", MAP_ANONYMOUS, 7},
#endif
#ifdef MAP_POPULATE
    {"MAP_POPULATE", MAP_POPULATE, 10},
#endif
#ifdef MAP_STACK
    {"MAP_STACK", MAP_STACK, 11},
#endif
#ifdef MAP_ALIGNED_SUPER
    {"MAP_ALIGNED_SUPER", MAP_ALIGNED_SUPER, 12},
#endif
#ifdef MAP_CONCEAL
    {"MAP_CONCEAL", MAP_CONCEAL, 12},
#endif
#ifdef MAP_32BIT
    {"MAP_32BIT", MAP_32BIT, 13},
#endif
#ifdef MAP_HASSEMAPHORE
    {"MAP_HASSEMAPHORE", MAP_HASSEMAPHORE, 13},
#endif
#ifdef MAP_JIT
    {"MAP_JIT", MAP_JIT, 13},
#endif
#ifdef MAP_NOCACHE
    {"MAP_NOCACHE", MAP_NOCACHE, 13},
#endif
#ifdef MAP_NOEXTEND
    {"MAP_NOEXTEND", MAP_NOEXTEND, 13},
#endif
#ifdef MAP_NORESERVE
    {"MAP_NORESERVE", MAP_NORESERVE, 13},
#endif
#ifdef MAP_RESILIENT_CODESIGN
    {"MAP_RESILIENT_CODESIGN", MAP_RESILIENT_CODESIGN, 13},
#endif
#ifdef MAP_RESILIENT_MEDIA
    {"MAP_RESILIENT_MEDIA", MAP_RESILIENT_MEDIA, 13},
#endif
#ifdef MAP_TPRO
    {"MAP_TPRO", MAP_TPRO, 13},
#endif
#ifdef MAP_TRANSLATED_ALLOW_EXECUTE
    {"MAP_TRANSLATED_ALLOW_EXECUTE", MAP_TRANSLATED_ALLOW_EXECUTE, 13},
#endif
#ifdef MAP_UNIX03
    {"MAP_UNIX03", MAP_UNIX03, 13},
#endif
#ifdef MS_SYNC
    {"MS_SYNC", MS_SYNC, 15},
#endif
#ifdef MS_ASYNC
    {"MS_ASYNC", MS_ASYNC, 15},
#endif
#ifdef MS_INVALIDATE
    {"MS_INVALIDATE", MS_INVALIDATE, 15},
#endif
#ifdef PROT_READ
    {"PROT_READ", PROT_READ, 7},
#endif
#ifdef PROT_WRITE
    {"PROT_WRITE", PROT_WRITE, 7},
#endif
#ifdef PROT_EXEC
    {"PROT_EXEC", PROT_EXEC, 7},
#endif
};

int add_constants(PyObject *module, int edition)
{
    for (size_t i = 0; i < sizeof constants / sizeof *constants; i++)
        if (constants[i].since <= edition &&
            PyModule_AddIntConstant(module, constants[i].name, constants[i].value) < 0)
            return -1;
    if (PyModule_AddIntConstant(module, "PAGESIZE", (long)region_page_size()) < 0 ||
        PyModule_AddIntConstant(module, "ALLOCATIONGRANULARITY", (long)region_granularity()) < 0)
        return -1;
    return PyObject_SetAttrString(module, "error", PyExc_OSError);
}
