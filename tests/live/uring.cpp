// uring DIRECTORY PORT [async]: creates DIRECTORY/a, renames it to b, deletes it, makes the directory d and
// connects to a port of this host, all of it by io_uring(7), where no system call does these things; `async`
// by a thread of the kernel. Exit status 77: there is no io_uring here.
#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/io_uring.h>
#include <netinet/in.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string>

namespace {

class Ring {
 public:
  explicit Ring(bool async) : async_(async) {
    fd_ = static_cast<int>(::syscall(__NR_io_uring_setup, 4, &parameters_));
    if (fd_ < 0) std::exit(77);
    submissions_ =
        map(parameters_.sq_off.array + parameters_.sq_entries * sizeof(std::uint32_t), IORING_OFF_SQ_RING);
    completions_ =
        map(parameters_.cq_off.cqes + parameters_.cq_entries * sizeof(io_uring_cqe), IORING_OFF_CQ_RING);
    entries_ =
        reinterpret_cast<io_uring_sqe*>(map(parameters_.sq_entries * sizeof(io_uring_sqe), IORING_OFF_SQES));
  }

  // One operation, begun and waited for. Returns what it returned.
  int run(io_uring_sqe entry) {
    if (async_) entry.flags |= IOSQE_ASYNC;
    auto* const tail = at(submissions_, parameters_.sq_off.tail);
    const std::uint32_t place = *tail & *at(submissions_, parameters_.sq_off.ring_mask);
    std::memcpy(&entries_[place], &entry, sizeof entry);
    at(submissions_, parameters_.sq_off.array)[place] = place;
    std::atomic_ref(*tail).fetch_add(1);
    if (::syscall(__NR_io_uring_enter, fd_, 1, 1, IORING_ENTER_GETEVENTS, nullptr, 0) < 0) std::exit(2);
    auto* const head = at(completions_, parameters_.cq_off.head);
    const std::uint32_t done = *head & *at(completions_, parameters_.cq_off.ring_mask);
    const auto* const results = reinterpret_cast<const io_uring_cqe*>(completions_ + parameters_.cq_off.cqes);
    const int result = results[done].res;
    std::atomic_ref(*head).fetch_add(1);
    return result;
  }

 private:
  char* map(std::size_t size, off_t what) const {
    void* const memory = ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, fd_, what);
    if (memory == MAP_FAILED) std::exit(2);
    return static_cast<char*>(memory);
  }
  static std::uint32_t* at(char* ring, std::uint32_t offset) {
    return reinterpret_cast<std::uint32_t*>(ring + offset);
  }

  bool async_;
  io_uring_params parameters_ = {};
  int fd_ = -1;
  char *submissions_ = nullptr, *completions_ = nullptr;
  io_uring_sqe* entries_ = nullptr;
};

std::uint64_t address_of(const void* pointer) {
  return reinterpret_cast<std::uintptr_t>(pointer);
}

io_uring_sqe operation(std::uint8_t code, int fd, const void* pointer) {
  io_uring_sqe entry = {};
  entry.opcode = code;
  entry.fd = fd;
  entry.addr = address_of(pointer);
  return entry;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) return 2;
  const std::string directory = argv[1], a = directory + "/a", b = directory + "/b", d = directory + "/d";
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(std::atoi(argv[2])));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
  Ring ring(argc > 3);

  io_uring_sqe create = operation(IORING_OP_OPENAT, AT_FDCWD, a.c_str());
  create.len = 0644;
  create.open_flags = O_CREAT | O_WRONLY;
  if (ring.run(create) < 0) return 3;

  io_uring_sqe rename = operation(IORING_OP_RENAMEAT, AT_FDCWD, a.c_str());
  rename.addr2 = address_of(b.c_str());
  rename.len = static_cast<std::uint32_t>(AT_FDCWD);
  if (ring.run(rename) < 0) return 4;

  if (ring.run(operation(IORING_OP_UNLINKAT, AT_FDCWD, b.c_str())) < 0) return 5;

  io_uring_sqe make = operation(IORING_OP_MKDIRAT, AT_FDCWD, d.c_str());
  make.len = 0700;
  if (ring.run(make) < 0) return 6;

  io_uring_sqe connect = operation(IORING_OP_CONNECT, socket, &address);
  connect.addr2 = sizeof address;
  ring.run(connect);  // nobody may be there
}
