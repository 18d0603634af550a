// What events mean: lines of an event, and facts of it.
#include <string>
#include <string_view>

#include "knox/emit/ecs_schema.h"
#include "unit/linux_audit/normal_events.h"

namespace knox::linux_audit {

namespace {

using test::JsonDocument;
using test::normal_event_log;
using test::NormalLog;

struct Case {
  std::string_view name;
  std::string_view records;  // of one event: TYPE BODY
  std::string_view facts;    // POINTER VALUE; no value: there is no such fact
};

// The second half of a SYSCALL record of alice's.
#define BY_ALICE                                                                                    \
  " ppid=10 pid=11 auid=1000 uid=1000 gid=1000 euid=1000 suid=1000 fsuid=1000 egid=1000 sgid=1000 " \
  "fsgid=1000 tty=pts1 ses=3 comm=\"x\" exe=\"/usr/bin/x\" subj=unconfined key=\"k\"\n"
// Of root's, who was alice.
#define AS_ROOT                                                                                       \
  " ppid=10 pid=11 auid=1000 uid=0 gid=0 euid=0 suid=0 fsuid=0 egid=0 sgid=0 fsgid=0 tty=pts1 ses=3 " \
  "comm=\"x\" exe=\"/usr/bin/x\" subj=system_u:system_r:x_t:s0-s0:c0.c1023 key=(null)\n"
#define CALL(number, arguments) \
  "SYSCALL arch=c000003e syscall=" number " success=yes exit=0 " arguments " items=1"
#define FILE_PATH(name) \
  "PATH item=0 name=\"" name "\" inode=5 dev=fd:01 mode=0100644 ouid=0 ogid=50 rdev=00:00 nametype=NORMAL\n"

constexpr Case kCases[] = {
    {"the example of Red Hat's manual: cat may not read sshd_config",
     R"(SYSCALL arch=c000003e syscall=257 success=no exit=-13 a0=ffffff9c a1=7ffd19c592fb a2=0 a3=0 items=1 ppid=2686 pid=3538 auid=1000 uid=1000 gid=1000 euid=1000 suid=1000 fsuid=1000 egid=1000 sgid=1000 fsgid=1000 tty=pts0 ses=1 comm="cat" exe="/usr/bin/cat" subj=unconfined_u:unconfined_r:unconfined_t:s0-s0:c0.c1023 key="sshd_config"
CWD cwd="/home/alice"
PATH item=0 name="/etc/ssh/sshd_config" inode=409248 dev=fd:00 mode=0100600 ouid=0 ogid=0 rdev=00:00 obj=system_u:object_r:etc_t:s0 nametype=NORMAL cap_fp=0 cap_fi=0 cap_fe=0 cap_fver=0
PROCTITLE proctitle=636174002F6574632F7373682F737368645F636F6E666967)",
     R"(/@timestamp 2024-03-01T09:00:00.041Z
/sequence 812
/category audit-rule
/record_type SYSCALL
/result fail
/session 1
/summary/actor {"primary":"alice","secondary":"alice"}
/summary/action opened-file
/summary/object {"type":"file","primary":"/etc/ssh/sshd_config"}
/summary/how /usr/bin/cat
/user/ids/auid 1000
/user/names/fsgid alice
/user/selinux {"user":"unconfined_u","role":"unconfined_r","domain":"unconfined_t","level":"s0-s0","category":"c0.c1023"}
/process {"pid":3538,"ppid":2686,"title":"cat /etc/ssh/sshd_config","name":"cat","exe":"/usr/bin/cat","cwd":"/home/alice"}
/file {"path":"/etc/ssh/sshd_config","device":"fd:00","inode":"409248","mode":"0600","uid":0,"owner":"root","gid":0,"group":"root","selinux":{"user":"system_u","role":"object_r","type":"etc_t","level":"s0"}}
/data/arch x86_64
/data/syscall openat
/data/exit EACCES
/data/a0 AT_FDCWD
/data/a2 O_RDONLY
/data/tty pts0
/data/items
/paths/0/name /etc/ssh/sshd_config
/paths/0/mode 0100600
/paths/0/cap_fp
/tags ["sshd_config"]
/ecs/event {"kind":"event","category":["file"],"type":["access"],"outcome":"failure","action":"open"}
/ecs/user {"id":"1000","name":"alice","group":{"id":"1000","name":"alice"},"audit":{"id":"1000","name":"alice"}})"},

