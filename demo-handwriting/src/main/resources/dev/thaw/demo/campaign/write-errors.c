/*
 * Preloaded into a process, makes writing and syncing files below THAW_EIO_DIR fail with EIO for as
 * long as the file THAW_EIO_SWITCH exists. Reading goes on as usual.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

static int fails(int fd) {
  const char *dir = getenv("THAW_EIO_DIR");
  const char *on = getenv("THAW_EIO_SWITCH");
  char link[64];
  char path[4096];
  int before = errno;
  int failing = 0;
  if (dir && on && access(on, F_OK) == 0) {
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t n = readlink(link, path, sizeof path - 1);
    path[n > 0 ? n : 0] = 0;
    failing = strncmp(path, dir, strlen(dir)) == 0;
  }
  errno = failing ? EIO : before;
  return failing;
}

#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

ssize_t write(int fd, const void *data, size_t n) {
  return fails(fd) ? -1 : NEXT(write)(fd, data, n);
}

ssize_t pwrite(int fd, const void *data, size_t n, off_t at) {
  return fails(fd) ? -1 : NEXT(pwrite)(fd, data, n, at);
}

ssize_t pwrite64(int fd, const void *data, size_t n, off64_t at) {
  return fails(fd) ? -1 : NEXT(pwrite64)(fd, data, n, at);
}

ssize_t writev(int fd, const struct iovec *parts, int n) {
  return fails(fd) ? -1 : NEXT(writev)(fd, parts, n);
}

int fsync(int fd) { return fails(fd) ? -1 : NEXT(fsync)(fd); }

int fdatasync(int fd) { return fails(fd) ? -1 : NEXT(fdatasync)(fd); }

int sync_file_range(int fd, off64_t at, off64_t n, unsigned int flags) {
  int (*next)(int, off64_t, off64_t, unsigned int) = dlsym(RTLD_NEXT, "sync_file_range");
  return fails(fd) ? -1 : next(fd, at, n, flags);
}
