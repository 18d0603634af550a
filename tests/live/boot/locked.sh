# A locked configuration, which only the next boot unlocks.
rule='-a always,exit -F arch=b64 -S execve -F key=knox-test'
# shellcheck disable=SC2086 # they are words
auditon rules add $rule >/dev/null
same 'it is locked' 'condition: off -> locked' "$(auditon setcond locked)"
for command in 'auditon setcond off' 'auditon setqctrl backlog_limit=100' 'auditon setpolicy silent' \
  'auditon rules add -w /etc/shadow -p wa' 'auditon rules delete -D' 'auditpipe --arm ex' 'commands --arm' \
  'pwait --arm true'; do
  same "$command is refused" \
    "${command%% *}: the audit configuration is locked (enabled 2), nothing can change it until the next boot
2" "$($command 2>&1 >/dev/null && echo 0 || echo $?)"
done
same 'it is as it was' "$rule" "$(rules)"
auditpipe --seconds 4 ex >"$work/trail" &
pipe=$!
sleep 2
/bin/true what the rule asks for
wait $pipe
same 'and its records come' 'what the rule asks for' "$(commands --command true --format '${args}' "$work/trail")"
