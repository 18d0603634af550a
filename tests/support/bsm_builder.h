// A BSM writer for tests: tokens, records and trails, laid out by hand.
//
// It shares nothing with knox/bsm on purpose. Every layout is written down here a second time, so a field
// that the decoder reads in the wrong order, width or byte order cannot cancel out. All integers are
// big-endian and unaligned; a string is a u16 length that includes the NUL, then the bytes; an address is
// given as text
// ("10.0.0.1", "2001:db8::1") and written as 4 or 16 bytes. A record is header, tokens, trailer; its size and
// its trailer are filled in by finish():
//
//   TrailBuilder trail;
//   trail.add(RecordBuilder({.event = 23, .seconds = 1715677923})
//                 .exec_args({"ls", "-l"})
//                 .path("/bin/ls")
//                 .subject32({.auid = 501, .pid = 612})
//                 .return32(0, 0));
//
// RecordBuilder().path("/bin/ls").tokens() is the bare token, without a record around it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace knox::test {

using Strings = std::vector<std::string>;

// header32 (0x14); with a host header32_ex (0x15); if wide header64 (0x74) or header64_ex (0x79).
struct Header {
  std::uint16_t event = 0;
  std::uint64_t seconds = 0;
  std::uint64_t fraction = 0;  // milliseconds in version 10 and 11, nanoseconds in Solaris' version 2
  std::uint16_t modifier = 0;
  std::uint8_t version = 11;  // 1 old Darwin, 2 Solaris, 10 and 11 OpenBSM
  bool wide = false;
  std::string host = {};
};

// What subject and process tokens hold, in all of their variants.
struct Subject {
  std::uint32_t auid = 0, euid = 0, egid = 0, ruid = 0, rgid = 0, pid = 0, sid = 0;
  std::uint64_t port = 0;
  std::string address = "0.0.0.0";
};

struct Attr {
  std::uint32_t mode = 0, uid = 0, gid = 0, fsid = 0;
  std::uint64_t node = 0, device = 0;
};

struct Identity {
  std::uint32_t signer_type = 1;  // 1: a binary of Apple's platform
  std::string signing_id = {};
  bool signing_id_truncated = false;
  std::string team_id = {};
  bool team_id_truncated = false;
  std::string cdhash = {};  // 20 bytes
};

struct Endpoint {
  std::string address = "0.0.0.0";
  std::uint16_t port = 0;
};

struct IpHeader {
  std::uint8_t version = 0x45, tos = 0;
  std::uint16_t length = 0, id = 0, offset = 0;
  std::uint8_t ttl = 64, protocol = 6;
  std::uint16_t checksum = 0;
  std::string source = "0.0.0.0", destination = "0.0.0.0";
};

struct IpcPerm {
  std::uint32_t uid = 0, gid = 0, creator_uid = 0, creator_gid = 0, mode = 0, seq = 0, key = 0;
};

enum class Print : std::uint8_t { kBinary, kOctal, kDecimal, kHex, kString };
enum class Unit : std::uint8_t { kByte, kShort, kInt, kLong };
enum class XObject : std::uint8_t { kColormap = 0x44, kCursor, kFont, kGc, kPixmap, kWindow = 0x4a };

class RecordBuilder {
 public:
  RecordBuilder() = default;
  explicit RecordBuilder(Header header) : header_(std::move(header)) {}

  // The pieces that tokens are made of. By themselves they make the tokens that have no method below, and
  // those that have to be wrong.
  RecordBuilder& u8(std::uint8_t value);
  RecordBuilder& u16(std::uint16_t value);
  RecordBuilder& u32(std::uint32_t value);
  RecordBuilder& u64(std::uint64_t value);
  RecordBuilder& raw(std::string_view bytes);
  RecordBuilder& string(std::string_view text);     // u16 length, bytes, NUL
  RecordBuilder& counted(std::string_view bytes);   // u16 length, bytes: a string that lacks its NUL
  RecordBuilder& strings(const Strings& list);      // bytes and NUL each, without lengths
  RecordBuilder& string_list(const Strings& list);  // u16 how many, then strings with lengths
  RecordBuilder& numbers(const std::vector<std::uint32_t>& list);
  RecordBuilder& address(std::string_view text);        // 4 or 16 bytes
  RecordBuilder& typed_address(std::string_view text);  // u32 4 or 16, then so many bytes