    // Files
    {"a file is made for writing",
     CALL("257", "a0=ffffff9c a1=0 a2=241 a3=1b6") BY_ALICE
     "CWD cwd=\"/home/alice\"\n"
     "PATH item=0 name=\"/home/alice\" inode=2 nametype=PARENT\n"
     "PATH item=1 name=\"a b\" inode=3 mode=0100644 nametype=CREATE\n",
     "/summary/action opened-file\n/file/path /home/alice/a b\n/ecs/event/type [\"change\",\"creation\"]"},
    {"open for reading and writing", CALL("2", "a0=0 a1=2 a2=0 a3=0") BY_ALICE FILE_PATH("/a"),
     "/summary/action opened-file\n/ecs/event/type [\"access\",\"change\"]\n/summary/object/primary /a"},
    {"openat2 has its flags in a record",
     CALL("437", "a0=ffffff9c a1=0 a2=7ffc a3=18") BY_ALICE
     "OPENAT2 oflag=0100001 mode=0 resolve=0x8\n" FILE_PATH("/a"),
     "/record_type SYSCALL\n/ecs/event/type [\"change\"]\n/data/oflag O_WRONLY|O_LARGEFILE\n/data/resolve "
     "RESOLVE_BENEATH"},
    {"creat", CALL("85", "a0=0 a1=1a4 a2=0 a3=0") BY_ALICE "PATH item=0 name=\"/a\" nametype=CREATE\n",
     "/summary/action opened-file\n/ecs/event/type [\"creation\"]"},
    {"a directory is opened",
     CALL("257", "a0=ffffff9c a1=0 a2=10000 a3=0") BY_ALICE
     "PATH item=0 name=\"/etc\" inode=5 mode=040755 nametype=NORMAL\n",
     "/summary/object/type directory\n/file/mode 0755"},
    {"setuid, setgid and sticky bits of a mode",
     CALL("90", "a0=0 a1=9c0 a2=0 a3=0") BY_ALICE "PATH item=0 name=\"/a\" mode=0107755 nametype=NORMAL\n",
     "/summary/action changed-file-permissions-of\n/file/mode 7755\n/data/a1 04700"},
    {"a path is relative to a directory that is not told",
     CALL("257", "a0=5 a1=0 a2=0 a3=0") BY_ALICE
     "CWD cwd=\"/home\"\nPATH item=0 name=\"x\" nametype=NORMAL\n",
     "/file/path x\n/process/cwd /home"},
    {"rename",
     CALL("82", "a0=0 a1=0 a2=0 a3=0") BY_ALICE
     "CWD cwd=\"/d\"\nPATH item=0 name=\"/d\" nametype=PARENT\nPATH item=1 name=\"/d\" nametype=PARENT\n"
     "PATH item=2 name=\"old\" inode=7 nametype=DELETE\nPATH item=3 name=\"./new\" inode=7 nametype=CREATE\n",
     "/summary/action renamed\n/summary/object/primary /d/old\n/summary/object/secondary /d/new\n"
     "/file/path /d/old\n/file/target_path /d/new\n/file/inode 7\n/paths/3/name ./new"},
    {"unlink",
     CALL("87", "a0=0 a1=0 a2=0 a3=0") BY_ALICE
     "CWD cwd=\"/d\"\nPATH item=0 name=\"sub/\" nametype=PARENT\nPATH item=1 name=\"sub/x\" "
     "nametype=DELETE\n",
     "/summary/action deleted\n/file/path /d/sub/x\n/ecs/event/type [\"deletion\"]"},
    {"a name without the directory that it was given with",
     CALL("87", "a0=0 a1=0 a2=0 a3=0") BY_ALICE
     "CWD cwd=\"/d\"\nPATH item=0 name=\"sub/\" nametype=PARENT\nPATH item=1 name=\"x\" nametype=DELETE\n",
     "/file/path /d/sub/x"},
    {"link",
     CALL("86", "a0=0 a1=0 a2=0 a3=0") BY_ALICE "CWD cwd=\"/\"\nPATH item=0 name=\"/a\" inode=7 "
                                                "nametype=NORMAL\nPATH item=1 name=\"/d\" nametype=PARENT\n"
                                                "PATH item=2 name=\"/d/b\" inode=7 nametype=CREATE\n",
     "/summary/action linked\n/file/path /d/b\n/file/target_path /a"},
    {"symlink: what it leads to is text",
     CALL("88", "a0=0 a1=0 a2=0 a3=0") BY_ALICE
     "CWD cwd=\"/\"\nPATH item=0 name=\"../a\" nametype=UNKNOWN\nPATH item=1 name=\"/d\" nametype=PARENT\n"
     "PATH item=2 name=\"/d/b\" inode=7 mode=0120777 nametype=CREATE\n",
     "/summary/action symlinked\n/file/path /d/b\n/file/target_path ../a\n/summary/object/type symlink"},
    {"mkdir", CALL("83", "a0=0 a1=1ed a2=0 a3=0") BY_ALICE "PATH item=0 name=\"/d\" nametype=CREATE\n",
     "/summary/action created-directory\n/data/a1 0755\n/ecs/event/type [\"creation\"]"},
    {"chown", CALL("92", "a0=0 a1=3e9 a2=32 a3=0") AS_ROOT FILE_PATH("/a"),
     "/data/a1 bob\n/data/a2 staff\n/summary/action changed-file-ownership-of\n/file/group "
     "staff\n/summary/actor/secondary root"},
    {"mount",
     CALL("165", "a0=0 a1=0 a2=0 a3=1") AS_ROOT
     "CWD cwd=\"/\"\nPATH item=0 name=\"/mnt\" nametype=NORMAL\nPATH item=1 name=\"/dev/sdb1\" "
     "nametype=NORMAL\n",
     "/summary/action mounted\n/ecs/event/category [\"configuration\",\"host\"]"},
    {"setxattr", CALL("188", "a0=0 a1=0 a2=0 a3=0") BY_ALICE FILE_PATH("/a"),
     "/summary/action changed-file-attributes-of"},
    {"a descriptor is all that is known", CALL("1", "a0=3 a1=7ffc a2=4 a3=0") BY_ALICE,
     "/summary/action wrote-to-file\n/summary/object/type file-descriptor\n/summary/object/primary 3"},

