# Pictures: one by its name, three into a folder.
test "$(minimax image generate "灯塔" --aspect-ratio 16:9 -o lighthouse.jpg)" = lighthouse.jpg
mkdir pictures
test "$(minimax image generate "a lighthouse" --n 3 -o pictures | wc -l)" -eq 3
test -s pictures/image-3.jpeg
