# What keeps records from coming is told when it happens, and by the exit status; and what is left when a guard
# is killed is taken back.
guards() { ps -C knox-guard -o stat= | grep -cv Z; }
eventually is guards 0  # of the case before, which may still set back what it found
before=64
auditon setqctrl backlog_limit=$before >/dev/null
wait_time=$(auditon getqctrl | sed -n 's/^backlog_wait_time: /backlog_wait_time=/p')
auditon setcond off >/dev/null
cd "$work" || exit
execve='-a always,exit -F arch=b64 -S execve'
guard() { ps -C knox-guard -o pid= -o stat= | sed -n 's/^ *\([0-9]*\) [^Z].*/\1/p' | tail -n 1; }
is_clean() { is rules '' && is condition off && is limit "$before" && is guards 0; }
is_armed() { [ -n "$(rules)" ] && is condition on; }
arm() {
  auditpipe --arm --native ex >log 2>told &
  tool=$!
  eventually is_armed
  eventually has '^SigCgt:.*[2367abef]$' "/proc/$tool/status"
  sleep 0.3
}
end() {
  kill -INT $tool
  status=0
  wait $tool || status=$?
}

arm
end
same 'nothing happens, nothing is told' '0 ' "$status $(cat told)"

arm
auditon rules delete -D >/dev/null
check 'rules are deleted' eventually has 'somebody has deleted 2 of the 2 audit rules' told
end
same 'its status' 1 $status
check 'and all is as it was' eventually is_clean

arm
auditon setcond off >/dev/null
check 'auditing is turned off' eventually has 'auditing is off' told
auditon setcond on >/dev/null
check 'and on again' eventually has 'all is recorded again' told
end
same 'its status' 1 $status
same 'each once' 2 "$(wc -l <told)"

arm
auditon setcond off >/dev/null && auditon setcond on >/dev/null
check 'only for a moment' eventually has 'auditing is off' told
end
same 'its status' 1 $status

for rule in '-A never,exit -F arch=b64 -S execve' '-A never,exit -S all -F uid=33' '-a never,task' \
  '-a always,exclude -F msgtype=EXECVE' '-a never,exclude -F uid=33' '-a never,filesystem -F fstype=tracefs'; do
  shown=$(echo "$rule" | sed 's/^-A/-a/')
  arm
  # shellcheck disable=SC2086
  auditon rules add $rule >/dev/null
  check "after arming: $rule" eventually has "a rule .*: $shown" told
  end
  same 'its status' 1 $status
  auditpipe --arm --seconds 0.3 ex 2>told >/dev/null
  same "before arming: $rule" 1 $?
  check 'and said' has "a rule .*: $shown" told
  auditon rules delete -D >/dev/null
done
auditon rules add -a never,exit -F arch=b64 -S adjtimex -F uid=33 >/dev/null
auditon rules add -a always,exclude -F msgtype=CRYPTO_KEY_USER >/dev/null
auditpipe --arm --seconds 0.3 ex 2>told >/dev/null
same 'other rules are none of it' '0 ' "$? $(cat told)"
auditon rules delete -D >/dev/null

# Who only listens takes what there is, and is told of what changes.
auditon setcond on >/dev/null
# shellcheck disable=SC2086
auditon rules add $execve -k mine >/dev/null
auditon rules add -a always,exclude -F msgtype=CWD >/dev/null
auditpipe --native ex >log 2>told &
tool=$!
eventually has '^SigCgt:.*[2367abef]$' "/proc/$tool/status"
sleep 0.3
same 'a listener is told nothing' '' "$(cat told)"
auditon setcond off >/dev/null
check 'but of what is turned off' eventually has 'auditing is off' told
end
same 'its status' 1 $status
auditon rules delete -D >/dev/null
auditon setcond off >/dev/null

# A reader that stands still, while the kernel's queue is too short.
opens=$(command -v opens)
auditon rules add -a always,exit -F arch=b64 -S openat -F exe="$opens" -k knox-test >/dev/null
auditon setcond on >/dev/null
mkfifo pipe
(until [ -e go ]; do sleep 0.1; done && cat >/dev/null) <pipe &
reader=$!
auditpipe --native --buffer 1 all >pipe 2>told &
tool=$!
eventually has '^SigCgt:.*[2367abef]$' "/proc/$tool/status"
opens 2000 /etc/passwd
sleep 1
auditon setqctrl backlog_limit=5 backlog_wait_time=0 >/dev/null
opens 4000 /etc/passwd
check 'a reader that stands still is told of losses while it stands' eventually has 'records lost so far' told
touch go
end
wait $reader
same 'its status' 1 $status
auditon rules delete -D >/dev/null
auditon setqctrl "backlog_limit=$before" "$wait_time" >/dev/null
auditon setcond off >/dev/null

# A guard that is killed.
arm
kill -KILL "$(guard)"
wait $tool
same 'the tool of a killed guard ends' 1 $?
check 'and says why' has 'the guard of the audit rules is gone' told
check 'and takes the rules back itself' is_clean

leave_behind() {
  arm
  kill -STOP $tool
  kill -KILL "$(guard)"
  kill -KILL $tool
  wait $tool
}
leave_behind
check 'without the tool, rules are left' is_armed
left=$(rules)
# What looks like them is somebody else's.
similar="$execve -k knox-99999-1-0-64
$execve -k knox-99999
$execve -k knox-web
$execve -F pid!=99999 -k knox-99999-1
$execve -F pid!=1 -k knox-99999-1-0-64"
echo "$similar" | while read -r rule; do
  # shellcheck disable=SC2086
  auditon rules add $rule >/dev/null
done
others=$(rules | grep -vxF -e "$left")
same 'similar rules' 5 "$(echo "$others" | wc -l)"
same 'a dry run' "$(echo "$left" | sed 's/^/would delete: /')
condition: on -> off (not done)
backlog_limit: 8192 -> $before (not done)" "$(auditon rules clean --dry-run)"
same 'rules clean' "$(echo "$left" | sed 's/^/deleted: /')
condition: on -> off
backlog_limit: 8192 -> $before" "$(auditon rules clean)"
same 'leaves what is similar' "$others" "$(rules)"
same 'and has nothing to do' '' "$(auditon rules clean)"
auditon rules delete -D >/dev/null
check 'all is as it was' is_clean
same 'rules clean takes no words' 'auditon: rules clean: takes no x' "$(auditon rules clean x 2>&1)"

leave_behind
check 'the next one takes them back' auditpipe --arm --seconds 0.2 ex >/dev/null
check 'and all is as it was' eventually is_clean

leave_behind
start living armed "$execve"
eventually has '^armed' living
kept=$(sed -n 's/^armed //p' living)
same 'those of a living one stay' "$kept" "$(auditon rules clean >/dev/null; rules | sed 's/.*key=//')"
stop living
check 'who adopts what was left sets it back' eventually is_clean

# A guard that is stopped, which only root can do.
arm
stopped=$(guard)
kill -STOP "$stopped"
kill -KILL $tool
sleep 0.3
kill -CONT "$stopped"
check 'a guard that was stopped goes on' eventually is_clean
