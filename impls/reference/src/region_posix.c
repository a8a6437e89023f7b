/* What a map needs of a POSIX system: mmap and its kin. Knows no Python. See region.h for what is promised. */

#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* mremap, MAP_ANONYMOUS */
#endif
#define _DARWIN_C_SOURCE
#define _FILE_OFFSET_BITS 64

#include "region.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif
#ifdef EXTABLE
#include <ucontext.h>
#endif

#ifndef MAP_ANONYMOUS
#define MAP_ANONYMOUS MAP_ANON
#endif

/* Cut files

   Whoever may write a file may also make it shorter, and a process that then touches a page of its map behind the
   new end is sent SIGBUS. So every touch of a fragile region is guarded: it stores a place to return to, and the
   signal's handler jumps there. A fault at any other instruction is not a map's. Then the handler puts the action back
   that was installed before it and returns; the instruction faults again, and that action meets the fault as if this
   module had never been loaded. Signal actions belong to the process, so they are the only state that all modules
   share. */

/* The compiler's own setjmp is three stores instead of a call. clang has it on x86-64, and not on arm64. */
#if defined(__GNUC__) && (defined(__x86_64__) || (defined(__aarch64__) && !defined(__clang__)))
typedef void *place[5];
#define MARK(here) __builtin_setjmp(here)
#define RETURN_TO(here) __builtin_longjmp(here, 1)
#else
typedef sigjmp_buf place;
#define MARK(here) sigsetjmp(here, 0)
#define RETURN_TO(here) siglongjmp(here, 1)
#endif

#ifdef __GLIBC__
/* glibc keeps room for a few words of libraries that are loaded late, so the fastest model of access works there. */
#define QUICKLY __attribute__((tls_model("initial-exec")))
#else
#define QUICKLY
#endif

/* The place that a fault in this thread's guarded work returns to; NULL while no guarded work runs. */
static _Thread_local place *volatile way_back QUICKLY;

/* The body of a function that returns bool: do the work and return true, or return false if a fault has ended it. */
#define GUARDED(work)       \
    place here;             \
    if (MARK(here) != 0) {  \
        way_back = NULL;    \
        return false;       \
    }                       \
    way_back = &here;       \
    work;                   \
    way_back = NULL;        \
    return true

/* If the instruction that faulted has an entry in extable.h: let the thread go on where the entry says. */
#ifdef EXTABLE
static bool go_on_by_table(void *context)
{
    greg_t *at = &((ucontext_t *)context)->uc_mcontext.gregs[REG_RIP];
    for (const extable_entry *way = extable_begin; way < extable_end; way++)
        if (*at == (intptr_t)&way->instruction + way->instruction) {
            *at = (intptr_t)&way->otherwise + way->otherwise;
            return true;
        }
    return false;
}
#else
static bool go_on_by_table(void *context)
{
    (void)context;
    return false;
}
#endif

static const int faults[] = {SIGBUS, SIGSEGV};
static struct sigaction before[2];
static atomic_int installed;

static void take_the_way_back(int signal_number, siginfo_t *info, void *context)
{
    bool sent = info->si_code <= 0; /* by a process, with kill or the like: no touch has faulted */
    if (!sent && go_on_by_table(context))
        return;
    if (!sent && way_back != NULL)
        RETURN_TO(*way_back);
    for (size_t i = 0; i < 2; i++)
        if (faults[i] == signal_number)
            sigaction(signal_number, &before[i], NULL);
    if (sent)
        raise(signal_number);
}

static void expect_faults(void)
{
    if (atomic_load(&installed) || atomic_exchange(&installed, 1))
        return;
    for (size_t i = 0; i < 2; i++) {
        struct sigaction action;
        memset(&action, 0, sizeof action);
        action.sa_sigaction = take_the_way_back;
        /* SA_NODEFER: the jump out of the handler does not restore the mask, and would leave the signal blocked. */
        action.sa_flags = SA_SIGINFO | SA_NODEFER | SA_ONSTACK;
        sigemptyset(&action.sa_mask);
        sigaction(faults[i], &action, &before[i]);
    }
}

size_t region_page_size(void)
{
    return (size_t)sysconf(_SC_PAGESIZE);
}

size_t region_granularity(void)
{
    return region_page_size();
}

/* The length of the region to make; length 0 asks for the rest of the file. POSIX would map pages behind the end of
   a file as well, but every touch of them faults, so a request that reaches there is refused. */
static int wanted_length(const region_request *wanted, const struct stat *found, size_t *length)
{
    *length = wanted->length;
    if (wanted->file == NO_FILE || !S_ISREG(found->st_mode))
        return 0;
    int64_t size = found->st_size;
    if (wanted->length == 0) {
        if (size == 0)
            return REGION_FILE_EMPTY;
        if (wanted->offset >= size)
            return REGION_OFFSET_BEYOND;
        if ((uint64_t)(size - wanted->offset) > (uint64_t)PTRDIFF_MAX)
            return REGION_FILE_SHORT; /* more than this process can address */
        *length = (size_t)(size - wanted->offset);
        return 0;
    }
    if (wanted->offset > size || (uint64_t)(size - wanted->offset) < wanted->length)
        return REGION_FILE_SHORT;
    return 0;
}