    // Processes
    {"an empty argument, a quote and a newline are arguments",
     CALL("59", "a0=1 a1=2 a2=3 a3=8") BY_ALICE
     "EXECVE argc=5 a0=\"ls\" a1=\"\" a2=\"?\" a3=\"(null)\" a4=22270A\n"
     "CWD cwd=\"/home/alice\"\n"
     "PATH item=0 name=\"/usr/bin/x\" nametype=NORMAL\nPATH item=1 name=\"/lib64/ld.so\" nametype=NORMAL\n"
     "PROCTITLE proctitle=\"bash\"\n",
     "/summary/action executed\n/summary/object/primary /usr/bin/x\n"
     "/process/args [\"ls\",\"\",\"?\",\"(null)\",\"\\\"'\\n\"]\n/data/argc\n/process/title bash\n/data/a3"},
    {"arguments in chunks and over several records",
     CALL("59", "a0=1 a1=2 a2=3 a3=8") BY_ALICE
     "EXECVE argc=4 a0=\"sh\" a1_len=8 a1[0]=6162\nEXECVE a1[1]=6364 a2=\"x\"\nEXECVE a3=\"y\"\n",
     "/process/args [\"sh\",\"abcd\",\"x\",\"y\"]"},
    {"an argument that is not UTF-8 keeps its bytes",
     CALL("59", "a0=1 a1=2 a2=3 a3=8") BY_ALICE "EXECVE argc=2 a0=\"ls\" a1=FF2F\n",
     "/process/args [\"ls\",\"\xef\xbf\xbd/\"]\n/raw_bytes {\"/process/args/1\":\"ff2f\"}"},
    {"a title of several words",
     CALL("39", "a0=0 a1=0 a2=0 a3=0") BY_ALICE "PROCTITLE proctitle=7368002D63006563686F2061202062\n",
     "/process/title sh -c 'echo a  b'\n/summary/action called-getpid"},
    {"kill",
     CALL("62", "a0=4d a1=9 a2=0 a3=0") BY_ALICE
     "OBJ_PID opid=77 oauid=1001 ouid=1001 oses=4 obj=unconfined ocomm=\"sleep\"\n",
     "/summary/action killed-pid\n/summary/object "
     "{\"type\":\"process\",\"primary\":\"77\",\"secondary\":\"sleep\"}\n"
     "/data/a1 SIGKILL\n/data/oauid bob\n/data/ouid bob"},
    {"kill without a signal", CALL("62", "a0=4d a1=0 a2=0 a3=0") BY_ALICE,
     "/summary/action checked-pid\n/summary/object/primary 77\n/ecs/event/type [\"info\"]"},
    {"tgkill", CALL("234", "a0=4d a1=4e a2=f a3=0") BY_ALICE, "/summary/action killed-pid\n/data/a2 SIGTERM"},
    {"kill whose arguments are not told",
     "SYSCALL arch=c000003e syscall=62 success=yes exit=0 items=0" BY_ALICE, "/summary/action killed-pid"},
    {"setuid", CALL("105", "a0=3e8 a1=0 a2=0 a3=0") AS_ROOT,
     "/summary/action changed-identity-of\n/summary/object/primary alice\n/data/a0 alice\n"
     "/ecs/event/category [\"process\"]"},
    {"setuid to an id without a name", CALL("105", "a0=4d a1=0 a2=0 a3=0") AS_ROOT,
     "/summary/object/primary 77\n/data/a0 77"},
    {"setgid", CALL("106", "a0=32 a1=0 a2=0 a3=0") AS_ROOT, "/summary/object/primary staff\n/data/a0 staff"},
    {"setresuid: the effective one", CALL("117", "a0=ffffffff a1=3e8 a2=ffffffff a3=0") AS_ROOT,
     "/summary/object {\"type\":\"process\",\"primary\":\"alice\",\"secondary\":\"11\"}\n"
     "/data/a0 -1\n/data/a1 alice\n/data/a2 -1"},
    {"setresuid: in 64 bits", CALL("117", "a0=ffffffffffffffff a1=3e8 a2=ffffffffffffffff a3=0") AS_ROOT,
     "/summary/object/primary alice\n/data/a0 -1"},
    {"setresuid: the real one", CALL("117", "a0=3e9 a1=ffffffff a2=ffffffff a3=0") AS_ROOT,
     "/summary/object/primary bob"},
    {"setresuid: the saved one", CALL("117", "a0=ffffffff a1=ffffffff a2=3e9 a3=0") AS_ROOT,
     "/summary/object/primary bob"},
    {"setresuid: all", CALL("117", "a0=3e8 a1=3e9 a2=0 a3=0") AS_ROOT, "/summary/object/primary bob"},
    {"setresuid: of 16 bits",
     "SYSCALL arch=40000003 syscall=164 success=yes exit=0 a0=ffff a1=3e8 a2=ffff a3=0 items=0" AS_ROOT,
     "/summary/object/primary alice\n/data/a0 -1\n/data/a1 alice\n/data/a2 -1"},
    {"setresuid: of 16 bits, the real one",
     "SYSCALL arch=40000003 syscall=164 success=yes exit=0 a0=3e9 a1=ffff a2=ffff a3=0 items=0" AS_ROOT,
     "/summary/object/primary bob"},
    {"setresuid: none", CALL("117", "a0=ffffffff a1=ffffffff a2=ffffffff a3=0") AS_ROOT,
     "/summary/object {\"type\":\"process\",\"secondary\":\"11\"}"},
    {"setresgid", CALL("119", "a0=ffffffff a1=32 a2=ffffffff a3=0") AS_ROOT, "/summary/object/primary staff"},
    {"setreuid", CALL("113", "a0=3e8 a1=3e9 a2=0 a3=0") AS_ROOT, "/summary/object/primary bob"},
    {"setreuid: the real one", CALL("113", "a0=3e8 a1=ffffffff a2=0 a3=0") AS_ROOT,
     "/summary/object/primary alice"},
    {"setreuid: none, and what is in other registers",
     CALL("113", "a0=ffffffff a1=ffffffff a2=3e8 a3=0") AS_ROOT, "/summary/object/primary"},
    {"a priority of a user's", CALL("141", "a0=2 a1=3e9 a2=5 a3=0") AS_ROOT, "/data/a1 bob"},
    {"capset",
     CALL("126", "a0=0 a1=0 a2=0 a3=0") AS_ROOT
     "CAPSET pid=11 cap_pi=0 cap_pp=0000000000000021 cap_pe=0000000000000001 cap_pa=0\n",
     "/data/cap_pp CAP_CHOWN,CAP_KILL\n/data/cap_pe CAP_CHOWN\n/data/cap_pi none"},
    {"an execution of a file with capabilities",
     CALL("59", "a0=1 a1=2 a2=3 a3=8") BY_ALICE
     "BPRM_FCAPS fver=2 fp=0000000000002000 fi=0 fe=1 old_pp=0 old_pi=0 old_pe=0 old_pa=0 "
     "pp=0000000000002000 "
     "pi=0 pe=0000000000002000 pa=0 frootid=0\n"
     "PATH item=0 name=\"/bin/ping\" inode=5 mode=0100755 nametype=NORMAL cap_fp=8000000000002000 "
     "cap_fi=0000000000000000 cap_fe=1 cap_fver=2 cap_frootid=0\n",
     "/data/fp CAP_NET_RAW\n/data/pe CAP_NET_RAW\n/data/old_pp none\n/paths/0/cap_fp CAP_NET_RAW,CAP_63\n"
     "/paths/0/cap_fi\n/paths/0/cap_fe 1"},
    {"a call with the rights of another user",
     "SYSCALL arch=c000003e syscall=2 success=yes exit=3 a0=0 a1=0 a2=0 a3=0 items=0 pid=1 auid=1000 "
     "uid=1000 "
     "gid=1000 euid=0 egid=1000 ses=3 comm=\"su\" exe=\"/bin/su\" key=(null)\n",
     "/ecs/user/id 1000\n/ecs/user/effective/id 0\n/ecs/user/effective/name root"},
    {"ptrace", CALL("101", "a0=10 a1=4d a2=0 a3=0") BY_ALICE,
     "/summary/action traced-process\n/summary/object "
     "{\"type\":\"process\",\"primary\":\"77\",\"secondary\":\"PTRACE_ATTACH\"}\n/data/a0 PTRACE_ATTACH"},
    {"init_module names its module", CALL("175", "a0=0 a1=10 a2=0 a3=0") AS_ROOT "KERN_MODULE name=\"msr\"\n",
     "/record_type SYSCALL\n/summary/action loaded-kernel-module\n"
     "/summary/object {\"type\":\"kernel-module\",\"primary\":\"msr\"}\n/ecs/event/category [\"driver\"]"},
    {"a call without a rule", CALL("24", "a0=0 a1=0 a2=0 a3=0") BY_ALICE,
     "/summary/action called-sched_yield"},
    {"a call without a name", CALL("9999", "a0=0 a1=0 a2=0 a3=0") BY_ALICE,
     "/summary/action called-syscall\n/data/syscall 9999\n/data/a0 0x0"},
    {"io_uring",
     "URINGOP uring_op=18 success=yes exit=0 items=1 ppid=1 pid=2 uid=1000 gid=1000 euid=1000 "
     "suid=1000 fsuid=1000 egid=1000 sgid=1000 fsgid=1000 subj=unconfined key=(null)\nCWD "
     "cwd=\"/\"\n" FILE_PATH("a"),
     "/record_type URINGOP\n/summary/action opened-file\n/file/path a\n/summary/actor/primary "
     "unset\n/data/uring_op openat"},

