#include "support/token_samples.h"

#include <utility>

#include "support/bsm_builder.h"

namespace knox::test {

namespace {

using T = RecordBuilder;
using Samples = std::vector<TokenSample>;

constexpr std::uint32_t kStart = 1715677923;  // 2024-05-14 09:12:03 UTC
constexpr std::string_view kUuid = "\x12\x34\x56\x78\x9a\xbc\x4d\xef\x80\x01\x02\x03\x04\x05\x06\x07";
constexpr std::string_view kUuidText = "12345678-9abc-4def-8001-020304050607";
const std::string kHash("\x00\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f\x10\x11\xfe\xff",
                        20);
constexpr std::string_view kHashText = "000102030405060708090a0b0c0d0e0f1011feff";

void files_and_zones(Samples& samples) {
  samples.push_back({"file32", T().file32(kStart, 250, "/var/audit/x").tokens(),
                     R"("seconds":1715677923,"fraction":250,"name":"/var/audit/x")",
                     "file,Tue May 14 09:12:03 2024, + 250 msec,/var/audit/x"});
  samples.push_back({"file64", T().file64(kStart, 654321, "/var/audit/x").tokens(),
                     R"("seconds":1715677923,"fraction":654321,"name":"/var/audit/x")",
                     "file,Tue May 14 09:12:03 2024, + 654321 usec,/var/audit/x"});
  samples.push_back({"zonename", T().zonename("www").tokens(), R"("name":"www")", "zone,www"});
  samples.push_back({"host", T().host("10.0.0.7").tokens(), R"("address":"10.0.0.7")", "host,10.0.0.7"});
  samples.push_back({"seq", T().seq(4000000001).tokens(), R"("number":4000000001)", "sequence,4000000001"});
}

void people(Samples& samples) {
  const auto who = [&](std::string_view name, const std::string& text, std::uint64_t port,
                       std::string_view address, T& (T::*make)(const Subject&)) {
    const Subject subject{.auid = 0xffffffff,
                          .euid = 2,
                          .egid = 3,
                          .ruid = 4,
                          .rgid = 0xfffffffe,
                          .pid = 6,
                          .sid = 4000000007,
                          .port = port,
                          .address = std::string(address)};
    T token;
    (token.*make)(subject);
    const std::string terminal = std::to_string(port) + R"(,"address":")" + std::string(address) + "\"}";
    samples.push_back(
        {name, token.tokens(),
         R"("auid":4294967295,"euid":2,"egid":3,"ruid":4,"rgid":4294967294,"pid":6,)"
         R"("session":4000000007,"terminal":{"port":)" +
             terminal,
         text + ",-1,2,3,4,-2,6,4000000007," + std::to_string(port) + "," + std::string(address)});
  };
  constexpr std::uint64_t kPort = 0xfedcba98;
  constexpr std::uint64_t kWidePort = 0xfedcba9876543210;
  who("subject32", "subject", kPort, "10.1.2.3", &T::subject32);
  who("subject64", "subject", kWidePort, "10.1.2.3", &T::subject64);
  who("subject32_ex", "subject_ex", kPort, "10.1.2.3", &T::subject32_ex);
  who("subject32_ex", "subject_ex", kPort, "2001:db8::17", &T::subject32_ex);
  who("subject64_ex", "subject_ex", kWidePort, "10.1.2.3", &T::subject64_ex);
  who("subject64_ex", "subject_ex", kWidePort, "2001:db8::17", &T::subject64_ex);
  who("process32", "process", kPort, "10.1.2.3", &T::process32);
  who("process64", "process", kWidePort, "10.1.2.3", &T::process64);
  who("process32_ex", "process_ex", kPort, "10.1.2.3", &T::process32_ex);
  who("process32_ex", "process_ex", kPort, "2001:db8::17", &T::process32_ex);
  who("process64_ex", "process_ex", kWidePort, "10.1.2.3", &T::process64_ex);
  who("process64_ex", "process_ex", kWidePort, "2001:db8::17", &T::process64_ex);
}

void rights(Samples& samples) {
  const auto add = [&](TokenSample sample) { samples.push_back(std::move(sample)); };
  add({"newgroups", T().newgroups({20, 0xffffffff}).tokens(), R"("groups":[{"gid":20},{"gid":4294967295}])",
       "group,20,-1"});
  add({"newgroups", T().newgroups({}).tokens(), R"("groups":[])", "group"});
  add({"groups", T().groups({1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16}).tokens(),
       R"("groups":[{"gid":1},{"gid":2},{"gid":3},{"gid":4},{"gid":5},{"gid":6},{"gid":7},{"gid":8},{"gid":9},)"
       R"({"gid":10},{"gid":11},{"gid":12},{"gid":13},{"gid":14},{"gid":15},{"gid":16}])",
       "group,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16"});
  add({"label", T().label(1, 6, {0x80000000, 1}).tokens(),
       R"("type":1,"classification":6,"compartments":"8000000000000001")", "label,1,2,6,0x80000000,0x1"});
  add({"priv", T().priv("Effective", "basic,sys_time").tokens(),
       R"("set":"Effective","privileges":"basic,sys_time")", "privilege,Effective,basic,sys_time"});
  add({"upriv", T().upriv(true, "proc_setid").tokens(), R"("status":"success","privilege":"proc_setid")",
       "use of privilege,successful use of priv,proc_setid"});
  add({"upriv", T().upriv(false, "proc_setid").tokens(), R"("status":"failure","privilege":"proc_setid")",
       "use of privilege,failed use of priv,proc_setid"});
  add({"uauth", T().uauth("solaris.smf").tokens(), R"("authorization":"solaris.smf")",
       "use of authorization,solaris.smf"});
  add({"liaison", T().liaison(4242).tokens(), R"("number":4242)", "liaison,4242"});
  add({"acl", T().acl(1, 101, 7).tokens(), R"("type":1,"id":101,"mode":"07")", "acl,1,101,7"});
  add({"ace", T().ace(101, 0x1601bf, 0x1000, 1).tokens(), R"("who":101,"mask":1442239,"flags":4096,"type":1)",
       "ace,101,0x1601bf,0x1000,1"});
  add({"rights", T().rights(0x020000000000000f, 0x0400000000000000).tokens(),
       R"("rights":"020000000000000f0400000000000000")", "rights,0x020000000000000f0400000000000000"});
  // The top two bits say how many more words there are than two.
  add({"rights", T().rights(0x4200000000000001, 2).u64(3).tokens(),
       R"("rights":"420000000000000100000000000000020000000000000003")",
       "rights,0x420000000000000100000000000000020000000000000003"});
  add({"tid", T().tid(51022, 22, "10.1.2.3").tokens(),
       R"("type":1,"remote_port":51022,"local_port":22,"address":"10.1.2.3")", "tid,1,51022,22,10.1.2.3"});
  add({"tid", T().tid(51022, 22, "2001:db8::17").tokens(),
       R"("type":1,"remote_port":51022,"local_port":22,"address":"2001:db8::17")",
       "tid,1,51022,22,2001:db8::17"});
  const std::string hash(kHashText);
  add({"identity", T().identity({.signer_type = 1, .signing_id = "com.apple.ls", .cdhash = kHash}).tokens(),
       R"("signer_type":1,"signing_id":"com.apple.ls","signing_id_truncated":false,"team_id":"",)"
       R"("team_id_truncated":false,"cdhash":")" +
           hash + "\"",
       "identity,1,com.apple.ls,complete,,complete,0x" + hash});
  add({"identity",
       T().identity({.signer_type = 0,
                     .signing_id = "a",
                     .signing_id_truncated = true,
                     .team_id = "TEAM",
                     .team_id_truncated = true})
           .tokens(),
       R"("signer_type":0,"signing_id":"a","signing_id_truncated":true,"team_id":"TEAM",)"
       R"("team_id_truncated":true,"cdhash":"")",
       "identity,0,a,truncated,TEAM,truncated,"});
  add({"krb5_principal", T().krb5_principal({"a@B", "c@D"}).tokens(), R"("principals":["a@B","c@D"])",
       "krb5_principal,a@B,c@D"});
  add({"cert_hash", T().cert_hash({"2FD4"}).tokens(), R"("hashes":["2FD4"])", "cert_hash,2FD4"});
}

