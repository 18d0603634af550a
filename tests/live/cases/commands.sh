# commands and pwait, live.
auditon setcond off >/dev/null
is_armed() { rules | grep -q 'key=knox-' && is condition on && sleep 0.2; }
cp /bin/sh "$work/followed"
is_clean() { is rules '' && is condition off; }

commands --arm --format '${args}' --command true >"$work/live" &
live_pid=$!
check 'commands arms' eventually is_armed
for number in $(seq 100); do /bin/true "live $number"; done
check 'what is executed is printed at once' eventually has "'live 100'" "$work/live"
kill -INT $live_pid
wait $live_pid
same 'it ends as it should' 0 $?
same 'each once' "$(seq -f "'live %g'" 100)" "$(cat "$work/live")"
check 'nothing is left behind' eventually is_clean

pwait --arm --timeout 20 --path '/*/true' --arg wanted true >"$work/waited" &
waiter=$!
eventually is_armed
/bin/true other
/bin/true wanted
check 'pwait returns when the command is executed' wait $waiter
check 'with its line' has '/bin/true wanted' "$work/waited"
pwait --arm --timeout 20 --exit followed >"$work/ended" &
waiter=$!
eventually is_armed
"$work/followed" -c 'sleep 0.5; exit 7'
check 'pwait --exit returns when it has ended' wait $waiter
check 'with its exit status' has 7 "$work/ended"
check 'pwait gives up' eval '! pwait --arm --timeout 0.3 no-such-command'

# All that a shell and its children do, and nothing else.
auditpipe --arm pc,fr | paudit followed >"$work/trail" &
pipeline=$!
eventually is_armed
"$work/followed" -c '(/bin/true child; cat /etc/hostname >/dev/null); /bin/true second'
/bin/true stranger
sleep 0.5
pkill -INT -x auditpipe
wait $pipeline
same 'paudit' "child
second" "$(commands --command true --format '${args}' "$work/trail")"
check 'also what they read' eval 'bsm2json --class fr "$work/trail" | has /etc/hostname -'
