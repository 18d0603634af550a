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
  "commands: secret.log: Permission denied; try: sudo cat secret.log | commands" "$(nobody bin/commands secret.log)"
same 'one of the audit directory' "commands: $trail: Permission denied; try: sudo $work/bin/commands $trail" \
  "$(nobody bin/commands "$trail")"
same 'the kernel' \
  "auditpipe: reading the records of kernel audit needs root or the capability CAP_AUDIT_READ; try: sudo $work/bin/auditpipe ex
auditpipe: to do without a password, first have it where only root can replace it: sudo install -d -o root -m 755 /opt/knox/bin && sudo install -o root -g GROUP -m 750 $work/bin/auditpipe /opt/knox/bin/auditpipe
auditpipe: without a password, by a line in sudoers: USER ALL=(root) NOPASSWD: /opt/knox/bin/auditpipe
auditpipe: for all who may run it: sudo setcap cap_audit_read+ep /opt/knox/bin/auditpipe" \
  "$(nobody bin/auditpipe ex | cat)"

# Setuid.
cp bin/commands bin/setuid && chmod 4755 bin/setuid
same 'setuid: a file of its user' 'id -u' "$(nobody bin/setuid own.log)"
same 'setuid: a trail in the audit directory' 'id -u' "$(nobody bin/setuid "$trail")"
for path in secret.log /etc/shadow "$audit/../../../etc/shadow" /proc/self/root/etc/shadow; do
  same "setuid: $path" "commands: $path: Permission denied; try: sudo cat $path | commands" "$(nobody bin/setuid "$path")"
done
check 'setuid: a link in the audit directory' eval 'nobody bin/setuid "$audit/knox-test-$$.link" | has "Permission denied" -'

# What sudo runs has its caller's rights for files, but for those of the audit directory.
ln -s "$trail" trail.link
ln -s /etc/shadow shadow.link
under_sudo() { SUDO_UID=65534 SUDO_GID=65534 "$@" 2>&1; }
same 'sudo: a file of its caller' 'id -u' "$(under_sudo bin/commands own.log)"
same 'sudo: a trail in the audit directory' 'id -u' "$(under_sudo bin/commands "$trail")"
same 'sudo: and by a name alone' 'id -u' "$(cd $audit && under_sudo "$work/bin/commands" "${trail##*/}")"
for path in secret.log /etc/shadow "$audit/../../../etc/shadow" shadow.link trail.link /proc/self/root/etc/shadow; do
  same "sudo: $path" "commands: $path: Permission denied; try: sudo cat $path | commands" "$(under_sudo bin/commands "$path")"
done
under_sudo bin/commands own.log secret.log "$trail" >several
check 'sudo: one of several is refused' has '^commands: secret.log: Permission denied' several
check 'sudo: and the others are read' has '^id -u' several
same 'sudo: root has asked it to' 'id -u' "$(SUDO_UID=0 bin/commands secret.log)"
cp own.log follow.log && chown 65534 follow.log
SUDO_UID=65534 SUDO_GID=65534 bin/commands --follow follow.log >followed 2>&1 &
follow=$!
eventually has 'id -u' followed
same 'sudo: what follows a file has no other rights any more' '65534	65534	65534	65534' \
  "$(sed -n 's/^Uid:[[:space:]]*//p' /proc/$follow/status)"
mv follow.log follow.log.1
ln -s "$work/secret.log" follow.log
sleep 0.5
kill $follow
same 'sudo: also for the file that comes next' 1 "$(grep -c id followed)"
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
    "$(on_terminal "$work/bin/commands --grep 'id -u' $trail")"
  check 'sudo: not with --no-sudo' eval 'on_terminal "$work/bin/commands --no-sudo $trail" | has "Permission denied" -'
  check 'sudo: not for what it would not open' eval 'on_terminal "$work/bin/commands secret.log" | has "Permission denied" -'
  check 'sudo: not for what its user may read' eval 'on_terminal "$work/bin/commands own.log" | has "id -u" -'
  rm /etc/sudoers.d/knox-test
  [ -z "${made_user-}" ] || userdel knox-test
fi
rm -f "$trail" "$audit/knox-test-$$.link"
[ -z "$made_audit" ] || rmdir $audit
