/* A shim for LD_PRELOAD: the n-th write, fsync, close, chmod or rename below one folder fails, or kills the process.
   fault_arm(n, what, folder): what > 0 is the errno, 0 kills; calls are counted from 1. fault_reached() says how many
   were counted. Threads other than the one that armed it are let through. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

static char folder[4096];
static int planned, kind, counted, armed;
static pid_t thread;

void fault_arm(int n, int what, const char *place) {
    snprintf(folder, sizeof folder, "%s/", place);
    planned = n;
    kind = what;
    counted = 0;
    thread = gettid();
    armed = 1;
}

int fault_reached(void) {
    armed = 0;
    return counted;
}

static int strikes(const char *path) {
    if (!armed || gettid() != thread || strncmp(path, folder, strlen(folder)) != 0 || ++counted != planned)
        return 0;
    if (kind == 0)
        kill(getpid(), SIGKILL);
    errno = kind;
    return 1;
}

static int strikes_file(int descriptor) {
    char link[64], path[4096];
    if (!armed)
        return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    ssize_t length = readlink(link, path, sizeof path - 2);
    if (length < 0)
        return 0;
    path[length] = '\0';
    struct stat status;
    if (fstat(descriptor, &status) == 0 && S_ISDIR(status.st_mode))
        strcat(path, "/"); /* fsync of the folder itself counts too */
    return strikes(path);
}

#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

ssize_t write(int descriptor, const void *bytes, size_t count) {
    if (!strikes_file(descriptor))
        return NEXT(write)(descriptor, bytes, count);
    int failure = errno;
    if (failure != EINTR && count > 1) /* a disk that fills up takes a part first */
        NEXT(write)(descriptor, bytes, count / 2);
    errno = failure;
    return -1;
}

int fsync(int descriptor) { return strikes_file(descriptor) ? -1 : NEXT(fsync)(descriptor); }

int close(int descriptor) {
    int fails = strikes_file(descriptor), failure = errno, result = NEXT(close)(descriptor); /* Linux closes anyway */
    if (!fails)
        return result;
    errno = failure;
    return -1;
}

int fchmod(int descriptor, mode_t mode) { return strikes_file(descriptor) ? -1 : NEXT(fchmod)(descriptor, mode); }

int chmod(const char *path, mode_t mode) { return strikes(path) ? -1 : NEXT(chmod)(path, mode); }

int fchmodat(int home, const char *path, mode_t mode, int flags) {
    return strikes(path) ? -1 : NEXT(fchmodat)(home, path, mode, flags);
}

int rename(const char *from, const char *to) { return strikes(to) ? -1 : NEXT(rename)(from, to); }