void requests(Samples& samples) {
  const auto add = [&](TokenSample sample) { samples.push_back(std::move(sample)); };
  const std::string uuid(kUuidText);
  add({"arg32", T().arg32(2, 0100644, "new mode").tokens(), R"("number":2,"value":33188,"text":"new mode")",
       "argument,2,0x81a4,new mode"});
  add({"arg64", T().arg64(1, 0x8000000000000030, "sflags").tokens(),
       R"("number":1,"value":9223372036854775856,"text":"sflags")", "argument,1,0x8000000000000030,sflags"});
  add({"arg_uuid", T().arg_uuid(1, kUuid, "object").tokens(),
       R"("number":1,"uuid":")" + uuid + R"(","text":"object")", "arg_uuid,1," + uuid + ",object"});
  add({"return_uuid", T().return_uuid(0, kUuid, "object").tokens(),
       R"("number":0,"uuid":")" + uuid + R"(","text":"object")", "ret_uuid,0," + uuid + ",object"});
  add({"exec_args", T().exec_args({"ls", "-l", ""}).tokens(), R"("args":["ls","-l",""])", "exec arg,ls,-l,"});
  add({"exec_args", T().exec_args({}).tokens(), R"("args":[])", "exec arg"});
  add({"exec_env", T().exec_env({"A=1", "B="}).tokens(), R"("env":["A=1","B="])", "exec env,A=1,B="});
  add({"cmd", T().cmd({"useradd", "dave"}, {"HOME=/root"}).tokens(),
       R"("args":["useradd","dave"],"env":["HOME=/root"])", "cmd,useradd,dave,HOME=/root"});
  add({"text", T().text("su root").tokens(), R"("text":"su root")", "text,su root"});
  add({"opaque", T().opaque(std::string_view("\0\1\xfe\xff", 4)).tokens(), R"("bytes":"0001feff")",
       "opaque,4,0x0001feff"});
  add({"data", T().data(Print::kHex, Unit::kByte, {0xde, 0x0d}).tokens(),
       R"("format":"hex","unit":"byte","format_number":3,"values":[222,13])", "arbitrary,hex,byte,2, de d"});
  add({"data", T().data(Print::kOctal, Unit::kShort, {0755, 0x0102}).tokens(),
       R"("format":"octal","unit":"short","format_number":1,"values":[493,258])",
       "arbitrary,octal,short,2, 755 402"});
  add({"data", T().data(Print::kDecimal, Unit::kInt, {1, 0xfffffffe}).tokens(),
       R"("format":"decimal","unit":"int","format_number":2,"values":[1,-2])",
       "arbitrary,decimal,int,2, 1 -2"});
  add({"data", T().data(Print::kHex, Unit::kLong, {0x0102030405060708}).tokens(),
       R"("format":"hex","unit":"int64","format_number":3,"values":[72623859790382856])",
       "arbitrary,hex,int64,1, 102030405060708"});
  add({"data", T().data(Print::kString, Unit::kByte, {'h', 'i'}).tokens(),
       R"("format":"string","unit":"byte","format_number":4,"text":"hi")", "arbitrary,string,byte,2,hi"});
  add({"fmri", T().fmri("svc:/x:default").tokens(), R"("fmri":"svc:/x:default")", "fmri,svc:/x:default"});
  add({"return32", T().return32(2, 0xffffffff).tokens(),
       R"("status":"failure","errno":2,"error":"ENOENT","value":4294967295)",
       "return,failure : No such file or directory,4294967295"});
  add({"return32", T().return32(0, 3).tokens(), R"("status":"success","errno":0,"value":3)",
       "return,success,3"});
  add({"return32", T().return32(255, 5000).tokens(), R"("status":"failure","errno":255,"value":5000)",
       "return,failure: Unknown error: 255,5000"});
  add({"return64", T().return64(0, 0xffffffffffffffff).tokens(), R"("status":"success","errno":0,"value":-1)",
       "return,success,-1"});
  add({"exit", T().exit(256, 4000000001).tokens(), R"("status":256,"value":4000000001)",
       "exit,Error 256,4000000001"});
  add({"unknown", T().u8(0xc5).raw("\x01\x02").tokens(), R"("bytes":"0102")", "unknown,0x0102"});
}

