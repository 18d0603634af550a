# A setuid tool in the hands of somebody who wants the system's audit kept, taken or hidden.
before=$(limit)
wait_time=$(auditon getqctrl | sed -n 's/^backlog_wait_time: /backlog_wait_time=/p')
auditon setcond off >/dev/null
nobody() { setpriv --reuid 65534 --regid 65534 --clear-groups "$@"; }
chmod 755 "${work%/*}" "$work"
cp "$(command -v auditpipe)" "$work/setuid" && chmod 4755 "$work/setuid"
cp "$(command -v strike)" "$work/strike" && chmod 755 "$work/strike"
cd "$work" || exit
guards() { ps -C knox-guard -o stat= | grep -cv Z; }
patiently() {  # as eventually, for a minute
  left=60
  until "$@"; do
    left=$((left - 1))
    [ $left -gt 0 ] || return 1
    sleep 1
  done
}
guard() { ps -C knox-guard -o pid= -o stat= | sed -n 's/^ *\([0-9]*\) [^Z].*/\1/p' | tail -n 1; }
is_clean() { is rules '' && is condition off && is limit "$before" && is guards 0; }
is_armed() { [ -n "$(rules)" ] && is condition on && sleep 0.3; }

# The guard is root in all ids, and has nothing of its caller.
mkdir "$work/directory" && chmod 777 "$work/directory"
(cd "$work/directory" && umask 0777 && exec nice -n 19 setpriv --reuid 65534 --regid 65534 --clear-groups \
  taskset -c 0 bash -c 'exec "$0" --arm --native ex 3<"$0" 12<"$0"' "$work/setuid") >log 2>&1 &
tool=$!
check 'it arms' eventually is_armed
guard=$(guard)
same 'user ids of the guard' '0	0	0	0' "$(sed -n 's/^Uid:[[:space:]]*//p' "/proc/$guard/status")"
same 'group ids' '0	0	0	0' "$(sed -n 's/^Gid:[[:space:]]*//p' "/proc/$guard/status")"
same 'groups' '' "$(sed -n 's/^Groups:[[:space:]]*//p' "/proc/$guard/status")"
same 'user ids of the tool' '65534	65534	65534	65534' "$(sed -n 's/^Uid:[[:space:]]*//p' "/proc/$tool/status")"
same 'its directory' / "$(readlink "/proc/$guard/cwd")"
same 'its priority' 0 "$(ps -o ni= -p "$guard" | tr -d ' ')"
same 'its processors' "$(sed -n 's/^Cpus_allowed_list:[[:space:]]*//p' /proc/self/status)" \
  "$(sed -n 's/^Cpus_allowed_list:[[:space:]]*//p' "/proc/$guard/status")"
same 'its umask' 0077 "$(sed -n 's/^Umask:[[:space:]]*//p' "/proc/$guard/status")"
same 'its session' "$guard" "$(ps -o sid= -p "$guard" | tr -d ' ')"
same 'its descriptors' '/dev/null /dev/null /dev/null pidfd socket' \
  "$(for fd in "/proc/$guard/fd/"*; do readlink "$fd"; done | sed 's/.*pidfd.*/pidfd/; s/socket:.*/socket/' | sort -u | tr '\n' ' ' |
    sed 's,^/dev/null,/dev/null /dev/null /dev/null,; s/ $//')"
for signal in KILL STOP TERM CONT; do
  check "its user cannot send it SIG$signal" eval '! quietly nobody kill -$signal '"$guard"
done
check 'the tool ends' kill -TERM $tool
check 'and all is as it was' eventually is_clean

# Everything at once, from the first moment on.
effects=
for ending in kill stop wait; do
  for pause in 20 60 150 400; do
    for try in 1 2 3 4 5 6; do
      effects=$effects$(nobody "$work/strike" $((pause + try)) $ending \
        "$work/setuid" --arm --native --seconds 0.5 ex 2>/dev/null | grep -v '^type=')
    done
  done
done
same 'no strike has an effect on a guard' '' "$effects"
check 'and all is as it was' eventually is_clean

# A control group that was given to its user, who may freeze and kill all that is in it.
groups=$(sed -n 's/^[^ ]* \([^ ]*\) cgroup2 .*/\1/p' /proc/mounts | head -n 1)
if [ -n "$groups" ] && mkdir "$groups/knox-test" 2>/dev/null; then
  chown -R 65534 "$groups/knox-test"
  sh -c 'echo $$ >"$1/cgroup.procs" && exec setpriv --reuid 65534 --regid 65534 --clear-groups "$2" --arm --native ex' \
    sh "$groups/knox-test" "$work/setuid" >/dev/null 2>&1 &
  tool=$!
  check 'it arms in a control group' eventually is_armed
  check 'which the guard has left' eval '! grep -qx "$(guard)" "$groups/knox-test/cgroup.procs"'
  nobody sh -c 'echo 1 >"$1/cgroup.freeze"; echo 1 >"$1/cgroup.kill"' sh "$groups/knox-test" 2>/dev/null
  kill -KILL $tool 2>/dev/null  # where kernels have no cgroup.kill
  wait $tool
  check 'a group that is frozen and killed: all is as it was' eventually is_clean
  rmdir "$groups/knox-test"
