/* Preloaded into a program: its fsync fails, or its clock is wrong, as a file shared with the drill says meanwhile. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

/* For Postgres, then for all others: whether fsync fails, and by how many seconds the clock is ahead. */
struct wishes { int64_t fsync_fails[2]; int64_t seconds_ahead[2]; };
static volatile struct wishes *wishes;
static int which;

__attribute__((constructor)) static void begin(void) {
    const char *path = getenv("DRILL_WISHES");
    int file = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    if (file < 0) return;
    void *found = mmap(NULL, sizeof(struct wishes), PROT_READ, MAP_SHARED, file, 0);
    close(file);
    if (found == MAP_FAILED) return;
    wishes = found;
    which = strcmp(program_invocation_short_name, "postgres") == 0 ? 0 : 1;
}

#define REAL(type, name, ...) \
    static type (*real)(__VA_ARGS__); \
    if (!real) real = (type (*)(__VA_ARGS__)) dlsym(RTLD_NEXT, name)

static int fails(void) { return wishes && wishes->fsync_fails[which]; }

int fsync(int file) { REAL(int, "fsync", int); if (fails()) { errno = EIO; return -1; } return real(file); }
int fdatasync(int file) { REAL(int, "fdatasync", int); if (fails()) { errno = EIO; return -1; } return real(file); }

int clock_gettime(clockid_t clock, struct timespec *at) {
    REAL(int, "clock_gettime", clockid_t, struct timespec *);
    int done = real(clock, at);
    if (!done && wishes && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE))
        at->tv_sec += wishes->seconds_ahead[which];
    return done;
}

int gettimeofday(struct timeval *restrict at, void *restrict zone) {
    REAL(int, "gettimeofday", struct timeval *restrict, void *restrict);
    int done = real(at, zone);
    if (!done && wishes) at->tv_sec += wishes->seconds_ahead[which];
    return done;
}

time_t time(time_t *at) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (at) *at = now.tv_sec;
    return now.tv_sec;
}