void objects(Samples& samples) {
  const auto add = [&](TokenSample sample) { samples.push_back(std::move(sample)); };
  const Attr attr{.mode = 0104755,
                  .uid = 0xffffffff,
                  .gid = 80,
                  .fsid = 4000000001,
                  .node = 0xfffffffffffffffe,
                  .device = 0xfedcba98};
  add({"path", T().path("/etc/hosts").tokens(), R"("path":"/etc/hosts")", "path,/etc/hosts"});
  add({"path", T().u8(0x23).counted("/no/nul").tokens(), R"("path":"/no/nul","path_unterminated":true)",
       "path,/no/nul"});
  add({"path_attr", T().xatpath({"a", "b"}).tokens(), R"("names":["a","b"])", "path_attr,a,b"});
  add({"attr", T().attr({.mode = 0100644, .uid = 1, .gid = 2, .fsid = 3, .node = 4, .device = 5}).tokens(),
       R"("mode":"0100644","uid":1,"gid":2,"fsid":3,"node":4,"device":5)", "attribute,100644,1,2,3,4,5"});
  add({"attr32", T().attr32(attr).tokens(),
       R"("mode":"0104755","uid":4294967295,"gid":80,"fsid":4000000001,"node":18446744073709551614,"device":4275878552)",
       "attribute,104755,-1,80,4000000001,-2,4275878552"});
  Attr wide = attr;
  wide.device = 0xfedcba9876543210;
  add({"attr64", T().attr64(wide).tokens(),
       R"("mode":"0104755","uid":4294967295,"gid":80,"fsid":4000000001,"node":18446744073709551614,"device":18364758544493064720)",
       "attribute,104755,-1,80,4000000001,-2,18364758544493064720"});
  add({"ipc", T().ipc(1, 65536).tokens(), R"("type":1,"type_name":"msg","id":65536)",
       "IPC,Message IPC,65536"});
  add({"ipc", T().ipc(9, 4000000001).tokens(), R"("type":9,"id":4000000001)", "IPC,9,4000000001"});
  add({"ipc_perm", T().ipc_perm({1, 2, 3, 4, 0600, 5, 4000000001}).tokens(),
       R"("uid":1,"gid":2,"creator_uid":3,"creator_gid":4,"mode":"0600","sequence":5,"key":4000000001)",
       "IPC perm,1,2,3,4,600,5,4000000001"});
}