    // Network
    {"connect",
     CALL("42", "a0=5 a1=7ffc a2=10 a3=0") BY_ALICE "SOCKADDR saddr=020001BBC00002070000000000000000\n",
     "/summary/action connected-to\n/summary/object "
     "{\"type\":\"socket\",\"primary\":\"192.0.2.7\",\"secondary\":\"443\"}\n"
     "/destination {\"ip\":\"192.0.2.7\",\"port\":443}\n/source\n/network "
     "{\"direction\":\"egress\",\"type\":\"ipv4\"}\n"
     "/ecs/event/category [\"network\"]"},
    {"connect goes on in the background",
     "SYSCALL arch=c000003e syscall=42 success=no exit=-115 a0=5 a1=7ffc a2=10 a3=0 items=0" BY_ALICE
     "SOCKADDR saddr=020001BBC00002070000000000000000\n",
     "/summary/action connected-to\n/result\n/ecs/event/outcome unknown\n/data/exit EINPROGRESS"},
    {"connect of i386 goes on in the background",
     "SYSCALL arch=40000003 syscall=102 success=no exit=-115 a0=3 a1=bf a2=0 a3=0 items=0" BY_ALICE
     "SOCKETCALL nargs=3 a0=4 a1=bf a2=10\n",
     "/summary/action connected-to\n/result\n/data/exit EINPROGRESS"},
    {"accept",
     CALL("288", "a0=5 a1=7ffc a2=10 a3=0") BY_ALICE
     "SOCKADDR saddr=0A00A2C00000000020010DB800000000000000000000000100000000\n",
     "/source {\"ip\":\"2001:db8::1\",\"port\":41664}\n/destination\n/network/direction "
     "ingress\n/network/type ipv6"},
    {"bind to an abstract socket",
     CALL("49", "a0=5 a1=7ffc a2=10 a3=0") BY_ALICE "SOCKADDR saddr=0100006162\n",
     "/summary/action bound-socket\n/source/path @ab\n/network/type unix"},
    {"a socket's path is no text",
     CALL("42", "a0=5 a1=7ffc a2=10 a3=0") BY_ALICE "SOCKADDR saddr=01002FFF0A00\n",
     "/destination/path /\xef\xbf\xbd\n\n/raw_bytes/~1destination~1path 2fff0a"},
    {"netlink", CALL("44", "a0=5 a1=7ffc a2=10 a3=0") BY_ALICE "SOCKADDR saddr=100000000100000002000000\n",
     "/network/type netlink\n/data/netlink_pid 1\n/data/netlink_groups 2"},
    {"an address that is cut", CALL("42", "a0=5 a1=7ffc a2=10 a3=0") BY_ALICE "SOCKADDR saddr=0200\n",
     "/network/type ipv4\n/data/saddr 0200"},
    {"socketcall of i386",
     "SYSCALL arch=40000003 syscall=102 success=yes exit=0 a0=3 a1=bf a2=0 a3=0 items=0" BY_ALICE
     "SOCKETCALL nargs=3 a0=4 a1=bf a2=10\nSOCKADDR saddr=02000050C0000207\n",
     "/summary/action connected-to\n/destination/port 80"},
    {"the arguments of socketcall, and of the call that it makes",
     "SYSCALL arch=40000003 syscall=102 success=yes exit=0 a0=f a1=bfd9 a2=0 a3=0 items=0" BY_ALICE
     "SOCKETCALL nargs=5 a0=6 a1=6 a2=b a3=bfd9c304 a4=bfd9c36c\n",
     "/summary/action checked-socket-option\n/summary/object {\"type\":\"socket\",\"primary\":\"6\"}\n"
     "/data/a0 SYS_GETSOCKOPT\n/data/socketcall_a0 6\n/data/socketcall_a1 SOL_TCP\n/data/socketcall_a2 "
     "TCP_INFO\n"
     "/data/socketcall_a3 0xbfd9c304\n/data/socketcall_a4 0xbfd9c36c\n/data/a4\n/data/nargs 5"},

    // The system
    {"clock_settime", CALL("227", "a0=0 a1=0 a2=0 a3=0") AS_ROOT,
     "/summary/action changed-system-time\n/ecs/event/category [\"configuration\",\"host\"]"},
    {"TIME_ADJNTPVAL twice",
     "TIME_ADJNTPVAL op=status old=64 new=8256\nTIME_ADJNTPVAL op=adjust old=0 new=1\n" CALL(
         "159", "a0=0 a1=0 a2=0 a3=0") AS_ROOT,
     "/record_type TIME_ADJNTPVAL\n/category configuration\n/summary/action changed-system-time\n"
     "/result success\n/data/syscall adjtimex\n/user/ids/auid 1000\n/data/op "
     "[\"status\",\"adjust\"]\n/data/old "
     "[\"64\",\"0\"]"},
    {"TIME_INJOFFSET", CALL("305", "a0=0 a1=0 a2=0 a3=0") AS_ROOT "TIME_INJOFFSET sec=-16 nsec=124887145\n",
     "/record_type TIME_INJOFFSET\n/category configuration\n/summary/action changed-system-time\n/data/sec "
     "-16"},
    {"sethostname", CALL("170", "a0=0 a1=5 a2=0 a3=0") AS_ROOT, "/summary/action changed-system-name"},
    {"bpf", "BPF prog-id=4 op=LOAD\n" CALL("321", "a0=5 a1=0 a2=90 a3=0") AS_ROOT,
     "/record_type BPF\n/summary/action used-bpf\n/summary/object "
     "{\"type\":\"bpf-program\",\"primary\":\"4\",\"secondary\":\"LOAD\"}\n"
     "/result success\n/data/a0 BPF_PROG_LOAD"},
    {"NETFILTER_CFG",
     "NETFILTER_CFG table=filter:2 family=2 entries=4 op=nft_register_rule pid=5 subj=kernel comm=\"nft\"\n",
     "/category configuration\n/summary/action loaded-firewall-rule-to\n/summary/object/primary "
     "filter:2\n/data/family NFPROTO_IPV4\n/summary/how nft"},
    {"FANOTIFY",
     "FANOTIFY resp=2 fan_type=0 fan_info=0 subj_trust=2 obj_trust=2\n" CALL(
         "257", "a0=ffffff9c a1=0 a2=0 a3=0") BY_ALICE FILE_PATH("/a"),
     "/record_type FANOTIFY\n/data/resp FAN_DENY\n/file/path /a"},
    {"SELinux denies to connect to a port",
     "AVC avc:  denied  { name_connect } for  pid=11 comm=\"x\" dest=443 scontext=a:b:c:s0 tcontext=d:e:f:s0 "
     "tclass=tcp_socket permissive=0\n",
     "/destination {\"port\":443}\n/source"},
    {"SELinux denies to bind to a port",
     "AVC avc:  denied  { name_bind } for  pid=11 comm=\"x\" src=81 scontext=a:b:c:s0 tcontext=d:e:f:s0 "
     "tclass=tcp_socket permissive=0\n",
     "/source {\"port\":81}\n/destination"},
    {"SELinux denies a packet",
     "AVC avc:  denied  { recv } for  pid=0 comm=\"swapper\" saddr=192.0.2.7 src=443 daddr=192.0.2.1 "
     "dest=4000 netif=eth0 scontext=a:b:c:s0 tcontext=d:e:f:s0 tclass=peer permissive=0\n",
     "/source {\"ip\":\"192.0.2.7\",\"port\":443}\n/destination {\"ip\":\"192.0.2.1\",\"port\":4000}"},
    {"a packet", "NETFILTER_PKT mark=0x0 saddr=192.0.2.1 daddr=192.0.2.2 proto=6\n",
     "/summary/action logged-packet\n/source/ip 192.0.2.1\n/destination/ip 192.0.2.2\n/data/proto "
     "IPPROTO_TCP\n/category network"},

