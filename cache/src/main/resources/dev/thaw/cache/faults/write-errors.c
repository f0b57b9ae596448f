/*
 * Preloaded into a process, makes writes below THAW_EIO_DIR fail for as long as the file
 * THAW_EIO_SWITCH exists. What it begins with says how: W, writing and syncing fail with EIO; S,
 * syncing alone does; R, these and whatever opens for writing, makes, moves or removes a file fail
 * with EROFS. Reading goes on as usual.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

static char how(void) {
  const char *control = getenv("THAW_EIO_SWITCH");
  int before = errno;
  char c = 0;
  int fd = control ? NEXT(open)(control, O_RDONLY | O_CLOEXEC) : -1;
  if (fd >= 0) {
    if (read(fd, &c, 1) != 1) c = 0;
    close(fd);
  }
  errno = before;
  return c;
}

static int below(const char *path) {
  const char *dir = getenv("THAW_EIO_DIR");
  return dir && strncmp(path, dir, strlen(dir)) == 0;
}

static int with(int error) {
  errno = error;
  return 1;
}

static int fails(int fd, int syncs) {
  char link[64];
  char path[4096];
  int before = errno;
  char c = how();
  if (c == 0 || (c == 'S' && !syncs)) return 0;
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t n = readlink(link, path, sizeof path - 1);
  path[n > 0 ? n : 0] = 0;
  errno = before;
  return below(path) && with(c == 'R' ? EROFS : EIO);
}

static int refused(const char *path) { return below(path) && how() == 'R' && with(EROFS); }

static int writes(int flags) { return (flags & O_ACCMODE) != O_RDONLY || (flags & O_CREAT); }

ssize_t write(int fd, const void *data, size_t n) {
  return fails(fd, 0) ? -1 : NEXT(write)(fd, data, n);
}

ssize_t pwrite(int fd, const void *data, size_t n, off_t at) {
  return fails(fd, 0) ? -1 : NEXT(pwrite)(fd, data, n, at);
}

ssize_t pwrite64(int fd, const void *data, size_t n, off64_t at) {
  return fails(fd, 0) ? -1 : NEXT(pwrite64)(fd, data, n, at);
}

ssize_t writev(int fd, const struct iovec *parts, int n) {
  return fails(fd, 0) ? -1 : NEXT(writev)(fd, parts, n);
}

int fsync(int fd) { return fails(fd, 1) ? -1 : NEXT(fsync)(fd); }

int fdatasync(int fd) { return fails(fd, 1) ? -1 : NEXT(fdatasync)(fd); }

int sync_file_range(int fd, off64_t at, off64_t n, unsigned int flags) {
  int (*next)(int, off64_t, off64_t, unsigned int) = dlsym(RTLD_NEXT, "sync_file_range");
  return fails(fd, 1) ? -1 : next(fd, at, n, flags);
}

static mode_t mode_of(int flags, va_list more) { return flags & O_CREAT ? va_arg(more, int) : 0; }

#define OPEN(name)                                   \
  int name(const char *path, int flags, ...) {       \
    va_list more;                                    \
    va_start(more, flags);                           \
    mode_t mode = mode_of(flags, more);              \
    va_end(more);                                    \
    if (writes(flags) && refused(path)) return -1;   \
    return NEXT(name)(path, flags, mode);            \
  }

OPEN(open)
OPEN(open64)

FILE *fopen(const char *path, const char *mode) {
  return mode[0] != 'r' && refused(path) ? NULL : NEXT(fopen)(path, mode);
}

int rename(const char *from, const char *to) { return refused(to) ? -1 : NEXT(rename)(from, to); }

int unlink(const char *path) { return refused(path) ? -1 : NEXT(unlink)(path); }

int mkdir(const char *path, mode_t mode) { return refused(path) ? -1 : NEXT(mkdir)(path, mode); }