void network(Samples& samples) {
  const auto add = [&](TokenSample sample) { samples.push_back(std::move(sample)); };
  add({"in_addr", T().in_addr("192.0.2.80").tokens(), R"("address":"192.0.2.80")", "ip addr,192.0.2.80"});
  add({"in_addr_ex", T().in_addr_ex("192.0.2.80").tokens(), R"("address":"192.0.2.80")",
       "ip addr ex,192.0.2.80"});
  add({"in_addr_ex", T().in_addr_ex("2001:db8::80").tokens(), R"("address":"2001:db8::80")",
       "ip addr ex,2001:db8::80"});
  add({"ip",
       T().ip({.tos = 0x10,
               .length = 84,
               .id = 7238,
               .offset = 0x4000,
               .ttl = 63,
               .protocol = 17,
               .checksum = 45542,
               .source = "10.0.0.7",
               .destination = "192.0.2.80"})
           .tokens(),
       R"("version":69,"tos":16,"length":84,"id":7238,"offset":16384,"ttl":63,"protocol":17,"checksum":45542,)"
       R"("source":"10.0.0.7","destination":"192.0.2.80")",
       "ip,0x45,0x10,84,7238,16384,0x3f,0x11,45542,10.0.0.7,192.0.2.80"});
  add({"iport", T().iport(8080).tokens(), R"("port":8080)", "ip port,0x1f90"});
  add({"socket", T().socket(2, {"10.0.0.7", 51022}, {"192.0.2.80", 443}).tokens(),
       R"("type":2,"type_name":"SOCK_STREAM","local_port":51022,"local_address":"10.0.0.7","remote_port":443,)"
       R"("remote_address":"192.0.2.80")",
       "socket,2,51022,10.0.0.7,443,192.0.2.80"});
  add({"socket_solaris", T().socket_solaris(1, {"192.0.2.80", 443}).tokens(),
       R"("type":1,"type_name":"SOCK_DGRAM","port":443,"address":"192.0.2.80")", "socket,1,443,192.0.2.80",
       true});
  add({"socket_ex", T().socket_ex(2, 2, {"10.0.0.7", 51022}, {"192.0.2.80", 0}).tokens(),
       R"("domain":2,"domain_name":"AF_INET","type":2,"type_name":"SOCK_STREAM","local_port":51022,)"
       R"("local_address":"10.0.0.7","remote_port":0,"remote_address":"192.0.2.80")",
       "socket,0x2,0x2,0xc74e,10.0.0.7,0,192.0.2.80"});
  add({"socket_ex", T().socket_ex(26, 999, {"2001:db8::7", 51022}, {"2001:db8::80", 443}).tokens(),
       R"("domain":26,"domain_name":"AF_INET6","type":999,"local_port":51022,"local_address":"2001:db8::7",)"
       R"("remote_port":443,"remote_address":"2001:db8::80")",
       "socket,0x1a,0x3e7,0xc74e,2001:db8::7,0x1bb,2001:db8::80"});
  add({"sockinet32", T().sockinet32(2, {"192.0.2.80", 443}).tokens(),
       R"("family":2,"family_name":"AF_INET","port":443,"address":"192.0.2.80")",
       "socket-inet,2,443,192.0.2.80"});
  // A kernel's, which swaps the bytes of the port: tokens has it as recorded, text as it was.
  add({"sockinet128", T().sockinet128(26, {"2001:db8::80", 443}).tokens(),
       R"("family":26,"family_name":"AF_INET6","port":443,"address":"2001:db8::80")",
       "socket-inet6,26,47873,2001:db8::80"});
  add({"sockunix", T().sockunix(1, "/var/run/log").tokens(),
       R"("family":1,"family_name":"AF_LOCAL","path":"/var/run/log")", "socket-unix,1,/var/run/log"});
}