  // Trails and machines. Fractions are milliseconds, Solaris: microseconds.
  RecordBuilder& file32(std::uint32_t seconds, std::uint32_t fraction, std::string_view name) {
    return u8(0x11).u32(seconds).u32(fraction).string(name);
  }
  RecordBuilder& file64(std::uint64_t seconds, std::uint64_t fraction, std::string_view name) {
    return u8(0x78).u64(seconds).u64(fraction).string(name);
  }
  RecordBuilder& seq(std::uint32_t number) { return u8(0x2f).u32(number); }
  RecordBuilder& zonename(std::string_view name) { return u8(0x60).string(name); }
  RecordBuilder& host(std::string_view ipv4) { return u8(0x70).address(ipv4); }

  // Who did it, and to whom
  RecordBuilder& subject32(const Subject& s) { return u8(0x24).ids(s).port32(s).address(s.address); }
  RecordBuilder& subject64(const Subject& s) { return u8(0x75).ids(s).u64(s.port).address(s.address); }
  RecordBuilder& subject32_ex(const Subject& s) { return u8(0x7a).ids(s).port32(s).typed_address(s.address); }
  RecordBuilder& subject64_ex(const Subject& s) {
    return u8(0x7c).ids(s).u64(s.port).typed_address(s.address);
  }
  RecordBuilder& process32(const Subject& p) { return u8(0x26).ids(p).port32(p).address(p.address); }
  RecordBuilder& process64(const Subject& p) { return u8(0x77).ids(p).u64(p.port).address(p.address); }
  RecordBuilder& process32_ex(const Subject& p) { return u8(0x7b).ids(p).port32(p).typed_address(p.address); }
  RecordBuilder& process64_ex(const Subject& p) {
    return u8(0x7d).ids(p).u64(p.port).typed_address(p.address);
  }

  // What they are and what they may do. The old groups token is 16 groups without a count.
  RecordBuilder& groups(const std::vector<std::uint32_t>& sixteen) { return u8(0x34).numbers(sixteen); }
  RecordBuilder& newgroups(const std::vector<std::uint32_t>& gids) {
    return u8(0x3b).u16(static_cast<std::uint16_t>(gids.size())).numbers(gids);
  }
  RecordBuilder& label(std::uint8_t id, std::uint16_t classification,
                       const std::vector<std::uint32_t>& words) {
    return u8(0x33).u8(id).u8(static_cast<std::uint8_t>(words.size())).u16(classification).numbers(words);
  }
  RecordBuilder& priv(std::string_view set, std::string_view list) {
    return u8(0x38).string(set).string(list);
  }
  RecordBuilder& upriv(bool success, std::string_view name) { return u8(0x39).u8(success).string(name); }
  RecordBuilder& uauth(std::string_view authorization) { return u8(0x3f).string(authorization); }
  RecordBuilder& liaison(std::uint32_t value) { return u8(0x3a).u32(value); }
  RecordBuilder& tid(std::uint16_t remote_port, std::uint16_t local_port, std::string_view host) {
    return u8(0x61).u8(1).u16(remote_port).u16(local_port).typed_address(host);
  }
  RecordBuilder& rights(std::uint64_t first, std::uint64_t second) { return u8(0x83).u64(first).u64(second); }
  RecordBuilder& identity(const Identity& i) {
    u8(0xed).u32(i.signer_type).string(i.signing_id).u8(i.signing_id_truncated);
    return string(i.team_id).u8(i.team_id_truncated).counted(i.cdhash);
  }
  RecordBuilder& krb5_principal(const Strings& names) { return u8(0xee).count32(names).strings(names); }
  RecordBuilder& cert_hash(const Strings& hashes) { return u8(0xef).count32(hashes).strings(hashes); }