    // Logins
    {"a login that succeeded",
     "USER_LOGIN pid=9 uid=0 auid=1000 ses=4 subj=s msg='op=login id=1000 exe=\"/usr/sbin/sshd\" "
     "hostname=web addr=192.0.2.9 terminal=/dev/pts/2 res=success'\n",
     "/category user-login\n/summary/action logged-in\n/summary/actor "
     "{\"primary\":\"alice\",\"secondary\":\"alice\"}\n"
     "/summary/object {\"type\":\"user-session\",\"primary\":\"/dev/pts/2\",\"secondary\":\"192.0.2.9\"}\n"
     "/source {\"hostname\":\"web\",\"ip\":\"192.0.2.9\"}\n/result success\n/ecs/event/outcome success\n"
     "/ecs/event/category [\"authentication\",\"session\"]\n/ecs/user/name alice\n/ecs/user/effective"},
    {"a login with an unknown name in hex",
     "USER_LOGIN pid=9 uid=0 auid=4294967295 ses=4294967295 msg='op=login acct=28696E76616C6964207573657229 "
     "exe=\"/usr/sbin/sshd\" hostname=? addr=192.0.2.9 terminal=ssh res=failed'\n",
     "/summary/actor {\"primary\":\"unset\",\"secondary\":\"(invalid user)\"}\n/result fail\n/session unset\n"
     "/user/ids/auid 4294967295\n/user/names/auid\n/ecs/user {\"name\":\"(invalid user)\"}\n/source "
     "{\"ip\":\"192.0.2.9\"}"},
    {"su to root",
     "USER_AUTH pid=9 uid=1000 auid=1000 ses=3 msg='op=PAM:authentication grantors=pam_unix acct=\"root\" "
     "exe=\"/usr/bin/su\" hostname=? addr=? terminal=pts/1 res=success'\n",
     "/summary/action authenticated\n/summary/actor {\"primary\":\"alice\",\"secondary\":\"root\"}\n/source\n"
     "/ecs/user/name alice\n/ecs/user/effective {\"name\":\"root\"}\n/data/grantors pam_unix"},
    {"sudo: a command in hex",
     "USER_CMD pid=9 uid=1000 auid=1000 ses=3 msg='cwd=\"/home/alice\" cmd=6C73202D6C exe=\"/usr/bin/sudo\" "
     "terminal=pts/1 res=success'\n",
     "/category process\n/summary/action ran-command\n/summary/object {\"type\":\"process\",\"primary\":\"ls "
     "-l\"}\n"
     "/summary/how /usr/bin/sudo\n/process/cwd /home/alice\n/data/cmd ls -l\n/ecs/event/category "
     "[\"process\"]\n/ecs/user/name alice"},
    {"LOGIN and its call are one event",
     "LOGIN pid=9 uid=0 subj=unconfined old-auid=4294967295 auid=1000 tty=(none) old-ses=4294967295 ses=3 "
     "res=1\n"
     "SYSCALL arch=c000003e syscall=1 success=yes exit=4 a0=3 a1=7ff a2=4 a3=0 items=0 ppid=8 pid=9 "
     "auid=1000 "
     "uid=0 gid=0 euid=0 suid=0 fsuid=0 egid=0 sgid=0 fsgid=0 tty=(none) ses=3 comm=\"sshd\" "
     "exe=\"/usr/sbin/sshd\" subj=unconfined key=(null)\nPROCTITLE proctitle=\"sshd\"\n",
     "/record_type LOGIN\n/category user-login\n/summary/action changed-login-id-to\n"
     "/summary/object {\"type\":\"user-session\",\"primary\":\"alice\",\"secondary\":\"3\"}\n/data/old-auid "
     "unset\n"
     "/summary/how /usr/sbin/sshd\n/process/title sshd"},
    {"LOGIN of old kernels",
     "LOGIN login pid=64 uid=0 old auid=4294967295 new auid=1000 old ses=1 new ses=9\n",
     "/data/old-auid unset\n/user/ids/auid 1000\n/session 9"},
    {"PAM of old: colons and parentheses",
     "CRED_DISP user pid=30 uid=0 auid=0 msg='PAM: setcred acct=\"root\" : exe=\"/usr/sbin/cron\" "
     "(hostname=?, "
     "addr=?, terminal=cron res=success)'\n",
     "/summary/action disposed-credentials\n/data/message PAM: setcred\n/process/exe /usr/sbin/cron\n/result "
     "success"},

    // Accounts
    {"an account is made",
     "ADD_USER pid=9 uid=0 auid=1000 ses=3 msg='op=add-user acct=\"bob\" exe=\"/usr/sbin/useradd\" "
     "hostname=h "
     "addr=? terminal=pts/1 res=success'\n",
     "/category user-account\n/summary/action added-user-account\n"
     "/summary/object {\"type\":\"user-account\",\"primary\":\"bob\"}\n/ecs/user/target {\"name\":\"bob\"}\n"
     "/ecs/user/name alice\n/ecs/user/effective {\"id\":\"0\",\"name\":\"root\"}\n"
     "/ecs/user/audit/name alice\n/data/acct bob\n/ecs/event/category [\"iam\"]\n/ecs/event/type "
     "[\"user\",\"creation\"]"},
    {"an account by its id",
     "DEL_USER pid=9 uid=0 auid=1000 ses=3 msg='op=delete-user id=1001 exe=\"/usr/sbin/userdel\" "
     "res=success'\n",
     "/summary/object/primary bob\n/ecs/user/target {\"id\":\"1001\",\"name\":\"bob\"}"},
    {"an op of several words, and an apostrophe",
     "USER_MGMT user pid=62 uid=0 auid=0 msg='op=changing user's home acct=\"bob\" exe=\"/usr/sbin/usermod\" "
     "res=failed'\n",
     "/data/op changing user's home\n/result fail\n/summary/object/primary bob"},
    {"a group is made",
     "ADD_GROUP pid=9 uid=0 auid=1000 ses=3 msg='op=add-group id=50 exe=\"/usr/sbin/groupadd\" "
     "res=success'\n",
     "/category group-account\n/summary/object {\"type\":\"group-account\",\"primary\":\"staff\"}\n"
     "/ecs/group {\"id\":\"50\",\"name\":\"staff\"}\n/ecs/event/type [\"group\",\"creation\"]"},
    {"a user comes into a group",
     "GRP_MGMT pid=9 uid=0 auid=1000 ses=3 msg='op=add-user-to-group grp=\"staff\" acct=\"bob\" "
     "exe=\"/usr/sbin/usermod\" res=success'\n",
     "/summary/object "
     "{\"type\":\"group-account\",\"primary\":\"staff\",\"secondary\":\"bob\"}\n/ecs/group/name staff"},
    {"a user comes into a group, told of the user",
     "USER_MGMT pid=9 uid=0 auid=1000 ses=3 msg='op=add-user-to-group grp=\"wheel\" acct=\"bob\" "
     "exe=\"/usr/sbin/usermod\" res=success'\n",
     "/summary/object {\"type\":\"user-account\",\"primary\":\"bob\",\"secondary\":\"wheel\"}\n"
     "/ecs/user/target {\"name\":\"bob\"}\n/ecs/group {\"name\":\"wheel\"}"},
    {"a password",
     "USER_CHAUTHTOK pid=9 uid=1000 auid=1000 ses=3 msg='op=PAM:chauthtok acct=\"alice\" "
     "exe=\"/usr/bin/passwd\" res=success'\n",
     "/summary/action changed-password\n/ecs/user/target/name alice"},

