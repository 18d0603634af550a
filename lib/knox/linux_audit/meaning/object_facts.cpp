// The facts about files and connections.
#include <algorithm>

#include "knox/base/address.h"
#include "knox/linux_audit/meaning/facts.h"
#include "knox/linux_audit/meaning/places.h"
#include "knox/linux_audit/record/sockaddr.h"

namespace knox::linux_audit {

namespace {

// Whether name=, dev= and ino= of such a record are a file's.
bool tells_of_file(RecordType type) {
  const auto number = static_cast<std::uint16_t>(type);
  switch (type) {
    case RecordType::AVC:
    case RecordType::AVC_PATH:
    case RecordType::FS_WATCH:
    case RecordType::FANOTIFY:
    case RecordType::IPE_ACCESS:
    case RecordType::LANDLOCK_ACCESS:
    case RecordType::ANOM_LINK:
    case RecordType::ANOM_CREAT: return true;
    default: return (number >= 1500 && number < 1600) || (number >= 1800 && number < 1900);
  }
}

std::string_view known(std::string_view value, std::string_view nothing) {
  return value == nothing ? std::string_view() : value;
}

}  // namespace

void Facts::add_path() {
  NormalPath& path = paths_.emplace_back();
  for (const Field& field : record_.fields()) {
    if (field.part == Part::kEnriched) {
      add_enriched(field, &path);
    } else {
      add_path_field(path, field, place_of(field.key));
    }
  }
}

std::string_view Facts::absolute(const NormalPath& path) {
  const auto index = static_cast<std::size_t>(&path - paths_.data());
  const std::string_view whole = event_paths_.absolute(*path_lines_[index], path.name);
  return whole.data() == path.name.data() ? whole : texts.copy(whole);
}

bool Facts::is_untold(const NormalPath& path) {
  return path.nametype == "PARENT" && path.name == event.process.cwd &&
         event_paths_.relative_to_unknown_dir();
}

void Facts::add_path_field(NormalPath& path, const Field& field, Place place) {
  const std::string_view value = field.value;
  const auto known_capabilities = [&](std::string_view mask) {
    return known(known(mask, "0").empty() ? std::string_view() : capability_words(mask), "none");
  };
  switch (place) {
    case Place::kItem: path.item = read_id(value); return;
    case Place::kFileName: path.name = texts.string(value); return;
    case Place::kInode: path.inode = value; return;
    case Place::kDevice: path.device = value; return;
    case Place::kMode: path.mode = value; return;
    case Place::kOwner: path.owner.id = read_id(value); return;
    case Place::kOwnerGroup: path.group.id = read_id(value); return;
    case Place::kRdev: path.rdev = known(value, "00:00"); return;
    case Place::kNametype: path.nametype = value; return;
    case Place::kLabel: path.selinux = known(value, "?"); return;
    case Place::kCapFp: path.cap_fp = known_capabilities(value); return;
    case Place::kCapFi: path.cap_fi = known_capabilities(value); return;
    case Place::kCapFe: path.cap_fe = known(value, "0"); return;
    case Place::kCapFver: path.cap_fver = known(value, "0"); return;
    case Place::kCapFrootid: path.cap_frootid = known(value, "0"); return;
    default: return add_datum(field);
  }
}

void Facts::add_object_field(const Field& field, Place place) {
  const std::string_view value = field.value;
  const auto set_port = [&](std::optional<std::uint32_t>& port) {
    const auto number = parse_number(value);
    if (!number || *number > 0xffff || port) return add_datum(field);
    port = static_cast<std::uint32_t>(*number);
  };
  switch (place) {
    case Place::kAppArmor: apparmor = decision = texts.string(value); return add_datum(field.key, apparmor);
    case Place::kSource:
      if (event.user.selinux == value) return;
      if (!event.user.selinux.empty()) return add_datum(field);
      event.user.selinux = value;
      return;
    case Place::kTarget:
      if (event.file.selinux.empty() && tells_of_file(type_)) event.file.selinux = value;
      return add_datum(field);
    case Place::kSockaddr: return add_sockaddr(field);
    case Place::kHostname:
      if (is_none(value)) return;
      hostname = texts.string(value);
      if (is_ip_address(hostname)) add_other_address(hostname);
      return;
    case Place::kRemoteAddress: return add_peer(field);
    case Place::kLocalAddress: return add_address(local, field);
    case Place::kRemotePort: return set_port(remote.port);
    case Place::kLocalPort:
      if (type_ == RecordType::USER_MAC_CONFIG_CHANGE)
        return add_datum(field);  // that has a label from now on
      return set_port(local.port);
    case Place::kDestinationAddress: is_packet = true; return add_address(remote, field);
    case Place::kDestinationPort: is_packet = true; return set_port(remote.port);
    case Place::kSourcePort:
      if (is_ip_address(value)) {
        add_other_address(value);
        return add_datum(field);
      }
      is_packet = true;
      return set_port(local.port);
    case Place::kMentioned:
      if (is_ip_address(value)) add_other_address(value);
      return add_datum(field);
    case Place::kImage:
      if (file_name.empty() && !is_none(value)) file_name = texts.string(value);
      return add_datum(field);
    case Place::kOwner:
      if (type_ == RecordType::OBJ_PID) {
        if (!victim.id) victim.id = read_id(value);
        return add_datum(field);
      }
      [[fallthrough]];
    default: return tells_of_file(type_) ? add_file_field(field, place) : add_datum(field);
  }
}

// Of a record that is no PATH.
void Facts::add_file_field(const Field& field, Place place) {
  NormalFile& file = event.file;
  const auto set = [&](std::string_view& fact, std::string_view value) {
    if (is_none(value) || fact == value) return;
    if (!fact.empty()) return add_datum(field.key, value);
    fact = value;
  };
  switch (place) {
    case Place::kFileName:
      if (apparmor == "STATUS") return add_datum(field);  // the name of a profile
      return set(file_name, texts.string(field.value));
    case Place::kDevice: return set(file.device, texts.string(field.value));
    case Place::kInode: return set(file.inode, field.value);
    case Place::kMode: return set(file.mode, field.value);
    case Place::kLabel: return set(file.selinux, field.value);
    case Place::kOwner: file.owner.id = parse_id(field.value); return resolve(file.owner, false);
    case Place::kOwnerGroup: file.group.id = parse_id(field.value); return resolve(file.group, true);
    default: return add_datum(field);
  }
}

// Also with the port behind it, as auditd tells where other hosts' records come from: 192.0.2.1:60,
// [2001:db8::1]:60.
void Facts::add_peer(const Field& field) {
  std::string_view text = field.value;
  const std::size_t colon = text.rfind(':');
  if (colon == text.npos || remote.known()) return add_address(remote, field);
  std::string_view address = text.substr(0, colon);
  const bool is_bracketed = address.starts_with('[') && address.ends_with(']');
  if (is_bracketed) address = address.substr(1, address.size() - 2);
  const auto port = parse_number(text.substr(colon + 1));
  const bool is_v6 = address.find(':') != address.npos;
  if (!port || *port > 0xffff || is_v6 != is_bracketed || !is_ip_address(address))
    return add_address(remote, field);
  remote = {.address = address, .port = static_cast<std::uint32_t>(*port), .is_ip = true};
}

void Facts::add_address(Endpoint& end, const Field& field) {
  if (is_none(field.value)) return;
  const std::string_view address = texts.string(field.value);
  if (end.address == address) return;
  const bool is_ip = is_ip_address(address);
  if (!end.address.empty()) {
    if (is_ip) add_other_address(address);
    return add_datum(field.key, address);
  }
  end.address = address;
  end.is_ip = is_ip;
}

void Facts::add_sockaddr(const Field& field) {
  if (type_ != RecordType::SOCKADDR) {  // an address as text
    is_packet = true;
    return add_address(local, field);
  }
  const auto address = decode_sockaddr(texts.string(field.value));
  if (!address) return add_datum(field.key, field.value);
  bool is_told = true;
  const auto hex = [&](std::string_view bytes) {
    return texts.written([&](Out& out) { out.hex_bytes(bytes); });
  };
  if (const auto* inet = std::get_if<InetAddress>(&address->parts)) {
    event.network.type = address->family == kInet6 ? "ipv6" : "ipv4";
    socket.address = texts.written([&](Out& out) {
      Pen pen(out);
      pen.room(48);
      put_address(pen, inet->address);
    });
    socket.port = inet->port;
    socket.is_ip = !socket.address.empty();
  } else if (const auto* local_address = std::get_if<UnixAddress>(&address->parts)) {
    event.network.type = "unix";
    socket.path = local_address->is_abstract ? texts.join("@", local_address->path) : local_address->path;
  } else if (const auto* netlink = std::get_if<NetlinkAddress>(&address->parts)) {
    event.network.type = "netlink";
    add_datum("netlink_pid", texts.number(netlink->pid));
    add_datum("netlink_groups", texts.number(netlink->groups));
  } else if (const auto* packet = std::get_if<PacketAddress>(&address->parts)) {
    event.network.type = "packet";
    socket.address = hex(packet->address);
    add_datum("packet_protocol", texts.number(packet->protocol));
    add_datum("packet_interface", texts.number(static_cast<std::uint32_t>(packet->interface)));
  } else if (const auto* vsock = std::get_if<VsockAddress>(&address->parts)) {
    event.network.type = "vsock";
    socket.address = texts.number(vsock->cid);
    socket.port = vsock->port;
  } else if (const auto* bluetooth = std::get_if<BluetoothAddress>(&address->parts)) {
    event.network.type = "bluetooth";
    socket.address = hex(bluetooth->address);
    is_told = false;
  } else if (const auto* alg = std::get_if<AlgAddress>(&address->parts)) {
    event.network.type = "alg";
    add_datum("alg_type", alg->type);
    add_datum("alg_name", alg->name);
  } else {
    event.network.type = socket_family_name(address->family);
    is_told = false;
  }
  if (!is_told || !address->is_whole) add_datum(field.key, field.value);
}

}  // namespace knox::linux_audit