  // What was asked for
  RecordBuilder& arg32(std::uint8_t number, std::uint32_t value, std::string_view name) {
    return u8(0x2d).u8(number).u32(value).string(name);
  }
  RecordBuilder& arg64(std::uint8_t number, std::uint64_t value, std::string_view name) {
    return u8(0x71).u8(number).u64(value).string(name);
  }
  RecordBuilder& arg_uuid(std::uint8_t number, std::string_view uuid, std::string_view name) {
    return u8(0x84).u8(number).raw(uuid).string(name);
  }
  RecordBuilder& exec_args(const Strings& args) { return u8(0x3c).count32(args).strings(args); }
  RecordBuilder& exec_env(const Strings& env) { return u8(0x3d).count32(env).strings(env); }
  RecordBuilder& cmd(const Strings& args, const Strings& env) {
    return u8(0x51).string_list(args).string_list(env);
  }
  RecordBuilder& text(std::string_view text) { return u8(0x28).string(text); }
  RecordBuilder& opaque(std::string_view bytes) { return u8(0x29).counted(bytes); }
  RecordBuilder& data(Print how, Unit unit, const std::vector<std::uint64_t>& values);  // 0x21
  RecordBuilder& fmri(std::string_view name) { return u8(0x20).string(name); }

  // What came of it. Errors are BSM's numbers.
  RecordBuilder& return32(std::uint8_t error, std::uint32_t value) { return u8(0x27).u8(error).u32(value); }
  RecordBuilder& return64(std::uint8_t error, std::uint64_t value) { return u8(0x72).u8(error).u64(value); }
  RecordBuilder& return_uuid(std::uint8_t error, std::string_view uuid, std::string_view name) {
    return u8(0x85).u8(error).raw(uuid).string(name);
  }
  RecordBuilder& exit(std::uint32_t status, std::uint32_t value) { return u8(0x52).u32(status).u32(value); }

  // Files and IPC. The old attr token, of before SunOS 5.7, has a 32-bit node.
  RecordBuilder& path(std::string_view path) { return u8(0x23).string(path); }
  RecordBuilder& xatpath(const Strings& path) { return u8(0x25).count32(path).strings(path); }
  RecordBuilder& attr(const Attr& a) { return u8(0x31).mode(a).u32(low32(a.node)).u32(low32(a.device)); }
  RecordBuilder& attr32(const Attr& a) { return u8(0x3e).mode(a).u64(a.node).u32(low32(a.device)); }
  RecordBuilder& attr64(const Attr& a) { return u8(0x73).mode(a).u64(a.node).u64(a.device); }
  RecordBuilder& acl(std::uint32_t type, std::uint32_t id, std::uint32_t mode) {
    return u8(0x30).u32(type).u32(id).u32(mode);
  }
  RecordBuilder& ace(std::uint32_t who, std::uint32_t mask, std::uint16_t flags, std::uint16_t type) {
    return u8(0x35).u32(who).u32(mask).u16(flags).u16(type);
  }
  RecordBuilder& ipc(std::uint8_t type, std::uint32_t id) { return u8(0x22).u8(type).u32(id); }
  RecordBuilder& ipc_perm(const IpcPerm& p) {
    u8(0x32).u32(p.uid).u32(p.gid).u32(p.creator_uid).u32(p.creator_gid);
    return u32(p.mode).u32(p.seq).u32(p.key);
  }