    // Services, the daemon, the configuration
    {"a service",
     "SERVICE_START pid=1 uid=0 auid=4294967295 ses=4294967295 subj=init msg='unit=cron comm=\"systemd\" "
     "exe=\"/usr/lib/systemd/systemd\" hostname=? addr=? terminal=? res=success'\n",
     "/category system-services\n/summary/action started-service\n/summary/object "
     "{\"type\":\"service\",\"primary\":\"cron\"}\n"
     "/summary/actor {\"primary\":\"unset\",\"secondary\":\"root\"}\n/ecs/event/type [\"start\"]\n/source"},
    {"boot",
     "SYSTEM_BOOT pid=1 uid=0 auid=4294967295 ses=4294967295 msg=' comm=\"systemd-update-utmp\" exe=\"/x\" "
     "res=success'\n",
     "/summary/action booted-system\n/ecs/event/category [\"host\"]"},
    {"the daemon starts",
     "DAEMON_START op=start ver=3.0 format=enriched kernel=6.1 auid=4294967295 pid=5 uid=0 ses=4294967295 "
     "subj=auditd_t res=success\n",
     "/category audit-daemon\n/summary/action started-audit\n/summary/object/primary start\n/data/ver 3.0"},
    {"a rule is added",
     "CONFIG_CHANGE auid=1000 ses=3 subj=unconfined op=add_rule key=\"run\" list=4 res=1\n",
     "/category configuration\n/summary/action changed-audit-configuration\n"
     "/summary/object {\"type\":\"audit-config\",\"primary\":\"add_rule\",\"secondary\":\"run\"}\n/data/list "
     "exit\n/tags [\"run\"]"},
    {"TTY input", "TTY tty pid=63 uid=0 auid=1000 ses=3 major=136 minor=0 comm=\"bash\" data=6C730D\n",
     "/category tty\n/summary/action typed\n/data/data ls\r"},
    {"SECCOMP",
     "SECCOMP auid=1000 uid=1000 gid=1000 ses=3 subj=unconfined pid=5 comm=\"x\" exe=\"/x\" sig=31 "
     "arch=c000003e syscall=41 compat=0 ip=0x7f code=0x80000000\n",
     "/category anomaly\n/summary/action violated-seccomp-policy\n/summary/object/secondary "
     "socket\n/data/sig SIGSYS\n/data/code SECCOMP_RET_KILL_PROCESS"},

    // Mandatory access control
    {"AVC of SELinux with its call",
     "AVC avc:  denied  { read write } for  pid=11 comm=\"x\" name=\"motd\" dev=\"dm-0\" ino=9 "
     "scontext=system_u:system_r:x_t:s0 tcontext=system_u:object_r:etc_t:s0 tclass=file permissive=0\n"
     "SYSCALL arch=c000003e syscall=257 success=no exit=-13 a0=ffffff9c a1=7ffc a2=2 a3=0 items=1 ppid=10 "
     "pid=11 auid=1000 uid=0 gid=0 "
     "euid=0 suid=0 fsuid=0 egid=0 sgid=0 fsgid=0 tty=pts1 ses=3 comm=\"x\" exe=\"/usr/bin/x\" "
     "subj=system_u:system_r:x_t:s0 key=(null)\n"
     "CWD cwd=\"/\"\n" FILE_PATH("/etc/motd"),
     "/category mac-decision\n/record_type AVC\n/summary/action violated-selinux-policy\n/result fail\n"
     "/summary/object/primary /etc/motd\n/file/inode 5\n/data/perms read write\n/data/seresult "
     "denied\n/data/tclass file\n"
     "/ecs/event/type [\"denied\"]\n/user/selinux/domain x_t\n/data/syscall openat"},
    {"AVC alone",
     "AVC avc:  granted  { load_policy } for  pid=11 comm=\"x\" scontext=system_u:system_r:x_t:s0 "
     "tcontext=system_u:object_r:y_t:s0 tclass=security\n",
     "/summary/action used-selinux-policy\n/result success\n/ecs/event/type [\"allowed\"]\n/file\n"
     "/summary/object {\"type\":\"mac-object\",\"primary\":\"system_u:object_r:y_t:s0\"}\n/process/pid "
     "11\n/summary/how x"},
    {"SELinux only says that it would deny",
     "AVC avc:  denied  { read } for  pid=11 comm=\"x\" scontext=a:b:c:s0 tcontext=d:e:f:s0 tclass=file "
     "permissive=1\n",
     "/summary/action violated-selinux-policy\n/result success\n/ecs/event/outcome success\n"
     "/ecs/event/type [\"denied\"]"},
    {"SELinux would deny the one, and denies the other",
     "AVC avc:  denied  { read } for  pid=11 comm=\"x\" scontext=a:b:c:s0 tcontext=d:e:f:s0 tclass=file "
     "permissive=1\n"
     "AVC avc:  denied  { open } for  pid=11 comm=\"x\" scontext=a:b:d:s0 tcontext=d:e:f:s0 tclass=file "
     "permissive=0\n",
     "/result fail\n/ecs/event/outcome failure"},
    {"one of two decisions is a denial",
     "AVC avc:  denied  { read } for  pid=11 comm=\"x\" scontext=a:b:c:s0 tcontext=d:e:f:s0 tclass=file\n"
     "AVC avc:  granted  { open } for  pid=11 comm=\"x\" scontext=a:b:c:s0 tcontext=d:e:f:s0 tclass=file\n",
     "/summary/action violated-selinux-policy\n/result fail\n/data/seresult [\"denied\",\"granted\"]"},
    {"several AVC records of one event",
     "AVC avc:  denied  { read } for  pid=11 comm=\"x\" name=\"a\" scontext=a:b:c:s0 tcontext=d:e:f:s0 "
     "tclass=file\n"
     "AVC avc:  denied  { open } for  pid=11 comm=\"x\" path=\"/d/a\" scontext=a:b:c:s0 tcontext=d:e:g:s0 "
     "tclass=file\n",
     "/summary/action violated-selinux-policy\n/result fail\n"
     "/data/perms [\"read\",\"open\"]\n/data/tcontext [\"d:e:f:s0\",\"d:e:g:s0\"]\n/data/tclass file"},
    {"AppArmor denies; the owner of the file is no user of the process",
     "AVC apparmor=\"DENIED\" operation=\"open\" class=\"file\" profile=\"/usr/sbin/cupsd\" "
     "name=\"/etc/shadow\" pid=77 "
     "comm=\"cupsd\" requested_mask=\"r\" denied_mask=\"r\" fsuid=1000 ouid=0\n",
     "/summary/action violated-apparmor-policy\n/category mac-decision\n/summary/object "
     "{\"type\":\"file\",\"primary\":\"/etc/shadow\"}\n"
     "/result fail\n/file {\"path\":\"/etc/shadow\",\"uid\":0,\"owner\":\"root\"}\n/user/ids "
     "{\"fsuid\":1000}\n/ecs/event/type [\"denied\"]"},
    {"AppArmor loads a profile",
     "AVC apparmor=\"STATUS\" operation=\"profile_load\" profile=\"unconfined\" name=\"docker\" pid=5 "
     "comm=\"apparmor_parser\"\n",
     "/summary/action changed-apparmor-policy\n/summary/object "
     "{\"type\":\"mac-policy\",\"primary\":\"docker\",\"secondary\":\"profile_load\"}\n/file"},
    {"USER_AVC",
     "USER_AVC pid=60 uid=81 auid=4294967295 ses=4294967295 subj=dbus msg='avc:  denied  { send_msg } for "
     "msgtype=method_call "
     "scontext=a:b:c:s0 tcontext=d:e:f:s0 tclass=dbus exe=\"/usr/bin/dbus-daemon\" sauid=81 hostname=? "
     "addr=? terminal=?'\n",
     "/summary/action accessed-policy-controlled-object\n/data/perms send_msg\n/result fail\n/data/scontext "
     "a:b:c:s0"},
    {"MAC_STATUS",
     "MAC_STATUS enforcing=1 old_enforcing=0 auid=1000 ses=3 enabled=1 old-enabled=1 lsm=selinux res=1\n",
     "/category mac\n/summary/action changed-selinux-enforcement\n/summary/object/primary 1\n/result "
     "success"},
    {"MAC_TASK_CONTEXTS tell the label",
     CALL("2",
          "a0=0 a1=0 a2=0 a3=0") "  pid=11 auid=1000 uid=1000 subj=? key=(null)\n"
                                 "MAC_TASK_CONTEXTS subj_selinux=a_u:a_r:a_t:s0 subj_apparmor=unconfined\n",
     "/user/selinux/user a_u\n/data/subj_apparmor unconfined"},
    {"landlock",
     "LANDLOCK_ACCESS domain=195ba459b blockers=fs.read_file path=\"/etc/passwd\" dev=\"vda2\" ino=143821\n",
     "/summary/action violated-landlock-policy\n/file/path /etc/passwd\n/file/inode 143821"},

