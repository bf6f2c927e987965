# Chat: an answer, a text from a pipe in Chinese.
test "$(minimax text chat "Please say: Lima 🚣")" = "Lima 🚣"
test "$(printf 'Please say: 你好' | minimax text chat)" = "你好"