int region_open(region *made, const region_request *wanted)
{
    int file = (int)wanted->file;
    int flags = wanted->flags;
    struct stat found;
    memset(&found, 0, sizeof found);
    if (wanted->file == NO_FILE)
        flags |= MAP_ANONYMOUS;
    else {
#ifdef F_FULLFSYNC
        (void)fcntl(file, F_FULLFSYNC); /* the documentation promises it; its failure is no reason not to map */
#endif
        if (fstat(file, &found) != 0)
            return errno;
    }
    size_t length;
    int reason = wanted_length(wanted, &found, &length);
    if (reason != 0)
        return reason;
    int own = -1;
    if (wanted->file != NO_FILE && wanted->keeps_file) {
        own = fcntl(file, F_DUPFD_CLOEXEC, 0);
        if (own < 0)
            return errno;
    }
    void *bytes = mmap(NULL, length, wanted->protection, flags, file, (off_t)wanted->offset);
    if (bytes == MAP_FAILED) {
        reason = errno;
        if (own >= 0)
            close(own);
        return reason;
    }
    bool anonymous = (flags & MAP_ANONYMOUS) != 0;
    *made = (region){
        .bytes = bytes,
        .length = length,
        .reserved = length,
        .offset = wanted->offset,
        .file = own < 0 ? NO_FILE : own,
        .anonymous = anonymous,
        .shared = (flags & MAP_PRIVATE) == 0,
        .fragile = !anonymous || (wanted->protection & PROT_READ) == 0,
        .access = wanted->access,
    };
    if (made->fragile)
        expect_faults();
    return 0;
}

void region_close(region *gone)
{
    if (gone->bytes != NULL)
        munmap(gone->bytes, gone->reserved);
    if (gone->file != NO_FILE)
        close((int)gone->file);
    gone->bytes = NULL;
    gone->file = NO_FILE;
}

int region_file_size(const region *r, int64_t *size)
{
    struct stat found;
    if (fstat((int)r->file, &found) != 0)
        return errno;
    *size = found.st_size;
    return 0;
}

/* Another length

   A resize that fails must leave everything as it was, so a step that cannot be taken back comes last of those that
   may fail. To grow, memory comes first: it can be given back if the file cannot grow. To shrink, the file comes
   first: if it cannot be cut nothing has changed, and if the memory cannot be given back afterwards it merely stays
   mapped. */

#ifdef MREMAP_MAYMOVE
static int remap(region *r, size_t length)
{
    void *bytes = mremap(r->bytes, r->reserved, length, MREMAP_MAYMOVE);
    if (bytes == MAP_FAILED)
        return errno;
    r->bytes = bytes;
    r->reserved = length;
    return 0;
}

/* The bytes behind the new end have to be zero should the map be made longer again. The system zeroes those of a
   shared file, and whole pages that were given back. Left to be zeroed here are the rest of the last page of private
   or anonymous memory, and all the pages of anonymous memory that could not be given back. */
static void forget_the_tail(region *r, size_t length, bool returned)
{
    if (r->shared && !r->anonymous)
        return;
    size_t page = region_page_size();
    size_t end = (length + page - 1) / page * page;
    if (!returned && r->anonymous)
        end = r->reserved;
    memset(r->bytes + length, 0, end - length);
}
#endif

int region_resize(region *r, size_t length)
{
#ifndef MREMAP_MAYMOVE
    (void)r, (void)length;
    return REGION_UNSUPPORTED;
#else
    int reason;
    int64_t end = 0;
    bool of_file = !r->anonymous && r->file != NO_FILE;
    if (r->anonymous && r->shared && length > r->length)
        return REGION_CANNOT_GROW; /* the kernel's object behind the memory keeps its length: new pages would fault */
    if (of_file) {
        if (length > (uint64_t)INT64_MAX - (uint64_t)r->offset)
            return EFBIG;
        end = r->offset + (int64_t)length;
    }
    if (length <= r->length) {
        if (of_file && ftruncate((int)r->file, (off_t)end) != 0)
            return errno;
        bool returned = remap(r, length) == 0; /* if not, it stays mapped behind the end of the map */
        forget_the_tail(r, length, returned);
    } else {
        size_t reserved = r->reserved;
        if (reserved < length && (reason = remap(r, length)) != 0)
            return reason;
        if (of_file && ftruncate((int)r->file, (off_t)end) != 0) {
            reason = errno;
            if (reserved < length)
                (void)remap(r, reserved);
            return reason;
        }
    }
    r->length = length;
    return 0;
#endif
}

int region_flush(const region *r, size_t offset, size_t length, const int *flags)
{
    return msync(r->bytes + offset, length, flags == NULL ? MS_SYNC : *flags) != 0 ? errno : 0;
}

int region_advise(const region *r, size_t offset, size_t length, int advice)
{
    return madvise(r->bytes + offset, length, advice) != 0 ? errno : 0;
}

int region_label(const region *r, const char *name)
{
#ifdef __linux__
#ifndef PR_SET_VMA
#define PR_SET_VMA 0x53564d41
#define PR_SET_VMA_ANON_NAME 0
#endif
    if (prctl(PR_SET_VMA, PR_SET_VMA_ANON_NAME, r->bytes, r->reserved, name) == 0)
        return 0;
    return errno == EINVAL ? REGION_UNSUPPORTED : errno; /* EINVAL: the kernel was built without this */
#else
    (void)r, (void)name;
    return REGION_UNSUPPORTED;
#endif
}

#ifndef EXTABLE
static bool load(const volatile unsigned char *from, unsigned char *byte)
{
    GUARDED(*byte = *from);
}

int region_load(const unsigned char *from)
{
    unsigned char byte;
    return load(from, &byte) ? byte : -1;
}

static bool store(volatile unsigned char *to, unsigned char byte)
{
    GUARDED(*to = byte);
}

int region_store(unsigned char *to, unsigned char byte)
{
    return store(to, byte) ? 0 : -1;
}
#endif

bool region_copy(unsigned char *to, const unsigned char *from, size_t length)
{
    GUARDED(memmove(to, from, length));
}

bool region_guarded(void (*work)(void *), void *context)
{
    GUARDED(work(context));
}
