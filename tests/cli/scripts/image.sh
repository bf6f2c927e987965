# Pictures: one by its name, three into a folder.
test "$(minimax images generate "灯塔" --aspect-ratio 16:9 -o lighthouse.jpg)" = lighthouse.jpg
mkdir pictures
test "$(minimax images generate "a lighthouse" -n 3 -o pictures | wc -l)" -eq 3
test -s pictures/image-3.jpeg
# MiniMax-H3-Image: a name by the format, an edit of a picture, two combined.
test "$(minimax images generate "a lighthouse" --model MiniMax-H3-Image --size 1024x640 --output-format webp)" = "$PWD/image.webp"
test "$(minimax images edit "make it snow" cat.png --area 1K -o snow.jpg)" = snow.jpg
minimax images edit "both" cat.png snow.jpg --size 1024x640 --json | grep -q '"output_tokens": 640'
