# Beside the audit daemon: what it writes is what auditpipe reads.
log=/var/log/audit/audit.log
auditd
has_daemon() { ! auditon getstat | grep -qx 'pid: 0'; }
check 'there is a daemon' eventually has_daemon
same 'its place is taken' 'auditpipe: another audit daemon is running (`auditon getstat` shows its pid)
2' "$(auditpipe --unicast pc 2>&1 >/dev/null && echo 0 || echo $?)"
auditpipe --arm --native --seconds 6 pc >"$work/ours" &
pipe=$!
eventually is condition on
sleep 1
for number in $(seq 20); do /bin/true "number $number"; done
su nobody -s /bin/true
check 'auditpipe ends well' wait $pipe
sleep 2
# It leaves out where an event ends, and puts names behind a byte 0x1d.
grep -v ^type=EOE "$work/ours" | sed 's/ *$//' | sort >"$work/a"
tr '\035' '\n' <$log | sed 's/ *$//' | sort >"$work/b"
same 'all that is ours is in its log' '' "$(comm -23 "$work/a" "$work/b")"
check 'and that is not nothing' [ "$(wc -l <"$work/a")" -gt 50 ]
same 'the same commands in both' "$(commands --command true "$work/ours")" "$(commands --command true $log)"
kill "$(auditon getstat | sed -n 's/pid: //p')"
check 'it is gone again' eventually eval '! has_daemon'