  // Network. 0x2e has two layouts; port before address in all of them.
  RecordBuilder& in_addr(std::string_view ipv4) { return u8(0x2a).address(ipv4); }
  RecordBuilder& in_addr_ex(std::string_view host) { return u8(0x7e).typed_address(host); }
  RecordBuilder& ip(const IpHeader& h) {
    u8(0x2b).u8(h.version).u8(h.tos).u16(h.length).u16(h.id).u16(h.offset);
    return u8(h.ttl).u8(h.protocol).u16(h.checksum).address(h.source).address(h.destination);
  }
  RecordBuilder& iport(std::uint16_t port) { return u8(0x2c).u16(port); }
  RecordBuilder& socket(std::uint16_t type, const Endpoint& local, const Endpoint& remote) {
    return u8(0x2e).u16(type).endpoint(local).endpoint(remote);
  }
  RecordBuilder& socket_solaris(std::uint16_t type, const Endpoint& peer) {
    return u8(0x2e).u16(type).endpoint(peer);
  }
  RecordBuilder& socket_ex(std::uint16_t domain, std::uint16_t type, const Endpoint& local,
                           const Endpoint& remote);  // 0x7f
  RecordBuilder& sockinet32(std::uint16_t family, const Endpoint& peer) {
    return u8(0x80).u16(family).endpoint(peer);
  }
  RecordBuilder& sockinet128(std::uint16_t family, const Endpoint& peer) {
    return u8(0x81).u16(family).endpoint(peer);
  }
  // As the kernels of macOS and FreeBSD write it: the port with its bytes swapped.
  RecordBuilder& kernel_sockinet128(std::uint16_t family, Endpoint peer) {
    peer.port = static_cast<std::uint16_t>(peer.port << 8 | peer.port >> 8);
    return sockinet128(family, peer);
  }
  RecordBuilder& sockunix(std::uint16_t family, std::string_view path) {
    return u8(0x82).u16(family).raw(path).u8(0);
  }

  // The X window system of Solaris
  RecordBuilder& xatom(std::string_view atom) { return u8(0x40).string(atom); }
  RecordBuilder& xselect(std::string_view property, std::string_view type, std::string_view data) {
    return u8(0x43).string(property).string(type).counted(data);
  }
  RecordBuilder& xobject(XObject kind, std::uint32_t id, std::uint32_t creator) {
    return u8(static_cast<std::uint8_t>(kind)).u32(id).u32(creator);
  }
  RecordBuilder& xproperty(std::uint32_t id, std::uint32_t creator, std::string_view name) {
    return u8(0x49).u32(id).u32(creator).string(name);
  }
  RecordBuilder& xclient(std::uint32_t client) { return u8(0x4b).u32(client); }

  // How the record lies about itself. xnu_short is what xnu makes of a header_ex record: sized as if its
  // header were the plain one and cut to that size, so the trailer and 1 (IPv4) or 13 bytes (IPv6) before it
  // are lost.
  RecordBuilder& no_trailer();
  RecordBuilder& header_size(std::uint32_t claimed);
  RecordBuilder& trailer_size(std::uint32_t claimed);
  RecordBuilder& trailer_magic(std::uint16_t magic);
  RecordBuilder& xnu_short();

  const std::string& tokens() const { return tokens_; }
  std::string finish() const;  // the record's bytes

 private:
  // What several tokens have in common
  RecordBuilder& ids(const Subject& s);
  RecordBuilder& port32(const Subject& s) { return u32(low32(s.port)); }
  RecordBuilder& mode(const Attr& a) { return u32(a.mode).u32(a.uid).u32(a.gid).u32(a.fsid); }
  RecordBuilder& endpoint(const Endpoint& e) { return u16(e.port).address(e.address); }
  RecordBuilder& count32(const Strings& list) { return u32(low32(list.size())); }
  static std::uint32_t low32(std::uint64_t value) { return static_cast<std::uint32_t>(value); }

  Header header_;
  std::string tokens_;
  bool has_trailer_ = true;
  bool xnu_short_ = false;
  std::optional<std::uint32_t> header_size_;
  std::optional<std::uint32_t> trailer_size_;
  std::uint16_t trailer_magic_ = 0xb105;
};

class TrailBuilder {
 public:
  TrailBuilder& add(const RecordBuilder& record);
  TrailBuilder& raw(std::string_view bytes);  // file tokens, and whatever has no business in a trail

  const std::string& bytes() const { return bytes_; }
  std::size_t records() const { return records_; }

 private:
  std::string bytes_;
  std::size_t records_ = 0;
};

}  // namespace knox::test
