# Video: from the request to the file, and by hand with the handle.
test "$(minimax video generate "The light goes round" --first-frame cat.png -o light.mp4 --interval 0.1)" = light.mp4
head -c 12 light.mp4 | grep -q ftyp
minimax task wait "$(minimax video create "A cat")" --interval 0.1 --json | grep -q '"url"'
