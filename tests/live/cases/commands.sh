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
for signal in 11 6; do
  pwait --arm --timeout 20 --exit followed >"$work/ended" &
  waiter=$!
  eventually is_armed
  "$work/followed" -c "sleep 0.5; kill -$signal \$\$" 2>/dev/null
  check "pwait --exit returns at signal $signal" wait $waiter
  check 'with its number' has "signal $signal$" "$work/ended"
done
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

# What runs already, and a script by its own name; another host's pids have nothing to do with it.
printf '#!%s\nwhile read -r line; do /bin/true "$line"; done\n' "$work/followed" >"$work/the_script"
chmod +x "$work/the_script"
mkfifo "$work/lines" "$work/others"
"$work/the_script" <"$work/lines" &
script=$!
"$work/followed" -c 'while read -r line; do /bin/true "$line"; done' <"$work/others" &
exec 3>"$work/lines" 4>"$work/others"
for options in 'the_script' "--pid $script" 'followed' 'the_script --no-running'; do
  # shellcheck disable=SC2086 # they are words
  auditpipe --arm --native pc | paudit $options | commands --command true --format '${args}' >"$work/lines_of" &
  pipeline=$!
  eventually is_armed
  echo first >&3
  sleep 0.2
  echo other >&4
  sleep 0.2
  echo last >&3
  sleep 0.5
  pkill -INT -x auditpipe
  wait $pipeline
  case $options in
    *--no-running) wanted= ;;
    followed) wanted='first other last' ;;
    *) wanted='first last' ;;
  esac
  same "paudit $options finds what runs already" "$wanted" "$(paste -sd ' ' "$work/lines_of")"
done
exec 3>&- 4>&-
