# Rules that go away again, whatever happens to who wanted them.
before=$(limit)
execve='-a always,exit -F arch=b64 -S execve'

is_clean() { is rules '' && is condition off && is limit "$before"; }
is_armed() { eventually has '^armed' "$work/$1"; }

auditon setcond off >/dev/null

start ends armed "$execve"
check 'it arms' is_armed ends
key=$(sed -n 's/armed //p' "$work/ends")
guard_of() { sed -n 's/armed knox-\([0-9]*\)-.*/\1/p' "$work/$1"; }
start_of() { sed 's/.*) //' "/proc/$1/stat" | cut -d ' ' -f 20; }
guard=$(guard_of ends)
same 'the rule' "$execve -F pid!=$ends_pid -F pid!=$guard -F key=$key" "$(rules)"
same 'its key' "knox-$guard-$(start_of "$guard")-0-$before" "$key"
same 'auditing is enabled' on "$(condition)"
check 'the queue is longer' [ "$(limit)" -ge 8192 ]
/bin/true
check 'records come' eventually has '^1309 .*argc=1 a0="/bin/true"' "$work/ends"
check 'it ends' stop ends
check 'at its end all is as it was' is_clean

start killed armed "$execve"
is_armed killed
kill -KILL "$killed_pid"
check 'after SIGKILL all is as it was' eventually is_clean
stop killed

start guarded armed "$execve"
is_armed guarded
guard=$(guard_of guarded)
same 'the name of the guard' knox-guard "$(cat "/proc/$guard/comm")"
for signal in HUP INT QUIT TERM USR1 TSTP; do kill -$signal "$guard"; done
sleep 0.2
check 'the guard ignores signals' is condition on
check 'the guard has no other descriptor' [ "$(ls "/proc/$guard/fd" | wc -l)" -le 6 ]
stop guarded
check 'and still does its work' is_clean

# The guard must not keep a pipe open, or whoever reads it would wait forever.
mkfifo "$work/pipe.in"
(armed "$execve" <"$work/pipe.in" & echo $! >"$work/pipe.pid"; wait) | cat >"$work/pipe" &
reader=$!
exec 3>"$work/pipe.in"
is_armed pipe
kill -KILL "$(cat "$work/pipe.pid")"
check 'a pipe ends with its writer' eventually sh -c "! kill -0 $reader 2>/dev/null"
exec 3>&-
check 'and all is as it was' eventually is_clean

start first armed "$execve"
is_armed first
start second armed "$execve"
is_armed second
same 'two rules' 2 "$(rules | wc -l)"
kill -KILL "$first_pid"
check 'one rule is left' eventually sh -c '[ "$(auditon rules list | wc -l)" = 1 ]'
same 'the second is not cut off' on "$(condition)"
/bin/echo after the first >/dev/null
check 'and has its records' eventually has 'a1="after"' "$work/second"
stop first
kill -KILL "$second_pid"
check 'after the second all is as it was' eventually is_clean
stop second

auditon setcond on >/dev/null
auditon rules add -w /etc/passwd -p wa -k keep >/dev/null
start polite armed "$execve"
is_armed polite
kill -KILL "$polite_pid"
check 'rules of others stay' eventually is rules '-w /etc/passwd -p wa -k keep'
sleep 0.2
same 'auditing stays enabled if it was' on "$(condition)"
stop polite
auditon rules delete -D >/dev/null
auditon setcond off >/dev/null

start relied armed "$execve"
is_armed relied
auditon rules add -w /etc/passwd -p wa -k keep >/dev/null
stop relied
same 'auditing stays enabled for who has added rules meanwhile' on "$(condition)"
auditon rules delete -D >/dev/null
auditon setcond off >/dev/null
auditon setqctrl "backlog_limit=$before" >/dev/null

armed "$execve" '-w /nonexistent/directory/file -p wa' >"$work/half" 2>&1
same 'what cannot be armed' "armed: a directory of the rule's path does not exist" "$(cat "$work/half")"
check 'leaves nothing behind' is_clean

su nobody -s /bin/sh -c "PATH='$PATH' armed '$execve'" >"$work/nobody" 2>&1
same 'without the permission' \
  'armed: reading the records of kernel audit needs root or the capability CAP_AUDIT_READ' "$(cat "$work/nobody")"

start stream armed "$execve"
is_armed stream
for shell in 1 2 3 4; do
  for i in $(seq 250); do /bin/true "$shell-$i"; done &
  eval "shell_$shell=$!"
done
# shellcheck disable=SC2154
wait "$shell_1" "$shell_2" "$shell_3" "$shell_4"
sleep 0.2
stop stream
same 'every command once' 1000 "$(sed -n 's/^1309 .*argc=2 a0="\/bin\/true" a1="\(.*\)"$/\1/p' "$work/stream" | sort -u | wc -l)"
same 'and only once' 1000 "$(grep -c '^1309 .*argc=2 a0="/bin/true"' "$work/stream")"
check 'nothing was dropped' has '^dropped 0$' "$work/stream"
check 'and all is as it was' is_clean