fi

# Limits, and what else a program inherits. All or nothing: it arms, or says why it does not.
for limits in '-n 3' '-n 5' '-n 6' '-n 7' '-n 8' '-n 9' '-n 10' '-n 12' '-u 0' '-u 1' '-t 1' '-v 100000' '-v 400000' \
  '-d 1000' '-d 70000' '-s 100' '-f 0' '-i 0' '-l 0' '-c unlimited'; do
  # shellcheck disable=SC2016
  nobody bash -c 'ulimit $0; trap "" TERM HUP CHLD; exec "$1" --arm --native --seconds 0.3 ex' \
    "$limits" "$work/setuid" >log 2>&1
  status=$?
  check "with ulimit $limits all is as it was" eventually is_clean
  check "with ulimit $limits it works, or says what is wrong" [ $status = 0 -o -s log ]
done

# Killed again and again while it arms.
for delay in 0.00 0.01 0.02 0.03 0.05 0.08 0.12 0.2 0.3 0.4; do
  for signal in KILL STOP INT HUP; do
    nobody "$work/setuid" --arm --native --seconds 1 ex >/dev/null 2>&1 &
    tool=$!
    sleep $delay
    kill -$signal $tool
    [ $signal != STOP ] || kill -KILL $tool
  done
done
wait
check 'killed at any time, all is as it was' eventually is_clean

# Not without end: everybody's system calls become slower by each.
many=
for number in $(seq 18); do
  nobody "$work/setuid" --arm --native --seconds 60 ex >/dev/null 2>"many.$number" &
  many="$many $!"
done
check 'not more than 16' patiently eval 'cat many.* 2>/dev/null | has "and only root may" -'
check 'and root nevertheless' quietly auditpipe --arm --seconds 0.1 ex
# shellcheck disable=SC2086
kill -KILL $many 2>/dev/null
wait
check 'then all is as it was' patiently is_clean

# Nobody but root takes the daemon's place.
nobody "$work/setuid" --unicast --native --seconds 1 ex >unicast 2>&1
same 'setuid: the status of --unicast' 2 $?
check 'and why' has 'which only root may' unicast
check 'and not with setcap' eval '! has setcap unicast'
check 'no daemon is registered' eval 'auditon getstat | grep -qx "pid: 0"'

# What the kernel loses is told, though the tool has given up its rights.
auditon setcond on >/dev/null
auditon rules add -a always,exit -F arch=b64 -S openat -F exe="$(command -v opens)" -k knox-test >/dev/null
auditon setqctrl backlog_limit=5 backlog_wait_time=0 >/dev/null
nobody "$work/setuid" --native --seconds 3 ex >/dev/null 2>losses &
tool=$!
eventually has '^[^ ]* 9 .* 00000001 ' /proc/net/netlink
sleep 0.5
opens 20000 /etc/passwd & opens 20000 /etc/passwd
sleep 0.2
lost=$(auditon getstat | sed -n 's/^lost: //p')
wait $tool
same 'its status' 1 $?
if [ "$lost" -gt 0 ]; then
  check 'setuid: losses of the queue are told' has "^auditpipe: .* lost so far: [1-9][0-9]* by the kernel's queue" losses
fi
auditon rules delete -D >/dev/null
auditon setqctrl "backlog_limit=$before" "$wait_time" >/dev/null
auditon setcond off >/dev/null

if command -v setcap >/dev/null; then
  cp "$(command -v auditpipe)" "$work/reader" && setcap cap_audit_read+ep "$work/reader"
  cp "$(command -v auditpipe)" "$work/armer" && setcap cap_audit_control,cap_audit_read+ep "$work/armer"
  check 'setcap: that losses cannot be told is said' \
    eval 'nobody "$work/reader" --native --seconds 0.2 ex 2>&1 | has "what the kernel.s queue loses cannot be told" -'
  check 'setcap: no --unicast' eval 'nobody "$work/armer" --unicast --native --seconds 0.2 ex 2>&1 | has "which only root may" -'
  nobody "$work/armer" --arm --native --seconds 60 ex >armed 2>&1 &
  check 'setcap: it arms' eventually is_armed
  # Here the guard is its user's. What is left goes with the next one that arms, or by `rules clean`.
  nobody kill -KILL "$(guard)"
  check 'setcap: that the guard is gone is said' eventually has 'guard of the audit rules is gone' armed
  check 'setcap: and that rules are left' eventually has 'rules clean' armed
  wait
  check 'rules are left' is_armed
  check 'and go with the next one' auditpipe --arm --seconds 0.2 ex >/dev/null
  check 'and all is as it was' eventually is_clean
fi
