/**
 * What the reaper's shell runs. It reads lines: `+ pid` watch, `- pid` watch no longer. When the pipe ends, so does the
 * connection of every child; they get a second to end by themselves, so that their own exit handlers can run, and then
 * they are killed.
 */
export const reaperScript = `
trap '' INT TERM HUP QUIT
pids=' '
while read -r op pid; do
  case $op in
    +) pids="$pids$pid " ;;
    -) case $pids in *" $pid "*) pids="\${pids%% $pid *} \${pids#* $pid }" ;; esac ;;
  esac
done
tries=20
while [ $tries -gt 0 ]; do
  alive=
  for pid in $pids; do kill -0 $pid && alive=1; done
  [ "$alive" ] || exit 0
  sleep 0.05
  tries=$((tries - 1))
done
for pid in $pids; do kill -KILL $pid; done
`;
