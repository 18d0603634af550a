# auditpipe: what is done is what is told, once each; what is lost is counted.
auditon setcond off >/dev/null

quietly_closed() { "$@" 2>/dev/null >&-; }
is_clean() { is rules '' && is condition off; }
# Until the rules of so many are there.
are_armed() {
  [ "$(rules | sed -n 's/.*key=\(knox-[0-9-]*\)$/\1/p' | sort -u | wc -l)" = "$1" ] && is condition on && sleep 0.2
}
# Ends what runs in the background; $status is how it ended.
end() {
  kill -INT "$1"
  status=0
  wait "$1" || status=$?
}

# 1,000 commands of four shells at once, with arguments that are hard to tell apart.
auditpipe --arm ex >"$work/trail" &
bsm=$!
auditpipe --arm --native ex >"$work/log" &
native=$!
check 'two of them arm' eventually are_armed 2
for shell in 1 2 3 4; do
  for number in $(seq 250); do
    /bin/true probe "$shell-$number" '' 'two  words' "it's" "$(printf '\377\001')" '"' 41
  done &
  eval "shell_$shell=$!"
done
wait "$shell_1" "$shell_2" "$shell_3" "$shell_4"
sleep 0.5
end $bsm
same 'it ends as it should' 0 $status
end $native
same 'the other one, too' 0 $status
check 'nothing is left behind' eventually is_clean
for shell in 1 2 3 4; do
  for number in $(seq 250); do
    echo "probe $shell-$number '' 'two  words' 'it'\\''s' \$'\\xff\\x01' '\"' 41"
  done
done | sort >"$work/expected"
for form in trail log; do
  commands --format '${args}' "$work/$form" | grep ^probe | sort >"$work/found"
  check "each of 1,000 commands is in the $form once" cmp -s "$work/expected" "$work/found"
done
check 'the trail is sound' quietly bsm2json --strict "$work/trail"
same 'ausearch finds as many in the log' 1000 \
  "$(if command -v ausearch >/dev/null; then ausearch -if "$work/log" -m EXECVE --raw | grep -c 'a0="/bin/true"'; else echo 1000; fi)"

# How it can end.
auditpipe --arm ex >/dev/null &
killed=$!
eventually are_armed 1
kill -KILL $killed
check 'after SIGKILL all is as it was' eventually is_clean
(sleep 1; /bin/true; /bin/true; /bin/true) &
auditpipe --arm --native --count 2 ex >"$work/two"
same '--count' 2 "$(grep -c type=SYSCALL "$work/two")"
check 'and all is as it was' eventually is_clean
check '--seconds' auditpipe --arm --seconds 0.2 ex >/dev/null
auditpipe --arm ex | true &
check 'it ends when nobody reads it, and nothing happens' wait $!
check 'and all is as it was' eventually is_clean

check 'a closed output is an error' eval '! quietly_closed auditpipe --arm --seconds 1 ex'
check 'and a closed stderr none' eval 'auditpipe --arm --seconds 0.2 ex >/dev/null 2>&- <&-'

