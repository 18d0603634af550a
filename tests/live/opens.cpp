// opens N PATH: opens a file for reading so many times, and closes it again.
#include <fcntl.h>
#include <unistd.h>

#include <cstdlib>

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  for (long left = std::atol(argv[1]); left > 0; --left) {
    const int fd = ::open(argv[2], O_RDONLY | O_CLOEXEC);
    if (fd < 0) return 1;
    ::close(fd);
  }
}