    // Anomalies and the rest
    {"ANOM_ABEND with a name in hex",
     "ANOM_ABEND auid=1000 uid=1000 gid=1000 ses=3 subj=unconfined pid=9 comm=6120622063 exe=\"/bin/x\" "
     "sig=11 res=1\n",
     "/category anomaly\n/ecs/event/kind alert\n/ecs/event/category [\"process\",\"intrusion_detection\"]\n"
     "/summary/action crashed-program\n/result\n/ecs/event/outcome unknown\n/process/name "
     "a b c\n"
     "/summary/object {\"type\":\"process\",\"primary\":\"/bin/x\",\"secondary\":\"SIGSEGV\"}"},
    {"promiscuous",
     "ANOM_PROMISCUOUS dev=veth1 prom=256 old_prom=0 auid=4294967295 uid=0 gid=0 ses=4294967295\n",
     "/summary/object {\"type\":\"network-device\",\"primary\":\"veth1\",\"secondary\":\"256\"}\n/file"},
    {"RESP_ACCT_LOCK",
     "RESP_ACCT_LOCK pid=9 uid=0 auid=0 ses=1 msg='op=faillock acct=\"bob\" exe=\"/x\" res=success'\n",
     "/category anomaly-response\n/summary/action locked-account\n/ecs/user/target/name bob"},
    {"INTEGRITY_DATA",
     "INTEGRITY_DATA pid=9 uid=0 auid=0 ses=1 subj=s op=appraise_data cause=invalid-hash comm=\"x\" "
     "name=\"/bin/a\" dev=\"vda1\" ino=7 res=0\n",
     "/category integrity\n/result fail\n/file "
     "{\"path\":\"/bin/a\",\"device\":\"vda1\",\"inode\":\"7\"}\n/summary/object/secondary appraise_data"},
    {"CRYPTO_KEY_USER",
     "CRYPTO_KEY_USER pid=9 uid=0 auid=0 ses=1 msg='op=destroy kind=server fp=SHA256:aa direction=? spid=9 "
     "suid=0 exe=\"/usr/sbin/sshd\" "
     "laddr=192.0.2.1 lport=22 addr=192.0.2.2 rport=4000 res=success'\n",
     "/category crypto\n/summary/action destroyed-crypto-key\n/summary/object "
     "{\"type\":\"crypto-key\",\"primary\":\"SHA256:aa\",\"secondary\":\"192.0.2.2\"}\n"
     "/source {\"ip\":\"192.0.2.2\",\"port\":4000}\n/destination "
     "{\"ip\":\"192.0.2.1\",\"port\":22}\n/network/direction ingress"},
    {"VIRT_CONTROL",
     "VIRT_CONTROL pid=9 uid=0 auid=0 ses=1 msg='virt=kvm op=start reason=booted vm=\"guest one\" uuid=1-2 "
     "vm-pid=77 exe=\"/x\" res=success'\n",
     "/category virt\n/summary/object {\"type\":\"virtual-machine\",\"primary\":\"guest "
     "one\",\"secondary\":\"start\"}"},
    {"SOFTWARE_UPDATE",
     "SOFTWARE_UPDATE pid=9 uid=0 auid=0 ses=1 msg='op=install sw=\"a-1.rpm\" sw_type=rpm key_enforce=0 "
     "gpg_res=1 root_dir=\"/\" exe=\"/x\" res=success'\n",
     "/summary/object "
     "{\"type\":\"software\",\"primary\":\"a-1.rpm\",\"secondary\":\"/\"}\n/ecs/event/category "
     "[\"package\"]"},
    {"KERNEL", "KERNEL state=initialized audit_enabled=0 res=1\n",
     "/summary/action initialized-audit-subsystem\n/result success"},
    {"a type without a rule", "UNKNOWN[1399] a=b pid=3\n",
     "/record_type UNKNOWN[1399]\n/category audit-rule\n/summary/action caused-event\n/data/a "
     "b\n/process/pid 3"},
    {"a type without a name", "NEVER_HEARD a=b\n", "/record_type NEVER_HEARD\n/category unknown\n/data/a b"},
    {"an event without its SYSCALL record",
     "CWD cwd=\"/d\"\nPATH item=0 name=\"a\" nametype=NORMAL\nPROCTITLE proctitle=\"x\"\n",
     "/file/path /d/a\n/summary/action accessed-file\n/process/title x"},
    {"EXECVE without its SYSCALL record",
     "EXECVE argc=1 a0=\"ls\"\nPATH item=0 name=\"/bin/ls\" nametype=NORMAL\n",
     "/process/args [\"ls\"]\n/summary/action executed\n/file/path /bin/ls"},
    {"names of an ENRICHED log win",
     "SYSCALL arch=c000003e syscall=2 success=yes exit=3 a0=0 a1=0 a2=0 a3=0 items=1 ppid=1 pid=2 auid=1000 "
     "uid=0 gid=50 euid=0 "
     "suid=0 fsuid=0 egid=50 sgid=50 fsgid=50 tty=pts0 ses=3 comm=\"x\" exe=\"/x\" key=(null)\x1d"
     "ARCH=x86_64 SYSCALL=open AUID=\"carol\" UID=\"toor\" GID=\"wheel\" EUID=\"unset\" SUID=\"unknown(0)\"\n"
     "PATH item=0 name=\"/a\" ouid=1000 ogid=50 nametype=NORMAL OUID=\"dave\" OGID=\"users\"\n",
     "/user/names/auid carol\n/user/names/uid toor\n/user/names/gid wheel\n/user/names/euid "
     "root\n/user/names/suid root\n"
     "/summary/actor {\"primary\":\"carol\",\"secondary\":\"toor\"}\n/file/owner dave\n/paths/0/group users"},
    {"ids without names", "USER_ACCT pid=1 uid=77 auid=78 ses=-1 msg='op=x acct=\"?\" exe=\"/x\" res=1'\n",
     "/summary/actor {\"primary\":\"78\",\"secondary\":\"77\"}\n/user/ids "
     "{\"auid\":78,\"uid\":77}\n/user/names\n/session unset"},
    {"keys of a rule, joined", CALL("2", "a0=0 a1=0 a2=0 a3=0") " key=6B31016B32\n", "/tags [\"k1\",\"k2\"]"},
    {"a key that cannot be written as it is", "USER pid=1 a\"b=c d=e\n", "/data/message a\"b=c\n/data/d e"},
};

// The elements of a list, a space between them.
std::string words(const JsonDocument& document, std::string_view pointer) {
  std::string words;
  simdjson::dom::array list;
  REQUIRE(document.root().at_pointer(pointer).get(list) == simdjson::SUCCESS);
  for (const simdjson::dom::element element : list) {
    words += std::string_view(element.get_string().value_unsafe());
    words += ' ';
  }
  return words;
}

}  // namespace

