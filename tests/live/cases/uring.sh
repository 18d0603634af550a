# What is done by io_uring, where no system call does it.
auditon setcond off >/dev/null
mkdir "$work/try"
uring "$work/try" 9
if [ $? = 77 ] || ! quietly auditon rules add -a always,io_uring -S openat -k knox-test; then
  echo 'uring: SKIP, this kernel has no io_uring, or no rules for it'
else
  auditon rules delete -D >/dev/null
  is_armed() { rules | grep -q 'always,io_uring.*key=knox-' && is condition on && sleep 0.2; }
  seen() { bsm2json "$work/$1" | jq -r "select(.subject.pid == $uring_pid) | [.event.name, .return.status] | join(\" \")"; }
  expected='AUE_LINUX_OPEN success
AUE_RENAMEAT success
AUE_UNLINKAT success
AUE_MKDIRAT success'
  for way in '' async; do
    auditpipe --arm fc,fd,nt >"$work/trail" &
    pipe=$!
    auditpipe --arm -- -nt >"$work/failed" &
    other=$!
    check 'it arms' eventually is_armed
    rm -rf "$work/try" && mkdir "$work/try"
    # shellcheck disable=SC2086 # it may be nothing
    uring "$work/try" 9 $way &
    uring_pid=$!
    wait $uring_pid
    sleep 0.5
    kill -INT $pipe $other
    wait $pipe
    check 'nothing was lost' wait $other
    same "files, by io_uring $way" "$expected" "$(seen trail | grep -v 'CONNECT\|SOCKET')"
    check "and a connection $way" eval 'seen trail | has "^AUE_CONNECT" -'
    check "other classes do not have them $way" eval '! seen failed | grep -q "OPEN\|RENAME\|MKDIR"'
  done
  check 'all is as it was' eventually eval 'is rules "" && is condition off'
fi