void windows(Samples& samples) {
  const auto add = [&](TokenSample sample) { samples.push_back(std::move(sample)); };
  add({"xatom", T().xatom("_NET_WM_NAME").tokens(), R"("atom":"_NET_WM_NAME")", "X atom,_NET_WM_NAME"});
  add({"xselect", T().xselect("PRIMARY", "STRING", "copied").tokens(),
       R"("property":"PRIMARY","type":"STRING","data":"636f70696564")",
       "X selection,PRIMARY,STRING,0x636f70696564"});
  const auto object = [&](std::string_view name, XObject kind, const std::string& text) {
    add({name, T().xobject(kind, 0x1a00001, 501).tokens(), R"("xid":27262977,"creator_uid":501)",
         text + ",0x1a00001,501"});
  };
  object("xcolormap", XObject::kColormap, "X color map");
  object("xcursor", XObject::kCursor, "X cursor");
  object("xfont", XObject::kFont, "X font");
  object("xgc", XObject::kGc, "X graphic context");
  object("xpixmap", XObject::kPixmap, "X pixmap");
  object("xwindow", XObject::kWindow, "X window");
  add({"xproperty", T().xproperty(0x1a00006, 501, "WM_CLASS").tokens(),
       R"("xid":27262982,"creator_uid":501,"name":"WM_CLASS")", "X property,0x1a00006,501,WM_CLASS"});
  add({"xclient", T().xclient(26).tokens(), R"("client":26)", "X client,26"});
}

Samples make_samples() {
  Samples samples;
  files_and_zones(samples);
  people(samples);
  rights(samples);
  requests(samples);
  objects(samples);
  network(samples);
  windows(samples);
  return samples;
}

}  // namespace

const std::vector<TokenSample>& token_samples() {
  static const Samples samples = make_samples();
  return samples;
}

std::string record_around(const TokenSample& sample) {
  const std::uint8_t version = sample.solaris ? 2 : 11;
  return T({.event = 16, .seconds = kStart, .version = version}).raw(sample.bytes).finish();
}

}  // namespace knox::test
