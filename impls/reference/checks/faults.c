/* A library to be preloaded. After fault_after(n, error) the n-th system call about maps from then on fails. See
   stress.py. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdarg.h>
#include <stddef.h>
#include <sys/mman.h>
#include <sys/stat.h>

static long left = -1;
static int error;

void fault_after(long calls, int code)
{
    left = calls;
    error = code;
}

/* How many calls are left up to and with the one that is to fail; -1 once it has failed. */
long fault_left(void)
{
    return left;
}

static int fails(void)
{
    if (left <= 0 || --left > 0)
        return 0;
    left = -1;
    errno = error;
    return 1;
}

#define NEXT(name) static __typeof__(&name) next; if (next == NULL) next = (__typeof__(&name))dlsym(RTLD_NEXT, #name)

#define MMAP(name)                                                                      \
    void *name(void *at, size_t length, int protection, int flags, int file, off_t offset) \
    {                                                                                   \
        NEXT(name);                                                                     \
        return fails() ? MAP_FAILED : next(at, length, protection, flags, file, offset); \
    }
#define FTRUNCATE(name)                        \
    int name(int file, off_t length)           \
    {                                          \
        NEXT(name);                            \
        return fails() ? -1 : next(file, length); \
    }
#define FCNTL(name)                                      \
    int name(int file, int command, ...)                 \
    {                                                    \
        NEXT(name);                                      \
        va_list rest;                                    \
        va_start(rest, command);                         \
        long argument = va_arg(rest, long);              \
        va_end(rest);                                    \
        return fails() ? -1 : next(file, command, argument); \
    }
MMAP(mmap)
MMAP(mmap64)
FTRUNCATE(ftruncate)
FTRUNCATE(ftruncate64)
FCNTL(fcntl)
FCNTL(fcntl64)

int fstat(int file, struct stat *found)
{
    NEXT(fstat);
    return fails() ? -1 : next(file, found);
}

int fstat64(int file, struct stat64 *found)
{
    NEXT(fstat64);
    return fails() ? -1 : next(file, found);
}

void *mremap(void *at, size_t before, size_t length, int flags, ...)
{
    NEXT(mremap);
    return fails() ? MAP_FAILED : next(at, before, length, flags);
}

int msync(void *at, size_t length, int flags)
{
    NEXT(msync);
    return fails() ? -1 : next(at, length, flags);
}

int madvise(void *at, size_t length, int advice)
{
    NEXT(madvise);
    return fails() ? -1 : next(at, length, advice);
}