# Losses. Of opens(1) alone, by a rule of its own; five records a call, and the linker opens files, too.
opens=$(command -v opens)
auditon rules add -a always,exit -F arch=b64 -S openat -F exe="$opens" -k knox-test >/dev/null
auditon setqctrl backlog_limit=8192 >/dev/null
auditon setcond on >/dev/null
# listen NAME OPTION...: into a reader that begins to read when there is a file `go`.
listen() {
  listened=$1
  shift
  rm -f "$work/go"
  mkfifo "$work/pipe"
  (until [ -e "$work/go" ]; do sleep 0.1; done && cat) <"$work/pipe" >"$work/$listened" &
  reader=$!
  auditpipe --native "$@" all >"$work/pipe" 2>"$work/told" &
  listener=$!
  eventually has '^[^ ]* 9 .* 00000001 ' /proc/net/netlink
  eventually has '^SigCgt:.*[2367abef]$' "/proc/$listener/status"  # SIGINT ends it, and is not ignored any more
}
# What there was is all read after the end. Then $found is how many records that is, $lost what was told, and
# $status how it ended.
read_on() {
  touch "$work/go"
  end $listener
  wait $reader
  rm "$work/pipe"
  found=$(grep -c '^type=\(SYSCALL\|CWD\|PATH\|PROCTITLE\|EOE\) ' "$work/$listened")
  lost=$(sed -n 's/^auditpipe: \([0-9]*\) records lost.*/\1/p' "$work/told" | tail -n 1)
}
listen nothing
quietly opens 0 /etc/passwd
read_on
besides=$found
listen patient
opens 4000 /etc/passwd
sleep 3
read_on
same 'a reader that sleeps loses nothing' $((4000 * 5 + besides)) "$found"
same 'and is told nothing' "0 " "$status $lost"
listen slow --buffer 1
opens 60000 /etc/passwd
read_on
check 'with a small buffer it does, and is told' [ "${lost:-0}" -gt 0 ]
same 'and so says the exit status' 1 "$status"
same 'what was found and what was lost is what was done' $((60000 * 5 + besides)) $((found + lost))
auditon rules delete -D >/dev/null
auditon setcond off >/dev/null

# Where nothing can come.
says() {
  expected=$1
  shift
  "$@" 2>&1 >/dev/null | grep -q "$expected"
}
check 'auditing is off' says 'auditing is off' auditpipe --seconds 0.1 ex
auditon setcond on >/dev/null
check 'there are no rules' says 'no audit rules' auditpipe --seconds 0.1 ex
auditon setcond off >/dev/null
check 'a container' says 'in a container' unshare --user --map-root-user auditpipe ex
auditpipe --unicast --arm --seconds 2 ex >"$work/daemon" &
daemon=$!
eventually are_armed 1
check 'another daemon' says 'another audit daemon is running' auditpipe --unicast ex
/bin/true as-daemon
wait $daemon
same 'in place of the daemon' '/bin/true as-daemon # /usr/bin/true' "$(commands "$work/daemon" | grep as-daemon)"

# It runs before others, unless somebody has said otherwise.
priority() { awk '{ print $19 }' "/proc/$1/stat"; }
has_priority() { [ "$(priority "$1")" = "$2" ]; }
auditpipe ex >/dev/null 2>&1 &
pipe=$!
check 'run by root, it has priority' eventually has_priority $pipe -10
check 'and so have its threads' eval '[ "$(awk "{ print \$19 }" /proc/$pipe/task/*/stat | sort -u)" = -10 ]'
kill -INT $pipe
wait $pipe
nice -n 3 auditpipe ex >/dev/null 2>&1 &
pipe=$!
sleep 0.5
check 'not where it was told to have none' has_priority $pipe 3
kill -INT $pipe
wait $pipe

# Ends that come at once, and one that does not.
check '--seconds 0' timeout 5 auditpipe --native --seconds 0 ex
check '--count 0' timeout 5 auditpipe --native --count 0 ex
(trap '' HUP; exec auditpipe ex >/dev/null 2>&1) &
pipe=$!
check 'it runs' eventually has_priority $pipe -10
kill -HUP $pipe
sleep 0.3
check 'SIGHUP stays ignored, as nohup has it' kill -0 $pipe
kill -TERM $pipe
check 'and ends well' wait $pipe
auditpipe ex >/dev/null 2>&1 &
pipe=$!
eventually has_priority $pipe -10
kill -HUP $pipe
check 'otherwise SIGHUP ends it' wait $pipe

# What nobody catches, such as that there is no memory, is one line. Before knox's code runs, others may say it otherwise.
for memory in $(seq 7000 20 14000); do (ulimit -v "$memory" && auditon list) 2>&1 >/dev/null | grep -v 'shared object\|shared libraries\|^terminate called\|^cannot allocate'; done >"$work/memory"
check 'without memory' has '^auditon: out of memory$' "$work/memory"
same 'in one line' '' "$(grep -v 'out of memory$' "$work/memory")"
