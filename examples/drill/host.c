// Plays another host for a program that is run with it (LD_PRELOAD): its name and its clock.
//
// DRILL_HOST is the name, DRILL_TIME the time in seconds since 1970, which stands still while the program runs.
// Clocks that only measure how long something takes are left alone.
#define _GNU_SOURCE
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

int gethostname(char *name, size_t length) {
    const char *host = getenv("DRILL_HOST");
    strncpy(name, host ? host : "nameless", length);
    return 0;
}

int clock_gettime(clockid_t clock, struct timespec *now) {
    const char *set = getenv("DRILL_TIME");
    if (!set || (clock != CLOCK_REALTIME && clock != CLOCK_REALTIME_COARSE))
        return (int)syscall(SYS_clock_gettime, clock, now);
    *now = (struct timespec){.tv_sec = atol(set)};
    return 0;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone) {
    (void)zone;
    struct timespec exact;
    clock_gettime(CLOCK_REALTIME, &exact);
    *now = (struct timeval){.tv_sec = exact.tv_sec, .tv_usec = exact.tv_nsec / 1000};
    return 0;
}

time_t time(time_t *copy) {
    struct timespec exact;
    clock_gettime(CLOCK_REALTIME, &exact);
    if (copy) *copy = exact.tv_sec;
    return exact.tv_sec;
}
