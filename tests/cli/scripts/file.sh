# Files: up, listed, down again unchanged, gone.
id=$(minimax files upload sample.wav --purpose voice_clone --json | sed -n 's/.*"id": "\([0-9]*\)".*/\1/p')
minimax files list voice_clone | grep -q "^$id"
minimax files download "$id" -o again.wav
cmp sample.wav again.wav
minimax files delete "$id" --yes
