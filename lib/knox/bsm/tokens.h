// Every token a BSM record can hold: one struct each, which names its id, the words that the output formats
// use for it, and its fields in their order on the wire, once. Decoding, JSON, praudit's text and XML, the
// lossless dump, the BSM writer and the tests are all derived from these descriptions, so a new token is one
// struct and its place in the list at the end.
//
// Sources: audit.log(5), OpenBSM's and xnu's audit_record.h, illumos' audit_record.h.
#pragma once

#include <tuple>

#include "knox/bsm/fields.h"

namespace knox::bsm {

struct TokenInfo {
  std::uint8_t id;       // the byte that begins the token
  const char* name;      // in --format tokens and in diagnostics; unique
  const char* text;      // praudit's word for it
  const char* xml;       // the element of praudit -x
  const char* json;      // the key in --format json
  bool once = false;     // the value of the key is this one token; otherwise it is an array of all of them
  bool solaris = false;  // the layout that holds only in records with a Solaris header (version 2 to 4)
};

// A field: its name in JSON, its attribute in XML, where it is. xml may also be one of the words below.
inline constexpr const char* kBody = "";        // is the element's content
inline constexpr const char* kNoXml = nullptr;  // praudit -x leaves it out
template <class Token, class T>
struct Field {
  const char* name;
  const char* xml;
  T Token::*member;
};
template <class Token, class T>
Field(const char*, const char*, T Token::*) -> Field<Token, T>;

// ---- what frames a record

struct File32 {
  static constexpr TokenInfo kInfo{0x11, "file32", "file", "file", "files"};
  FileStamp32 time;
  Text name;
  static constexpr auto kFields =
      std::tuple(Field{"time", "time", &File32::time}, Field{"name", kBody, &File32::name});
};

struct File64 {
  static constexpr TokenInfo kInfo{0x78, "file64", "file", "file", "files"};
  FileStamp64 time;
  Text name;
  static constexpr auto kFields =
      std::tuple(Field{"time", "time", &File64::time}, Field{"name", kBody, &File64::name});
};

template <class T>
struct Header {
  RecordSize size;
  std::uint8_t version;
  EventNumber event;
  std::uint16_t modifier;
  Stamp<T> time;
  static constexpr auto kFields =
      std::tuple(Field{"size", kNoXml, &Header::size}, Field{"version", "version", &Header::version},
                 Field{"event", "event", &Header::event}, Field{"modifier", "modifier", &Header::modifier},
                 Field{"time", "time", &Header::time});
};
struct Header32 : Header<std::uint32_t> {
  static constexpr TokenInfo kInfo{0x14, "header32", "header", "record", "header", true};
};
struct Header64 : Header<std::uint64_t> {
  static constexpr TokenInfo kInfo{0x74, "header64", "header", "record", "header", true};
};

template <class T>
struct HeaderEx {
  RecordSize size;
  std::uint8_t version;
  EventNumber event;
  std::uint16_t modifier;
  IpAddress host;
  Stamp<T> time;
  static constexpr auto kFields = std::tuple(
      Field{"size", kNoXml, &HeaderEx::size}, Field{"version", "version", &HeaderEx::version},
      Field{"event", "event", &HeaderEx::event}, Field{"modifier", "modifier", &HeaderEx::modifier},
      Field{"host", "host", &HeaderEx::host}, Field{"time", "time", &HeaderEx::time});
};
struct Header32Ex : HeaderEx<std::uint32_t> {
  static constexpr TokenInfo kInfo{0x15, "header32_ex", "header_ex", "record", "header", true};
};
struct Header64Ex : HeaderEx<std::uint64_t> {
  static constexpr TokenInfo kInfo{0x79, "header64_ex", "header_ex", "record", "header", true};
};

struct Trailer {
  static constexpr TokenInfo kInfo{0x13, "trailer", "trailer", "trailer", "trailer", true};
  TrailerMagic magic;
  RecordSize size;
  static constexpr auto kFields =
      std::tuple(Field{"magic", kNoXml, &Trailer::magic}, Field{"size", kNoXml, &Trailer::size});
};

// ---- who

template <class Tid>
struct Credentials {
  Uid auid, euid;
  Gid egid;
  Uid ruid;
  Gid rgid;
  std::uint32_t pid, session;
  Tid terminal;
  static constexpr auto kFields = std::tuple(
      Field{"auid", "audit-uid", &Credentials::auid}, Field{"euid", "uid", &Credentials::euid},
      Field{"egid", "gid", &Credentials::egid}, Field{"ruid", "ruid", &Credentials::ruid},
      Field{"rgid", "rgid", &Credentials::rgid}, Field{"pid", "pid", &Credentials::pid},
      Field{"session", "sid", &Credentials::session}, Field{"terminal", "tid", &Credentials::terminal});
};
using Credentials32 = Credentials<Terminal<std::uint32_t, Ipv4>>;
using Credentials64 = Credentials<Terminal<std::uint64_t, Ipv4>>;
using Credentials32Ex = Credentials<Terminal<std::uint32_t, IpAddress>>;
using Credentials64Ex = Credentials<Terminal<std::uint64_t, IpAddress>>;

struct Subject32 : Credentials32 {
  static constexpr TokenInfo kInfo{0x24, "subject32", "subject", "subject", "subject", true};
};
struct Subject64 : Credentials64 {
  static constexpr TokenInfo kInfo{0x75, "subject64", "subject", "subject", "subject", true};
};
struct Subject32Ex : Credentials32Ex {
  static constexpr TokenInfo kInfo{0x7a, "subject32_ex", "subject_ex", "subject", "subject", true};
};
struct Subject64Ex : Credentials64Ex {
  static constexpr TokenInfo kInfo{0x7c, "subject64_ex", "subject_ex", "subject", "subject", true};
};
struct Process32 : Credentials32 {
  static constexpr TokenInfo kInfo{0x26, "process32", "process", "process", "process", true};
};
struct Process64 : Credentials64 {
  static constexpr TokenInfo kInfo{0x77, "process64", "process", "process", "process", true};
};
struct Process32Ex : Credentials32Ex {
  static constexpr TokenInfo kInfo{0x7b, "process32_ex", "process_ex", "process", "process", true};
};
struct Process64Ex : Credentials64Ex {
  static constexpr TokenInfo kInfo{0x7d, "process64_ex", "process_ex", "process", "process", true};
};

struct GroupList {
  static constexpr TokenInfo kInfo{0x3b, "newgroups", "group", "group", "groups", true};
  Groups groups;
  static constexpr auto kFields = std::tuple(Field{"groups", "gid", &GroupList::groups});
};
struct OldGroupList {
  static constexpr TokenInfo kInfo{0x34, "groups", "group", "group", "groups", true};
  Groups16 groups;
  static constexpr auto kFields = std::tuple(Field{"groups", "gid", &OldGroupList::groups});
};

struct ZoneName {
  static constexpr TokenInfo kInfo{0x60, "zonename", "zone", "zone", "zones"};
  Text name;
  static constexpr auto kFields = std::tuple(Field{"name", "name", &ZoneName::name});
};

// ---- what was run

struct ExecArgs {
  static constexpr TokenInfo kInfo{0x3c, "exec_args", "exec arg", "exec_args", "exec_args", true};
  Strings args;
  static constexpr auto kFields = std::tuple(Field{"args", "arg", &ExecArgs::args});
};
struct ExecEnv {
  static constexpr TokenInfo kInfo{0x3d, "exec_env", "exec env", "exec_env", "exec_env", true};
  Strings env;
  static constexpr auto kFields = std::tuple(Field{"env", "env", &ExecEnv::env});
};
struct Command {
  static constexpr TokenInfo kInfo{0x51, "cmd", "cmd", "cmd", "commands"};
  Texts args, env;
  static constexpr auto kFields =
      std::tuple(Field{"args", "arg", &Command::args}, Field{"env", "env", &Command::env});
};

// ---- on what

struct Path {
  static constexpr TokenInfo kInfo{0x23, "path", "path", "path", "paths"};
  Text path;
  static constexpr auto kFields = std::tuple(Field{"path", kBody, &Path::path});
};
struct PathAttribute {
  static constexpr TokenInfo kInfo{0x25, "path_attr", "path_attr", "path_attr", "xattrs"};
  Strings names;
  static constexpr auto kFields = std::tuple(Field{"names", "xattr", &PathAttribute::names});
};

template <class Device>
struct Attribute {
  Octal<std::uint32_t> mode;
  Uid uid;
  Gid gid;
  std::uint32_t fsid;
  FileId node;
  Device device;
  static constexpr auto kFields =
      std::tuple(Field{"mode", "mode", &Attribute::mode}, Field{"uid", "uid", &Attribute::uid},
                 Field{"gid", "gid", &Attribute::gid}, Field{"fsid", "fsid", &Attribute::fsid},
                 Field{"node", "nodeid", &Attribute::node}, Field{"device", "device", &Attribute::device});
};
struct Attribute32 : Attribute<std::uint32_t> {
  static constexpr TokenInfo kInfo{0x3e, "attr32", "attribute", "attribute", "attributes"};
};
struct Attribute64 : Attribute<std::uint64_t> {
  static constexpr TokenInfo kInfo{0x73, "attr64", "attribute", "attribute", "attributes"};
};
struct OldAttribute {
  static constexpr TokenInfo kInfo{0x31, "attr", "attribute", "attribute", "attributes"};
  Octal<std::uint32_t> mode;
  Uid uid;
  Gid gid;
  std::uint32_t fsid, node, device;
  static constexpr auto kFields = std::tuple(
      Field{"mode", "mode", &OldAttribute::mode}, Field{"uid", "uid", &OldAttribute::uid},
      Field{"gid", "gid", &OldAttribute::gid}, Field{"fsid", "fsid", &OldAttribute::fsid},
      Field{"node", "nodeid", &OldAttribute::node}, Field{"device", "device", &OldAttribute::device});
};

template <class T>
struct Argument {
  std::uint8_t number;
  Hex<T> value;
  Text text;
  static constexpr auto kFields =
      std::tuple(Field{"number", "arg-num", &Argument::number}, Field{"value", "value", &Argument::value},
                 Field{"text", "desc", &Argument::text});
};
struct Argument32 : Argument<std::uint32_t> {
  static constexpr TokenInfo kInfo{0x2d, "arg32", "argument", "argument", "args"};
};
struct Argument64 : Argument<std::uint64_t> {
  static constexpr TokenInfo kInfo{0x71, "arg64", "argument", "argument", "args"};
};
struct ArgumentUuid {
  static constexpr TokenInfo kInfo{0x84, "arg_uuid", "arg_uuid", "arg_uuid", "arg_uuids"};
  std::uint8_t number;
  Uuid uuid;
  Text text;
  static constexpr auto kFields =
      std::tuple(Field{"number", "arg_uuid-num", &ArgumentUuid::number},
                 Field{"uuid", "uuid", &ArgumentUuid::uuid}, Field{"text", "desc", &ArgumentUuid::text});
};
struct ReturnUuid {
  static constexpr TokenInfo kInfo{0x85, "return_uuid", "ret_uuid", "ret_uuid", "return_uuids"};
  std::uint8_t number;
  Uuid uuid;
  Text text;
  static constexpr auto kFields =
      std::tuple(Field{"number", "ret_uuid-num", &ReturnUuid::number},
                 Field{"uuid", "uuid", &ReturnUuid::uuid}, Field{"text", "desc", &ReturnUuid::text});
};

struct TextToken {
  static constexpr TokenInfo kInfo{0x28, "text", "text", "text", "text"};
  Text text;
  static constexpr auto kFields = std::tuple(Field{"text", kBody, &TextToken::text});
};
struct Opaque {
  static constexpr TokenInfo kInfo{0x29, "opaque", "opaque", "opaque", "opaque"};
  Blob bytes;
  static constexpr auto kFields = std::tuple(Field{"bytes", kBody, &Opaque::bytes});
};
struct Data {
  static constexpr TokenInfo kInfo{0x21, "data", "arbitrary", "arbitrary", "data"};
  DataValues values;
  static constexpr auto kFields = std::tuple(Field{"values", kBody, &Data::values});
};
struct Sequence {
  static constexpr TokenInfo kInfo{0x2f, "seq", "sequence", "sequence", "sequences"};
  std::uint32_t number;
  static constexpr auto kFields = std::tuple(Field{"number", "seq-num", &Sequence::number});
};
struct Exit {
  static constexpr TokenInfo kInfo{0x52, "exit", "exit", "exit", "exits"};
  ExitStatus status;
  std::uint32_t value;
  static constexpr auto kFields =
      std::tuple(Field{"status", "errval", &Exit::status}, Field{"value", "retval", &Exit::value});
};

// ---- network

struct Socket {
  static constexpr TokenInfo kInfo{0x2e, "socket", "socket", "socket", "sockets"};
  SocketType type;
  Port local_port;
  Ipv4 local_address;
  Port remote_port;
  Ipv4 remote_address;
  static constexpr auto kFields =
      std::tuple(Field{"type", "sock_type", &Socket::type}, Field{"local_port", "lport", &Socket::local_port},
                 Field{"local_address", "laddr", &Socket::local_address},
                 Field{"remote_port", "fport", &Socket::remote_port},
                 Field{"remote_address", "faddr", &Socket::remote_address});
};
struct SocketSolaris {
  static constexpr TokenInfo kInfo{0x2e, "socket_solaris", "socket", "socket", "sockets", false, true};
  SocketType type;
  Port port;
  Ipv4 address;
  static constexpr auto kFields = std::tuple(Field{"type", "sock_type", &SocketSolaris::type},
                                             Field{"port", "lport", &SocketSolaris::port},
                                             Field{"address", "laddr", &SocketSolaris::address});
};
struct SocketExtended {
  static constexpr TokenInfo kInfo{0x7f, "socket_ex", "socket", "socket", "sockets"};
  HexDomain domain;
  HexType type;
  SocketEx ends;
  static constexpr auto kFields =
      std::tuple(Field{"domain", "sock_dom", &SocketExtended::domain},
                 Field{"type", "sock_type", &SocketExtended::type}, Field{"ends", "", &SocketExtended::ends});
};
struct SocketInet {
  static constexpr TokenInfo kInfo{0x80, "sockinet32", "socket-inet", "socket-inet", "sockets"};
  SocketDomain family;
  Port port;
  Ipv4 address;
  static constexpr auto kFields =
      std::tuple(Field{"family", "type", &SocketInet::family}, Field{"port", "port", &SocketInet::port},
                 Field{"address", "addr", &SocketInet::address});
};
struct SocketInet6 {
  static constexpr TokenInfo kInfo{0x81, "sockinet128", "socket-inet6", "socket-inet6", "sockets"};
  SocketDomain family;
  KernelPort port;
  Ipv6 address;
  static constexpr auto kFields =
      std::tuple(Field{"family", "type", &SocketInet6::family}, Field{"port", "port", &SocketInet6::port},
                 Field{"address", "addr", &SocketInet6::address});
};
struct SocketUnix {
  static constexpr TokenInfo kInfo{0x82, "sockunix", "socket-unix", "socket-unix", "sockets"};
  SocketDomain family;
  CString path;
  static constexpr auto kFields =
      std::tuple(Field{"family", "type", &SocketUnix::family}, Field{"path", "addr", &SocketUnix::path});
};
struct InAddr {
  static constexpr TokenInfo kInfo{0x2a, "in_addr", "ip addr", "ip_address", "addresses"};
  Ipv4 address;
  static constexpr auto kFields = std::tuple(Field{"address", kBody, &InAddr::address});
};
struct InAddrEx {
  static constexpr TokenInfo kInfo{0x7e, "in_addr_ex", "ip addr ex", "ip_address", "addresses"};
  IpAddress address;
  static constexpr auto kFields = std::tuple(Field{"address", kBody, &InAddrEx::address});
};
struct InPort {
  static constexpr TokenInfo kInfo{0x2c, "iport", "ip port", "ip_port", "ports"};
  HexPort port;
  static constexpr auto kFields = std::tuple(Field{"port", kBody, &InPort::port});
};
struct IpHeader {
  static constexpr TokenInfo kInfo{0x2b, "ip", "ip", "ip", "ip_headers"};
  ByteHex version, tos;
  std::uint16_t length, id, offset;
  ByteHex ttl, protocol;
  std::uint16_t checksum;
  Ipv4 source, destination;
  static constexpr auto kFields = std::tuple(
      Field{"version", "version", &IpHeader::version}, Field{"tos", "service_type", &IpHeader::tos},
      Field{"length", "len", &IpHeader::length}, Field{"id", "id", &IpHeader::id},
      Field{"offset", "offset", &IpHeader::offset}, Field{"ttl", "time_to_live", &IpHeader::ttl},
      Field{"protocol", "protocol", &IpHeader::protocol}, Field{"checksum", "cksum", &IpHeader::checksum},
      Field{"source", "src_addr", &IpHeader::source},
      Field{"destination", "dest_addr", &IpHeader::destination});
};
struct TerminalId {
  static constexpr TokenInfo kInfo{0x61, "tid", "tid", "tid", "terminals"};
  TidType type;
  Port remote_port, local_port;
  IpAddress address;
  static constexpr auto kFields = std::tuple(
      Field{"type", "type", &TerminalId::type}, Field{"remote_port", "rport", &TerminalId::remote_port},
      Field{"local_port", "lport", &TerminalId::local_port}, Field{"address", "addr", &TerminalId::address});
};
struct Host {
  static constexpr TokenInfo kInfo{0x70, "host", "host", "host", "hosts"};
  Ipv4 address;
  static constexpr auto kFields = std::tuple(Field{"address", kBody, &Host::address});
};

// ---- System V IPC

struct Ipc {
  static constexpr TokenInfo kInfo{0x22, "ipc", "IPC", "IPC", "ipc"};
  IpcType type;
  std::uint32_t id;
  static constexpr auto kFields =
      std::tuple(Field{"type", "ipc-type", &Ipc::type}, Field{"id", "ipc-id", &Ipc::id});
};
struct IpcPermissions {
  static constexpr TokenInfo kInfo{0x32, "ipc_perm", "IPC perm", "IPC_perm", "ipc_permissions"};
  Uid uid;
  Gid gid;
  Uid creator_uid;
  Gid creator_gid;
  Octal<std::uint32_t> mode;
  std::uint32_t sequence, key;
  static constexpr auto kFields = std::tuple(
      Field{"uid", "uid", &IpcPermissions::uid}, Field{"gid", "gid", &IpcPermissions::gid},
      Field{"creator_uid", "creator-uid", &IpcPermissions::creator_uid},
      Field{"creator_gid", "creator-gid", &IpcPermissions::creator_gid},
      Field{"mode", "mode", &IpcPermissions::mode}, Field{"sequence", "seq", &IpcPermissions::sequence},
      Field{"key", "key", &IpcPermissions::key});
};

// ---- privileges, authorizations, labels

struct PrivilegeSet {
  static constexpr TokenInfo kInfo{0x38, "priv", "privilege", "privilege", "privilege_sets"};
  Text set, privileges;
  static constexpr auto kFields = std::tuple(Field{"set", "type", &PrivilegeSet::set},
                                             Field{"privileges", "priv", &PrivilegeSet::privileges});
};
struct UseOfPrivilege {
  static constexpr TokenInfo kInfo{0x39, "upriv", "use of privilege", "use_of_privilege", "privilege_uses"};
  PrivilegeUse status;
  Text privilege;
  static constexpr auto kFields = std::tuple(Field{"status", "status", &UseOfPrivilege::status},
                                             Field{"privilege", "name", &UseOfPrivilege::privilege});
};
struct UseOfAuthorization {
  static constexpr TokenInfo kInfo{0x3f, "uauth", "use of authorization", "use_of_authorization",
                                   "authorizations"};
  Text authorization;
  static constexpr auto kFields =
      std::tuple(Field{"authorization", kBody, &UseOfAuthorization::authorization});
};
struct Label {
  static constexpr TokenInfo kInfo{0x33, "label", "label", "label", "labels"};
  std::uint8_t type;
  Compartments compartments;
  static constexpr auto kFields =
      std::tuple(Field{"type", "type", &Label::type}, Field{"compartments", "", &Label::compartments});
};
struct Acl {
  static constexpr TokenInfo kInfo{0x30, "acl", "acl", "acl", "acls"};
  std::uint32_t type, id;
  Octal<std::uint32_t> mode;
  static constexpr auto kFields = std::tuple(
      Field{"type", "type", &Acl::type}, Field{"id", "value", &Acl::id}, Field{"mode", "mode", &Acl::mode});
};
struct Ace {
  static constexpr TokenInfo kInfo{0x35, "ace", "ace", "ace", "aces"};
  std::uint32_t who;
  Hex<std::uint32_t> mask;
  Hex<std::uint16_t> flags;
  std::uint16_t type;
  static constexpr auto kFields =
      std::tuple(Field{"who", "who", &Ace::who}, Field{"mask", "access_mask", &Ace::mask},
                 Field{"flags", "flags", &Ace::flags}, Field{"type", "type", &Ace::type});
};
struct Rights {  // FreeBSD's capsicum(4), as its kernel writes a cap_rights_t
  static constexpr TokenInfo kInfo{0x83, "rights", "rights", "rights", "rights"};
  CapRights rights;
  static constexpr auto kFields = std::tuple(Field{"rights", kBody, &Rights::rights});
};
struct Liaison {
  static constexpr TokenInfo kInfo{0x3a, "liaison", "liaison", "liaison", "liaisons"};
  std::uint32_t number;
  static constexpr auto kFields = std::tuple(Field{"number", kBody, &Liaison::number});
};
struct Fmri {
  static constexpr TokenInfo kInfo{0x20, "fmri", "fmri", "fmri", "fmris"};
  Text fmri;
  static constexpr auto kFields = std::tuple(Field{"fmri", kBody, &Fmri::fmri});
};

// ---- the X server of Trusted Extensions

struct XAtom {
  static constexpr TokenInfo kInfo{0x40, "xatom", "X atom", "X_atom", "x_atoms"};
  Text atom;
  static constexpr auto kFields = std::tuple(Field{"atom", kBody, &XAtom::atom});
};
struct XSelect {
  static constexpr TokenInfo kInfo{0x43, "xselect", "X selection", "X_selection", "x_selections"};
  Text property, type;
  Blob data;
  static constexpr auto kFields =
      std::tuple(Field{"property", "x_sel_text", &XSelect::property},
                 Field{"type", "x_sel_type", &XSelect::type}, Field{"data", "x_sel_data", &XSelect::data});
};
struct XObject {
  Hex<std::uint32_t> xid;
  Uid creator_uid;
  static constexpr auto kFields = std::tuple(Field{"xid", "xid", &XObject::xid},
                                             Field{"creator_uid", "xcreator-uid", &XObject::creator_uid});
};
struct XColormap : XObject {
  static constexpr TokenInfo kInfo{0x44, "xcolormap", "X color map", "X_color_map", "x_color_maps"};
};
struct XCursor : XObject {
  static constexpr TokenInfo kInfo{0x45, "xcursor", "X cursor", "X_cursor", "x_cursors"};
};
struct XFont : XObject {
  static constexpr TokenInfo kInfo{0x46, "xfont", "X font", "X_font", "x_fonts"};
};
struct XGc : XObject {
  static constexpr TokenInfo kInfo{0x47, "xgc", "X graphic context", "X_graphic_context", "x_contexts"};
};
struct XPixmap : XObject {
  static constexpr TokenInfo kInfo{0x48, "xpixmap", "X pixmap", "X_pixmap", "x_pixmaps"};
};
struct XWindow : XObject {
  static constexpr TokenInfo kInfo{0x4a, "xwindow", "X window", "X_window", "x_windows"};
};
struct XProperty {
  static constexpr TokenInfo kInfo{0x49, "xproperty", "X property", "X_property", "x_properties"};
  Hex<std::uint32_t> xid;
  Uid creator_uid;
  Text name;
  static constexpr auto kFields = std::tuple(Field{"xid", "xid", &XProperty::xid},
                                             Field{"creator_uid", "xcreator-uid", &XProperty::creator_uid},
                                             Field{"name", kBody, &XProperty::name});
};
struct XClient {
  static constexpr TokenInfo kInfo{0x4b, "xclient", "X client", "X_client", "x_clients"};
  std::uint32_t client;
  static constexpr auto kFields = std::tuple(Field{"client", kBody, &XClient::client});
};

// ---- how it ended, and whose code did it

struct Return32 {
  static constexpr TokenInfo kInfo{0x27, "return32", "return", "return", "return", true};
  Errno status;
  std::uint32_t value;
  static constexpr auto kFields =
      std::tuple(Field{"errno", "errval", &Return32::status}, Field{"value", "retval", &Return32::value});
};
struct Return64 {
  static constexpr TokenInfo kInfo{0x72, "return64", "return", "return", "return", true};
  Errno status;
  Signed<std::uint64_t> value;
  static constexpr auto kFields =
      std::tuple(Field{"errno", "errval", &Return64::status}, Field{"value", "retval", &Return64::value});
};
struct Identity {
  static constexpr TokenInfo kInfo{0xed, "identity", "identity", "identity", "identity", true};
  std::uint32_t signer_type;
  Text signing_id;
  Truncated signing_id_truncated;
  Text team_id;
  Truncated team_id_truncated;
  Blob cdhash;
  static constexpr auto kFields =
      std::tuple(Field{"signer_type", "signer-type", &Identity::signer_type},
                 Field{"signing_id", "signing-id", &Identity::signing_id},
                 Field{"signing_id_truncated", "signing-id-truncated", &Identity::signing_id_truncated},
                 Field{"team_id", "team-id", &Identity::team_id},
                 Field{"team_id_truncated", "team-id-truncated", &Identity::team_id_truncated},
                 Field{"cdhash", "cdhash", &Identity::cdhash});
};
struct Krb5Principals {
  static constexpr TokenInfo kInfo{
      0xee, "krb5_principal", "krb5_principal", "krb5_principal", "krb5_principals", true};
  Strings principals;
  static constexpr auto kFields = std::tuple(Field{"principals", "principal", &Krb5Principals::principals});
};
struct CertHashes {
  static constexpr TokenInfo kInfo{0xef, "cert_hash", "cert_hash", "cert_hash", "cert_hashes", true};
  Strings hashes;
  static constexpr auto kFields = std::tuple(Field{"hashes", "hash", &CertHashes::hashes});
};

// Bytes that no struct above describes, up to the trailer: Solaris has some ids whose layout was never
// published, and others may come.
struct Unknown {
  static constexpr TokenInfo kInfo{0x00, "unknown", "unknown", "unknown", "unknown"};
  Rest bytes;
  static constexpr auto kFields = std::tuple(Field{"bytes", kBody, &Unknown::bytes});
};

template <class... T>
struct TokenList {
  static constexpr std::size_t kSize = sizeof...(T);
};

// All of them, in the order in which --format json shows their keys.
using Tokens =
    TokenList<File32, File64, Header32, Header32Ex, Header64, Header64Ex, Trailer,                        //
              Subject32, Subject32Ex, Subject64, Subject64Ex, Process32, Process32Ex, Process64,          //
              Process64Ex, ZoneName, GroupList, OldGroupList, ExecArgs, ExecEnv, Command, Path,           //
              PathAttribute, Attribute32, Attribute64, OldAttribute, Argument32, Argument64,              //
              ArgumentUuid, Socket, SocketSolaris, SocketExtended, SocketInet, SocketInet6, SocketUnix,   //
              InAddr, InAddrEx, InPort, IpHeader, TerminalId, Host, Ipc, IpcPermissions, TextToken,       //
              Data, Opaque, Sequence, PrivilegeSet, UseOfPrivilege, UseOfAuthorization, Label, Acl, Ace,  //
              Rights, Liaison, Fmri, XAtom, XSelect, XColormap, XCursor, XFont, XGc, XPixmap, XWindow,
              XProperty,  //
              XClient, Exit, Return32, Return64, ReturnUuid, Identity, Krb5Principals, CertHashes, Unknown>;

}  // namespace knox::bsm
