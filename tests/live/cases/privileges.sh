# Root is asked for only where it is needed, and rights that a tool was given are of no use for anything else.
nobody() { setpriv --reuid 65534 --regid 65534 --clear-groups "$@" 2>&1; }
auditon setcond off >/dev/null
chmod 755 "${work%/*}" "$work"
mkdir "$work/bin" && cp "$(command -v commands)" "$(command -v auditpipe)" "$work/bin"
cd "$work" || exit
echo 'type=SYSCALL msg=audit(1700000000.000:1): arch=c000003e syscall=59 success=yes exit=0 items=0 ppid=1 pid=2 auid=0 uid=0 gid=0 euid=0 suid=0 fsuid=0 egid=0 sgid=0 fsgid=0 tty=(none) ses=1 comm="id" exe="/usr/bin/id" key=(null)
type=EXECVE msg=audit(1700000000.000:1): argc=2 a0="id" a1="-u"' >own.log
cp own.log secret.log && chmod 600 secret.log && chmod 644 own.log
audit=/var/log/audit
made_audit=
[ -d $audit ] || { mkdir -p -m 750 $audit && made_audit=1; }
trail=$audit/knox-test-$$.log
cp own.log "$trail" && chmod 600 "$trail"
ln -s /etc/shadow "$audit/knox-test-$$.link"

# With no rights.
same 'a file that its user may read needs nothing' 'id -u' "$(nobody bin/commands own.log)"
same 'one that root may read' \
  "commands: secret.log: Permission denied; try: sudo $work/bin/commands secret.log" "$(nobody bin/commands secret.log)"
same 'the kernel' \
  "auditpipe: reading the records of kernel audit needs root or the capability CAP_AUDIT_READ; try: sudo $work/bin/auditpipe ex
auditpipe: without a password, by a line in sudoers: USER ALL=(root) NOPASSWD: $work/bin/auditpipe
auditpipe: for all who may run it: sudo setcap cap_audit_read+ep $work/bin/auditpipe" \
  "$(nobody bin/auditpipe ex | cat)"

# Setuid.
cp bin/commands bin/setuid && chmod 4755 bin/setuid
same 'setuid: a file of its user' 'id -u' "$(nobody bin/setuid own.log)"
same 'setuid: a trail in the audit directory' 'id -u' "$(nobody bin/setuid "$trail")"
for path in secret.log /etc/shadow "$audit/../../../etc/shadow" "$audit/knox-test-$$.link" /proc/self/root/etc/shadow; do
  same "setuid: $path" "commands: $path: Permission denied; try: sudo $work/bin/setuid $path" "$(nobody bin/setuid "$path")"
done
nobody bin/setuid --passwd /etc/shadow own.log >passwd
check 'setuid: --passwd' has 'Permission denied' passwd
check 'setuid: nothing is written with it' eval '! nobody bin/setuid own.log >/etc/knox-test 2>/dev/null || rm /etc/knox-test'
nobody bin/setuid --live >live 2>&1 &
live_pid=$!
setuid_of() { sed -n "s/^$1:[[:space:]]*//p" "/proc/$(pgrep -n -x setuid)/status"; }
check 'setuid: the device is opened' eventually quietly pgrep -x setuid
sleep 0.5
same 'setuid: then all ids are those of its user' '65534	65534	65534	65534' "$(setuid_of Uid)"
same 'setuid: and it has no capability' 0000000000000000 "$(setuid_of CapPrm)"
same 'setuid: nor an environment' '' "$(tr '\0' '\n' <"/proc/$(pgrep -n -x setuid)/environ" | grep -v . || :)"
pkill -x setuid
wait $live_pid

# Capabilities.
if command -v setcap >/dev/null && cp bin/auditpipe bin/capable && setcap cap_audit_read+ep bin/capable 2>/dev/null; then
  auditon rules add -a always,exit -F arch=b64 -S execve -k knox-test >/dev/null
  auditon setcond on >/dev/null
  nobody bin/capable --native --seconds 1.5 ex >capable &
  pipe=$!
  sleep 0.5
  /bin/true with-capability
  wait $pipe
  check 'cap_audit_read is enough to read' has with-capability capable
  check 'but not to arm' eval 'nobody bin/capable --arm ex | has CAP_AUDIT_CONTROL -'
  auditon rules delete -D >/dev/null
  auditon setcond off >/dev/null
fi

# sudo, on a terminal.
if command -v sudo >/dev/null && command -v script >/dev/null; then
  id knox-test >/dev/null 2>&1 || { useradd --no-create-home knox-test && made_user=1; }
  echo "knox-test ALL=(root) NOPASSWD: $work/bin/commands" >/etc/sudoers.d/knox-test
  chmod 440 /etc/sudoers.d/knox-test
  test_user=$(id -u knox-test)
  on_terminal() { script -qec "setpriv --reuid $test_user --regid $test_user --clear-groups $*" /dev/null | tr -d '\r\000\010' | sed 's/^\^[@D]//'; }
  same 'sudo: a tool runs itself under it, with all arguments' 'id -u' \
    "$(on_terminal "$work/bin/commands --grep 'id -u' secret.log")"
  check 'sudo: not with --no-sudo' eval 'on_terminal "$work/bin/commands --no-sudo secret.log" | has "Permission denied" -'
  check 'sudo: not for what its user may read' eval 'on_terminal "$work/bin/commands own.log" | has "id -u" -'
  rm /etc/sudoers.d/knox-test
  [ -z "${made_user-}" ] || userdel knox-test
fi
rm -f "$trail" "$audit/knox-test-$$.link"
[ -z "$made_audit" ] || rmdir $audit