TEST_CASE("what Linux Audit events mean") {
  NormalLog log(make_normal_json_printer);
  for (const Case& expected : kCases) {
    INFO(expected.name);
    const JsonDocument document(log.print(normal_event_log(expected.records)));
    CHECK(emit::is_sound_ecs(words(document, "/ecs/event/category"), words(document, "/ecs/event/type")));
    std::string_view facts = expected.facts;
    while (!facts.empty()) {
      // A fact ends where the next pointer begins: values may have ends of lines.
      const std::size_t next = facts.find("\n/");
      const std::string_view fact = facts.substr(0, next);
      facts.remove_prefix(next == facts.npos ? facts.size() : next + 1);
      const std::size_t space = fact.find(' ');
      const std::string pointer(fact.substr(0, space));
      INFO(pointer);
      CHECK(document.at(pointer) == (space == fact.npos ? "" : std::string(fact.substr(space + 1))));
    }
  }
}

TEST_CASE("anomalies are alerts, and nothing else is") {
  NormalLog json(make_normal_json_printer), ecs(make_ecs_printer);
  int alerts = 0;
  for (int number = 1005; number < 2600; ++number) {
    const auto type = static_cast<RecordType>(number);
    const std::string_view name = record_type_name(type);
    if (name.empty() || type == RecordType::EOE) continue;
    INFO(name);
    const std::string log = normal_event_log(std::string(name) + " pid=1 uid=0 msg='op=x res=failed'");
    const JsonDocument document(json.print(log)), other(ecs.print(log));
    const bool is_anomaly = name.starts_with("ANOM_") || name == "SECCOMP";
    CHECK(document.at("/ecs/event/kind") == (is_anomaly ? "alert" : "event"));
    CHECK(other.at("/event/kind") == document.at("/ecs/event/kind"));
    if (is_anomaly) CHECK(words(other, "/event/category").ends_with("intrusion_detection "));
    alerts += is_anomaly ? 1 : 0;
  }
  CHECK(alerts == 27);
  const JsonDocument unknown(ecs.print(normal_event_log("UNKNOWN[2199] pid=1")));
  CHECK(unknown.at("/event/kind") == "alert");
}

TEST_CASE("a normalised event knows its node, and each its own") {
  const std::string first =
      normal_event_log("USER_END pid=1 uid=0 auid=1000 ses=3 msg='acct=\"bob\" res=success'", "node=web1 ");
  const std::string second =
      normal_event_log("USER_END pid=2 uid=0 auid=0 ses=4 msg='res=failed'", "node=web2 ");
  const std::string printed = NormalLog(make_normal_json_printer).print(first + second);
  const std::size_t end = printed.find('\n') + 1;
  CHECK(JsonDocument(printed.substr(0, end)).at("/node") == "web1");
  const JsonDocument other(printed.substr(end));
  CHECK(other.at("/node") == "web2");
  CHECK(other.at("/summary/actor/secondary") == "root");
  CHECK(other.at("/result") == "fail");
}

TEST_CASE("lines in the forms that logs have mean the same") {
  const std::string body =
      "audit(1709283600.041:5): auid=1000 uid=1000 gid=1000 ses=3 subj=unconfined pid=9 comm=6120622063 "
      "exe=\"/x\" "
      "sig=11 res=1";
  for (const std::string_view head :
       {"type=ANOM_ABEND msg=", "type=1701 msg=", "type=UNKNOWN[1701] msg=", "audit: type=1701 ",
        "Mar  1 09:00:00 host audispd: type=ANOM_ABEND msg=",
        "<13>Mar  1 09:00:00 host audispd: node=n type=ANOM_ABEND msg="}) {
    INFO(head);
    const JsonDocument document(NormalLog(make_normal_json_printer).print(std::string(head) + body));
    CHECK(document.at("/record_type") == "ANOM_ABEND");
    CHECK(document.at("/summary/action") == "crashed-program");
    CHECK(document.at("/process/name") == "a b c");
    CHECK(document.at("/ecs/user/name") == "alice");
  }
}

TEST_CASE("an event of the same serial number at another time is another event") {
  const std::string printed = NormalLog(make_normal_json_printer)
                                  .print(
                                      "type=USER_CMD msg=audit(1709283600.041:5): pid=1 msg='cmd=\"a\"'\n"
                                      "type=USER_CMD msg=audit(1709290000.041:5): pid=2 msg='cmd=\"b\"'\n");
  CHECK(std::ranges::count(printed, '\n') == 2);
}

}  // namespace knox::linux_audit
